import { Button, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { CartPanelLine } from './cart-panel-line.tsx';
import type { OpenCart } from './use-cart.ts';

const useStyles = makeStyles({
  panel: {
    position: 'sticky',
    top: '64px',
    display: 'grid',
    rowGap: '12px',
    padding: '16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    '@media (max-width: 960px)': { position: 'static' },
  },
  title: { margin: 0 },
  lines: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '12px' },
  total: {
    display: 'flex',
    justifyContent: 'space-between',
    fontVariantNumeric: 'tabular-nums',
    fontWeight: tokens.fontWeightSemibold,
  },
});

type Props = { readonly customerId: string; readonly cart: OpenCart };

/** Always in sight: what will be bought, what it costs so far, and the way on. */
export function CartPanel({ customerId, cart }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { cart: query, failure } = cart;
  return (
    <section aria-label={t('cart.title')} className={styles.panel}>
      <Title3 as="h2" className={styles.title}>
        {t('cart.title')}
      </Title3>
      {failure !== undefined && <ErrorState error={failure} what={t('cart.saveFailed')} />}
      {query.error ? (
        <ReadFailure error={query.error} what={t('cart.failed')} onRetry={() => query.refetch()} />
      ) : query.data === undefined ? (
        <LoadingLines lines={3} />
      ) : (
        <Content customerId={customerId} cart={cart} />
      )}
    </section>
  );
}

function Content({ customerId, cart }: Props) {
  const styles = useStyles();
  const { t, money } = useReader();
  const follow = useFollow();
  const saved = cart.cart.data;
  if (!saved || saved.lines.length === 0) return <Text>{t('cart.empty')}</Text>;
  const review = () => follow(paths.review(customerId, saved.id));
  return (
    <>
      <ul className={styles.lines}>
        {saved.lines.map((line, index) => (
          <CartPanelLine key={line.id} line={line} index={index} cart={cart} />
        ))}
      </ul>
      <div aria-live="polite">
        {saved.totals.map((total) => (
          <div key={total.currency} className={styles.total}>
            <span>{t('cart.total')}</span>
            <span>{money(total.total, total.currency)}</span>
          </div>
        ))}
        <Text size={200}>{cart.saving ? t('cart.saving') : t('cart.saved')}</Text>
      </div>
      <PermittedButton appearance="primary" busy={cart.saving} reason={undefined} onClick={review}>
        {t('cart.review')}
      </PermittedButton>
      <Button appearance="subtle" onClick={() => follow(paths.customer(customerId))}>
        {t('cart.later')}
      </Button>
    </>
  );
}
