import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Invoice } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { dueWords } from './due-words.ts';

const useStyles = makeStyles({
  due: {
    display: 'grid',
    rowGap: '2px',
    justifyItems: 'start',
    '@media (max-width: 640px)': { justifyItems: 'end' },
  },
  day: { color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly invoices: readonly Invoice[];
  readonly linkTo: (invoiceId: string) => string;
  readonly busy: boolean;
};

export function InvoiceTable({ invoices, linkTo, busy }: Props) {
  const styles = useStyles();
  const { t, say, locale, money, date } = useReader();
  const { now } = useSession();
  const columns: Column<Invoice>[] = [
    {
      key: 'number',
      title: t('invoices.number'),
      nowrap: true,
      cell: ({ id }) => <GoLink href={linkTo(id)}>{id}</GoLink>,
    },
    {
      key: 'month',
      title: t('billing.month'),
      nowrap: true,
      cell: ({ period }) => formatMonth(period, locale, ''),
    },
    { key: 'date', title: t('invoices.date'), nowrap: true, cell: ({ invoiceDate }) => date(invoiceDate) },
    {
      key: 'type',
      title: t('invoices.type'),
      nowrap: true,
      cell: ({ type }) => (
        <StatusWord tone={type === 'invoice' ? 'good' : 'off'}>{t(`documentType.${type}`)}</StatusWord>
      ),
    },
    {
      key: 'lines',
      title: t('invoices.lines'),
      numeric: true,
      cell: ({ lines }) => formatCount(lines, locale),
    },
    {
      key: 'total',
      title: t('invoices.total'),
      numeric: true,
      cell: ({ total, currency }) => money(total, currency, 'code'),
    },
    {
      key: 'open',
      title: t('invoices.open'),
      numeric: true,
      cell: ({ open, currency }) => money(open, currency, 'code'),
    },
    {
      key: 'due',
      title: t('invoices.due'),
      cell: (invoice) => {
        const { tone, wording, asksForMoney } = dueWords(invoice, now);
        return (
          <span className={styles.due}>
            <StatusWord tone={tone}>{say(wording)}</StatusWord>
            {asksForMoney && (
              <Text size={200} className={styles.day}>
                {date(invoice.dueDate)}
              </Text>
            )}
          </span>
        );
      },
    },
  ];
  return (
    <DataTable
      label={t('billing.invoices')}
      columns={columns}
      rows={invoices}
      rowKey={({ id }) => id}
      busy={busy}
    />
  );
}
