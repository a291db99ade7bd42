import { MessageBar, MessageBarBody, makeStyles, Text } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { buy, cartQuery, currentCartQuery } from '../api/cart-queries.ts';
import type { Cart } from '../api/types.ts';
import { paths } from '../paths.ts';
import { GoLink, useFollow } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { type Translate, useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { EmptyState, ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { CustomerPage } from './customer-page.tsx';
import { Prerequisites } from './prerequisites.tsx';
import { ReviewTable } from './review-table.tsx';
import { Totals } from './totals.tsx';

const useStyles = makeStyles({
  end: { display: 'grid', justifyItems: 'end', rowGap: '12px' },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '16px', alignItems: 'center', justifyContent: 'flex-end' },
});

/** Everything that will be charged, before it is. */
export function ReviewPage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  const [{ cart: cartId }] = useUrlSearch();
  const cart = useQuery({
    ...cartQuery(customerId, cartId ?? ''),
    staleTime: 0,
    enabled: cartId !== undefined,
  });
  return (
    <CustomerPage title={t('review.title')} tab={false}>
      {(customer) =>
        cartId === undefined ? (
          <EmptyState text={t('cart.empty')}>
            <GoLink href={paths.addProducts(customerId)}>{t('customer.addProducts')}</GoLink>
          </EmptyState>
        ) : cart.error ? (
          <ReadFailure error={cart.error} what={t('cart.failed')} onRetry={() => cart.refetch()} />
        ) : cart.data ? (
          <Review customerId={customerId} cart={cart.data} market={customer.country} />
        ) : (
          <LoadingLines lines={5} height={40} />
        )
      }
    </CustomerPage>
  );
}

type Props = { readonly customerId: string; readonly cart: Cart };
type ReviewProps = Props & { readonly market: string };

function Review({ customerId, cart, market }: ReviewProps) {
  const styles = useStyles();
  const { t } = useReader();
  const back = <GoLink href={paths.addProducts(customerId)}>{t('review.change')}</GoLink>;
  if (cart.status === 'ordered') {
    return (
      <EmptyState text={t('review.ordered')}>
        <GoLink href={paths.customerOrders(customerId)}>{t('customer.orders')}</GoLink>
      </EmptyState>
    );
  }
  if (cart.lines.length === 0) return <EmptyState text={t('cart.empty')}>{back}</EmptyState>;
  return (
    <>
      {cart.lines.some((line) => line.error) && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('review.hasErrors')}</MessageBarBody>
        </MessageBar>
      )}
      <ReviewTable lines={cart.lines} market={market} />
      <Prerequisites customerId={customerId} prerequisites={cart.prerequisites} />
      <div className={styles.end}>
        <Totals totals={cart.totals} />
        <Buy customerId={customerId} cart={cart}>
          {back}
        </Buy>
      </div>
    </>
  );
}

function Buy({ customerId, cart, children }: Props & { readonly children: ReactNode }) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const follow = useFollow();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const orders = await buy(customerId, cart);
      follow(
        paths.confirmation(
          customerId,
          orders.map((order) => order.id),
        ),
      );
      client.setQueryData(currentCartQuery(customerId).queryKey, null);
      for (const noun of ['orders', 'software']) client.invalidateQueries({ queryKey: [noun] });
    } catch (error) {
      setFailure(error);
      client.invalidateQueries({ queryKey: ['carts', customerId] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {failure !== undefined && <ErrorState error={failure} what={t('review.failed')} />}
      <div className={styles.acts}>
        {children}
        <PermittedButton
          appearance="primary"
          busy={busy}
          reason={blockedBecause(cart, permit('orders.buy'), t)}
          onClick={submit}
        >
          {busy ? t('review.buying') : t('review.buy')}
        </PermittedButton>
      </div>
      <Text size={200}>{t('review.onAccount')}</Text>
    </>
  );
}

function blockedBecause(cart: Cart, permitted: boolean, t: Translate): string | undefined {
  if (!permitted) return t('reason.role');
  if (cart.lines.some((line) => line.error)) return t('review.hasErrors');
  if (cart.prerequisites.some(({ satisfied }) => !satisfied)) return t('review.unsatisfied');
  return undefined;
}
