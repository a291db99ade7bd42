import { useQuery } from '@tanstack/react-query';
import { customersQuery } from '../api/customer-queries.ts';
import type { Customer } from '../api/types.ts';
import { countryName } from '../format/names.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

export function CustomersPage() {
  const { t } = useReader();
  return (
    <Page title={t('customers.title')}>
      <SearchField label={t('customers.search')} width="420px" />
      <CustomerList />
    </Page>
  );
}

function CustomerList() {
  const { t, locale } = useReader();
  const [{ search, cursor }] = useUrlSearch();
  const customers = useQuery(customersQuery({ search, cursor }));
  if (customers.error) {
    const retry = () => customers.refetch();
    return <ReadFailure error={customers.error} what={t('customers.failed')} onRetry={retry} />;
  }
  if (!customers.data) return <LoadingLines lines={8} />;
  if (customers.data.items.length === 0) {
    return <EmptyState text={search ? t('customers.notFound', { search }) : t('customers.empty')} />;
  }
  const columns: Column<Customer>[] = [
    {
      key: 'name',
      title: t('customers.name'),
      cell: (customer) => <GoLink href={paths.customer(customer.id)}>{customer.name}</GoLink>,
    },
    { key: 'domain', title: t('customers.domain'), cell: (customer) => customer.domain },
    {
      key: 'country',
      title: t('customers.market'),
      cell: (customer) => countryName(customer.country, customer.countryName, locale),
    },
    { key: 'currency', title: t('customers.currency'), cell: (customer) => customer.currency },
    {
      key: 'since',
      title: t('customers.since'),
      nowrap: true,
      cell: (customer) => <ExactDate at={customer.createdAt} />,
    },
  ];
  return (
    <>
      <DataTable
        label={t('customers.title')}
        columns={columns}
        rows={customers.data.items}
        rowKey={(customer) => customer.id}
        busy={customers.isPlaceholderData}
      />
      <Pager next={customers.data.next} />
    </>
  );
}
