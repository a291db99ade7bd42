import { makeStyles } from '@fluentui/react-components';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { CartPanel } from './cart-panel.tsx';
import { CustomerPage } from './customer-page.tsx';
import { ProductChooser } from './product-chooser.tsx';
import { ProductFilters } from './product-filters.tsx';
import { ProductList } from './product-list.tsx';
import { useCart } from './use-cart.ts';

const useStyles = makeStyles({
  layout: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 340px',
    gap: '32px',
    alignItems: 'start',
    '@media (max-width: 960px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  products: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '16px', minWidth: 0 },
});

/** What can be bought on one side, what is in the cart on the other. */
export function AddProductsPage() {
  const { t } = useReader();
  const permit = usePermit();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage title={t('customer.addProducts')}>
      {(customer) =>
        permit('carts.write') ? (
          <Shop customerId={customerId} market={customer.country} />
        ) : (
          <ForbiddenState text={t('reason.role')} />
        )
      }
    </CustomerPage>
  );
}

type ShopProps = { readonly customerId: string; readonly market: string };

function Shop({ customerId, market }: ShopProps) {
  const styles = useStyles();
  const cart = useCart(customerId);
  const [{ product }] = useUrlSearch();
  return (
    <div className={styles.layout}>
      <div className={styles.products}>
        {product ? (
          <ProductChooser
            key={product}
            customerId={customerId}
            productId={product}
            market={market}
            cart={cart}
          />
        ) : (
          <>
            <ProductFilters />
            <ProductList customerId={customerId} />
          </>
        )}
      </div>
      <CartPanel customerId={customerId} cart={cart} />
    </div>
  );
}
