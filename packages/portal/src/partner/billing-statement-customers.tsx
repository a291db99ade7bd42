import { useQuery } from '@tanstack/react-query';
import { customerBalancesQuery } from '../api/payment-queries.ts';
import type { CustomerBalance } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

/** For whom the account owes what it owes, and what further charges of running terms will come to. */
export function BillingStatementCustomers({ currency }: { readonly currency: string }) {
  const { t } = useReader();
  const [{ cursor }] = useUrlSearch();
  const { data, error, refetch, isPlaceholderData } = useQuery(customerBalancesQuery({ currency, cursor }));
  if (error) return <ReadFailure error={error} what={t('exposure.failed')} onRetry={() => refetch()} />;
  if (!data) return <LoadingLines lines={4} />;
  if (data.items.length === 0) return <EmptyState text={t('exposure.none', { currency })} />;
  return (
    <>
      <CustomerTable customers={data.items} busy={isPlaceholderData} />
      <Pager next={data.next} />
    </>
  );
}

type TableProps = { readonly customers: readonly CustomerBalance[]; readonly busy: boolean };

function CustomerTable({ customers, busy }: TableProps) {
  const { t, money } = useReader();
  const mayOpen = usePermit()('customers.read');
  const amount = (key: string, title: string, of: (row: CustomerBalance) => string) => ({
    key,
    title,
    numeric: true,
    cell: (row: CustomerBalance) => money(of(row), row.currency),
  });
  const columns: Column<CustomerBalance>[] = [
    {
      key: 'customer',
      title: t('exposure.customer'),
      cell: ({ customerId, customerName }) =>
        mayOpen ? <GoLink href={paths.customer(customerId)}>{customerName}</GoLink> : customerName,
    },
    amount('unbilled', t('exposure.unbilled'), ({ unbilled }) => unbilled),
    amount('open', t('exposure.open'), ({ onOpenInvoices }) => onOpenInvoices),
    amount('future', t('exposure.future'), ({ committedFuture }) => committedFuture),
    amount('total', t('exposure.total'), ({ total }) => total),
  ];
  return (
    <DataTable
      label={t('exposure.title')}
      columns={columns}
      rows={customers}
      rowKey={({ customerId }) => customerId}
      busy={busy}
    />
  );
}
