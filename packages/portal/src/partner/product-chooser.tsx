import { Button, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { ArrowLeft20Regular } from '@fluentui/react-icons/svg/arrow-left';
import { useQuery } from '@tanstack/react-query';
import { productQuery } from '../api/catalog-queries.ts';
import type { Product } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { OfferForm } from './offer-form.tsx';
import { segments } from './product-filters.tsx';
import type { OpenCart } from './use-cart.ts';

const useStyles = makeStyles({
  chooser: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '16px',
    justifyItems: 'start',
  },
  title: { margin: 0 },
  faint: { color: tokens.colorNeutralForeground3 },
  text: { maxWidth: '70ch' },
});

type Props = {
  readonly customerId: string;
  readonly productId: string;
  readonly market: string;
  readonly cart: OpenCart;
};

/** One product: its SKUs, terms and billing with the price beside them at once. */
export function ProductChooser({ customerId, productId, market, cart }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const product = useQuery(productQuery(customerId, productId, oneOf(search.segment, segments)));
  return (
    <div className={styles.chooser}>
      <Button
        appearance="subtle"
        icon={<ArrowLeft20Regular />}
        onClick={() => change({ product: undefined })}
      >
        {t('products.back')}
      </Button>
      {product.error ? (
        <ReadFailure error={product.error} what={t('product.failed')} onRetry={() => product.refetch()} />
      ) : product.data ? (
        <Chosen product={product.data} cart={cart} market={market} />
      ) : (
        <LoadingLines lines={6} />
      )}
    </div>
  );
}

type ChosenProps = Pick<Props, 'cart' | 'market'> & { readonly product: Product };

function Chosen({ product, cart, market }: ChosenProps) {
  const styles = useStyles();
  const { t } = useReader();
  const sellable = product.skus.filter((sku) => sku.offers.length > 0);
  return (
    <>
      <Title3 as="h2" className={styles.title}>
        {product.title}
      </Title3>
      <Text size={200} className={styles.faint}>
        {t(`family.${product.family}`)} · {product.publisher}
      </Text>
      <Text className={styles.text}>{product.description}</Text>
      {sellable.length === 0 ? (
        <EmptyState text={t('product.nothing')} />
      ) : (
        <OfferForm skus={sellable} cart={cart} market={market} reserves={product.family === 'reservation'} />
      )}
    </>
  );
}
