import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnersQuery } from '../api/operate-queries.ts';
import type { NewPartnerAccount, PartnerAccount } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { PartnerForm } from './partner-form.tsx';
import { SecretsDialog } from './secrets-dialog.tsx';
import { useMarketNames } from './use-market-names.ts';

export function PartnersPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<NewPartnerAccount>();
  return (
    <Page
      title={t('partners.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('partners.new')}
        </Button>
      }
    >
      <SearchField label={t('partners.search')} />
      <Partners />
      {open && <PartnerForm onDone={setMade} onClose={() => setOpen(false)} />}
      {made && <SecretsDialog made={made} onClose={() => setMade(undefined)} />}
    </Page>
  );
}

function Partners() {
  const { t } = useReader();
  const { nameOf } = useMarketNames();
  const [{ search, cursor }] = useUrlSearch();
  const partners = useQuery(partnersQuery({ search, cursor }));
  if (partners.error) {
    const retry = () => partners.refetch();
    return <ReadFailure error={partners.error} what={t('partners.failed')} onRetry={retry} />;
  }
  if (!partners.data) return <LoadingLines />;
  if (partners.data.items.length === 0)
    return <EmptyState text={search ? t('partners.notFound', { search }) : t('partners.empty')} />;
  const columns: Column<PartnerAccount>[] = [
    {
      key: 'name',
      title: t('customers.name'),
      cell: ({ id, name }) => <GoLink href={paths.partnerAccount(id)}>{name}</GoLink>,
    },
    { key: 'country', title: t('partners.country'), cell: ({ country }) => nameOf(country) },
    { key: 'currency', title: t('customers.currency'), cell: ({ currency }) => currency ?? '–' },
    {
      key: 'kind',
      title: t('partners.kind'),
      cell: ({ sandbox }) => t(sandbox ? 'partners.sandbox' : 'partners.production'),
    },
    {
      key: 'customers',
      title: t('nav.customers'),
      numeric: true,
      cell: ({ customers }) => String(customers),
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ suspended }) => (
        <StatusWord tone={suspended ? 'bad' : 'good'}>
          {t(suspended ? 'partners.suspended' : 'partners.active')}
        </StatusWord>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('partners.title')}
        columns={columns}
        rows={partners.data.items}
        rowKey={({ id }) => id}
      />
      <Pager next={partners.data.next} />
    </>
  );
}
