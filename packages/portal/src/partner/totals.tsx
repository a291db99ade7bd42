import { makeStyles, tokens } from '@fluentui/react-components';
import type { Cart } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';

const useStyles = makeStyles({
  totals: {
    display: 'grid',
    gridTemplateColumns: 'auto auto',
    columnGap: '32px',
    rowGap: '4px',
    margin: 0,
    fontVariantNumeric: 'tabular-nums',
  },
  amount: { margin: 0, textAlign: 'end' },
  sum: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400 },
});

/** Net, tax and total, once for each currency: nothing is converted. */
export function Totals({ totals }: { readonly totals: Cart['totals'] }) {
  const styles = useStyles();
  const { t, money } = useReader();
  return totals.map(({ currency, net, tax, total }) => (
    <dl key={currency} className={styles.totals}>
      <dt>{t('line.net')}</dt>
      <dd className={styles.amount}>{money(net, currency)}</dd>
      <dt>{t('line.tax')}</dt>
      <dd className={styles.amount}>{money(tax, currency)}</dd>
      <dt className={styles.sum}>{t('line.total')}</dt>
      <dd className={`${styles.amount} ${styles.sum}`}>{money(total, currency)}</dd>
    </dl>
  ));
}
