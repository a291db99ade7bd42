import type { BillingRun } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { RunScope, RunStatus } from './run-status.tsx';

type Props = { readonly runs: readonly BillingRun[]; readonly busy: boolean };

export function RunTable({ runs, busy }: Props) {
  const { t, locale, date } = useReader();
  const columns: Column<BillingRun>[] = [
    {
      key: 'month',
      title: t('billing.month'),
      nowrap: true,
      cell: ({ id, period }) => (
        <GoLink href={paths.billingRun(id)}>{formatMonth(period, locale, '')}</GoLink>
      ),
    },
    { key: 'scope', title: t('runs.scope'), cell: (run) => <RunScope run={run} /> },
    {
      key: 'status',
      title: t('runs.status'),
      nowrap: true,
      cell: ({ status }) => <RunStatus status={status} />,
    },
    {
      key: 'invoices',
      title: t('runs.invoices'),
      numeric: true,
      cell: ({ invoices }) => formatCount(invoices, locale),
    },
    {
      key: 'lines',
      title: t('invoices.lines'),
      numeric: true,
      cell: ({ lines }) => formatCount(lines, locale),
    },
    {
      key: 'parked',
      title: t('runs.parked'),
      numeric: true,
      cell: ({ parked }) =>
        parked === 0 ? '0' : <StatusWord tone="waiting">{formatCount(parked, locale)}</StatusWord>,
    },
    { key: 'issued', title: t('invoice.issued'), nowrap: true, cell: ({ invoiceDate }) => date(invoiceDate) },
    {
      key: 'started',
      title: t('runs.started'),
      nowrap: true,
      cell: ({ startedAt }) => <ExactDate at={startedAt} withTime />,
    },
  ];
  return (
    <DataTable label={t('billing.runs')} columns={columns} rows={runs} rowKey={({ id }) => id} busy={busy} />
  );
}
