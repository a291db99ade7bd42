import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Charge } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import type { MessageKey } from '../locales/messages.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { explainCredit } from '../ui/explain-credit.ts';
import { useReader } from '../ui/reader.ts';

const useStyles = makeStyles({ faint: { color: tokens.colorNeutralForeground3, display: 'block' } });

/** Words of the reconciliation file; the API may also name them as the domain does, with underscores. */
const types: Readonly<Record<string, MessageKey>> = {
  new: 'chargeType.new',
  renew: 'chargeType.renew',
  cycleCharge: 'chargeType.cycleCharge',
  addQuantity: 'chargeType.addQuantity',
  cancelImmediate: 'chargeType.cancelImmediate',
  customerCredit: 'chargeType.customerCredit',
};

type Props = { readonly charges: readonly Charge[] };

/** What the order cost and what came back, each with the month whose invoice carries it. */
export function ChargeTable({ charges }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale, money, date } = reader;
  const columns: Column<Charge>[] = [
    {
      key: 'what',
      title: t('charge.what'),
      cell: (charge) => {
        const key = types[charge.type.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())];
        return (
          <span>
            {key ? t(key) : charge.type}
            {charge.explanation && (
              <Text size={200} className={styles.faint}>
                {explainCredit(charge.formula, charge.explanation, charge.currency, reader)}
              </Text>
            )}
          </span>
        );
      },
    },
    { key: 'date', title: t('orders.date'), nowrap: true, cell: (charge) => <ExactDate at={charge.at} /> },
    {
      key: 'invoice',
      title: t('charge.invoice'),
      cell: (charge) =>
        t('charge.onInvoice', {
          month: formatMonth(charge.billingPeriod, locale, charge.invoiceDate.slice(0, 4)),
          date: date(charge.invoiceDate),
        }),
    },
    {
      key: 'net',
      title: t('line.net'),
      numeric: true,
      cell: ({ net, currency }) => money(net, currency, 'code'),
    },
    {
      key: 'tax',
      title: t('line.tax'),
      numeric: true,
      cell: ({ tax, currency }) => money(tax, currency, 'code'),
    },
    {
      key: 'total',
      title: t('line.total'),
      numeric: true,
      cell: ({ total, currency }) => money(total, currency, 'code'),
    },
  ];
  return (
    <DataTable label={t('order.charges')} columns={columns} rows={charges} rowKey={(charge) => charge.id} />
  );
}
