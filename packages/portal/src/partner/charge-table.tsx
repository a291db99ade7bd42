import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Charge } from '../api/types.ts';
import { kindWords } from '../billing/kind-words.ts';
import { formatMonth } from '../format/dates.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { explainCredit } from '../ui/explain-credit.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit, useSession } from '../ui/session.ts';

const useStyles = makeStyles({ faint: { color: tokens.colorNeutralForeground3, display: 'block' } });

type Props = { readonly charges: readonly Charge[] };

/** What the order cost and what came back, each with the month whose invoice carries it. */
export function ChargeTable({ charges }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, money } = reader;
  const columns: Column<Charge>[] = [
    {
      key: 'what',
      title: t('charge.what'),
      cell: (charge) => (
        <span>
          {kindWords(charge.type, t)}
          {charge.explanation && (
            <Text size={200} className={styles.faint}>
              {explainCredit(charge.formula, charge.explanation, charge.currency, reader)}
            </Text>
          )}
        </span>
      ),
    },
    { key: 'date', title: t('orders.date'), nowrap: true, cell: (charge) => <ExactDate at={charge.at} /> },
    {
      key: 'invoice',
      title: t('charge.invoice'),
      cell: (charge) => <InvoiceOf charge={charge} />,
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

/** The month whose invoice carries a charge; once it is out, the way to the documents of that month. */
function InvoiceOf({ charge }: { readonly charge: Charge }) {
  const { t, locale, date } = useReader();
  const { now } = useSession();
  const permit = usePermit();
  const { billingPeriod: month, currency, invoiceDate } = charge;
  const words = t('charge.onInvoice', {
    month: formatMonth(month, locale, invoiceDate.slice(0, 4)),
    date: date(invoiceDate),
  });
  if (now.slice(0, 10) < invoiceDate || !permit('invoices.read')) return words;
  return <GoLink href={paths.billing({ month, currency })}>{words}</GoLink>;
}
