import type { Statement } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';

type Line = Statement['lines'][number];
type Row =
  | { readonly carried: 'opening' | 'closing'; readonly date: string; readonly balance: string }
  | (Line & { readonly carried?: undefined });

/** From the opening to the closing balance, a line a movement. */
export function BillingStatementTable({
  statement,
  busy,
}: {
  readonly statement: Statement;
  readonly busy: boolean;
}) {
  const { t, locale, money, date } = useReader();
  const { currency } = statement;
  const rows: Row[] = [
    { carried: 'opening', date: statement.from, balance: statement.opening },
    ...statement.lines,
    { carried: 'closing', date: statement.to, balance: statement.closing },
  ];
  const columns: Column<Row>[] = [
    { key: 'date', title: t('statement.date'), nowrap: true, cell: (row) => date(row.date) },
    {
      key: 'movement',
      title: t('statement.movement'),
      cell: (row) => (row.carried ? t(`statement.${row.carried}`) : t(`movement.${row.kind}`)),
    },
    {
      key: 'number',
      title: t('statement.number'),
      nowrap: true,
      cell: (row) =>
        row.carried || row.kind === 'payment' ? '' : <GoLink href={paths.invoice(row.id)}>{row.id}</GoLink>,
    },
    {
      key: 'reference',
      title: t('statement.reference'),
      cell: (row) => {
        if (row.carried) return '';
        if (row.kind === 'payment') return row.reference;
        return t('statement.month', { month: formatMonth(row.reference, locale, '') });
      },
    },
    {
      key: 'amount',
      title: t('statement.amount'),
      numeric: true,
      cell: (row) => (row.carried ? '' : money(row.amount, currency)),
    },
    {
      key: 'balance',
      title: t('statement.balance'),
      numeric: true,
      cell: (row) => money(row.balance, currency),
    },
  ];
  return (
    <DataTable
      label={t('statement.title', { currency })}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.carried ?? `${row.kind} ${row.id}`}
      busy={busy}
    />
  );
}
