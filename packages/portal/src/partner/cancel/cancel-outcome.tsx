import { Button, DialogActions, DialogContent, makeStyles, Text } from '@fluentui/react-components';
import type { CancelledOrder } from '../../api/types.ts';
import { formatMonth } from '../../format/dates.ts';
import { shortId } from '../../format/names.ts';
import { paths } from '../../paths.ts';
import { GoLink } from '../../ui/go-link.tsx';
import { type Reader, useReader } from '../../ui/reader.ts';
import { verdictWords } from './verdict-list.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '16px' },
  order: { display: 'grid', rowGap: '4px', justifyItems: 'start' },
});

type Props = {
  readonly customerId: string;
  readonly orders: readonly CancelledOrder[];
  readonly onClose: () => void;
};

/** What was done with each order, and when its credit comes. */
export function CancelOutcome({ customerId, orders, onClose }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  return (
    <>
      <DialogContent>
        <ul className={styles.list}>
          {orders.map((order) => (
            <li key={order.orderId} className={styles.order}>
              <Text>{outcomeWords(order, reader)}</Text>
              <GoLink href={paths.order(customerId, order.orderId)} title={order.orderId}>
                {t('cancel.toOrder', { number: shortId(order.orderId) })}
              </GoLink>
            </li>
          ))}
        </ul>
      </DialogContent>
      <DialogActions>
        <Button appearance="primary" onClick={onClose}>
          {t('dialog.close')}
        </Button>
      </DialogActions>
    </>
  );
}

/** "Cancelled. The credit of € 1,821.37 will be on the invoice for November, issued 1 December 2026." */
function outcomeWords({ verdict, credit }: CancelledOrder, reader: Reader): string {
  if (verdict.code !== 'cancelled') return verdictWords(verdict, reader);
  if (!credit) return reader.t('cancel.cancelled');
  const { t, locale, money, longDate } = reader;
  const issuedYear = credit.invoiceDate.slice(0, 4);
  return t('cancel.done', {
    credit: money(credit.total, credit.currency),
    month: formatMonth(credit.billingPeriod, locale, issuedYear),
    date: longDate(credit.invoiceDate),
  });
}
