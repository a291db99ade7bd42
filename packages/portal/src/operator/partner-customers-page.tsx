import { makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnerCustomersQuery } from '../api/operate-queries.ts';
import type { PartnerCustomer } from '../api/types.ts';
import { countryName } from '../format/names.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { type Reader, useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { usePermit } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { EndExemption, ExemptionForm } from './exemption-form.tsx';
import { PartnerFrame } from './partner-frame.tsx';

const useStyles = makeStyles({ acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' } });

type Opened = { readonly what: 'set' | 'end'; readonly customer: PartnerCustomer };

/** The customers of a partner, and which of them pay no tax on the strength of a certificate. */
export function PartnerCustomersPage() {
  const { t } = useReader();
  const partnerId = usePathParam('partnerId');
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  return (
    <PartnerFrame title={t('partnerCustomers.title')} partnerId={partnerId}>
      <Text>{t('exemption.explain')}</Text>
      <SearchField label={t('partnerCustomers.search')} />
      <Customers partnerId={partnerId} onOpen={setOpened} />
      {opened?.what === 'set' && (
        <ExemptionForm partnerId={partnerId} customer={opened.customer} onClose={close} />
      )}
      {opened?.what === 'end' && (
        <EndExemption partnerId={partnerId} customer={opened.customer} onClose={close} />
      )}
    </PartnerFrame>
  );
}

type Props = { readonly partnerId: string; readonly onOpen: (opened: Opened) => void };

function Customers({ partnerId, onOpen }: Props) {
  const reader = useReader();
  const { t, locale } = reader;
  const [{ search, cursor }] = useUrlSearch();
  const customers = useQuery(partnerCustomersQuery(partnerId, { search, cursor }));
  if (customers.error) {
    const retry = () => customers.refetch();
    return <ReadFailure error={customers.error} what={t('customers.failed')} onRetry={retry} />;
  }
  if (!customers.data) return <LoadingLines />;
  if (customers.data.items.length === 0)
    return <EmptyState text={search ? t('customers.notFound', { search }) : t('partnerCustomers.empty')} />;
  const columns: Column<PartnerCustomer>[] = [
    { key: 'name', title: t('customers.name'), cell: ({ name }) => name },
    {
      key: 'market',
      title: t('customers.market'),
      cell: (customer) => countryName(customer.country, customer.countryName, locale),
    },
    { key: 'vatId', title: t('overview.vatId'), cell: ({ tax }) => tax.vatId || '–' },
    { key: 'exemption', title: t('exemption.title'), cell: ({ tax }) => exemptionWords(tax, reader) },
    { key: 'act', title: t('form.act'), cell: (customer) => <Acts customer={customer} onOpen={onOpen} /> },
  ];
  return (
    <>
      <DataTable
        label={t('partnerCustomers.title')}
        columns={columns}
        rows={customers.data.items}
        rowKey={({ id }) => id}
      />
      <Pager next={customers.data.next} />
    </>
  );
}

function exemptionWords({ exemption }: PartnerCustomer['tax'], { t, instant }: Reader): string {
  if (!exemption) return '–';
  const { reason, certificate, from, to } = exemption;
  const facts = { reason, certificate, from: instant(from) };
  return to === null ? t('exemption.open', facts) : t('exemption.limited', { ...facts, to: instant(to) });
}

function Acts({
  customer,
  onOpen,
}: {
  readonly customer: PartnerCustomer;
  readonly onOpen: Props['onOpen'];
}) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const reason = permit('prices.manage') ? undefined : t('reason.role');
  const { name } = customer;
  const exempt = customer.tax.exemption !== null;
  return (
    <span className={styles.acts}>
      <PermittedButton
        size="small"
        reason={reason}
        aria-label={t(exempt ? 'exemption.changeOf' : 'exemption.setOf', { name })}
        onClick={() => onOpen({ what: 'set', customer })}
      >
        {t(exempt ? 'form.change' : 'exemption.set')}
      </PermittedButton>
      {exempt && (
        <PermittedButton
          size="small"
          reason={reason}
          aria-label={t('exemption.endOf', { name })}
          onClick={() => onOpen({ what: 'end', customer })}
        >
          {t('exemption.end')}
        </PermittedButton>
      )}
    </span>
  );
}
