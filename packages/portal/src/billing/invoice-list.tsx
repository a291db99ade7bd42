import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { invoicesQuery } from '../api/billing-queries.ts';
import { isForbidden } from '../api/problem.ts';
import { GoLink } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { InvoiceFilters } from './invoice-filters.tsx';
import { InvoiceTable } from './invoice-table.tsx';
import { monthFrom } from './months.ts';

type Props = {
  readonly partnerId?: string | undefined;
  readonly linkTo: (invoiceId: string) => string;
  /** The same list without its filters. */
  readonly all: string;
  /** What is shown as long as there is no invoice at all. */
  readonly empty: ReactNode;
};

/** Invoices and credit notes, newest first. */
export function InvoiceList({ partnerId, linkTo, all, empty }: Props) {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const period = monthFrom(search.month);
  const { currency, cursor } = search;
  const invoices = useQuery(invoicesQuery({ partnerId, period, currency, cursor }));
  const filtered = Boolean(period || currency || cursor);
  const isEmpty = invoices.data?.items.length === 0 && !filtered;
  if (invoices.error && isForbidden(invoices.error)) {
    return <ReadFailure error={invoices.error} what={t('invoices.failed')} />;
  }
  return (
    <>
      {!isEmpty && <InvoiceFilters partnerId={partnerId} />}
      {invoices.error ? (
        <ReadFailure error={invoices.error} what={t('invoices.failed')} onRetry={() => invoices.refetch()} />
      ) : !invoices.data ? (
        <LoadingLines lines={8} />
      ) : invoices.data.items.length > 0 ? (
        <>
          <InvoiceTable invoices={invoices.data.items} linkTo={linkTo} busy={invoices.isPlaceholderData} />
          <Pager next={invoices.data.next} />
        </>
      ) : filtered ? (
        <EmptyState text={t('invoices.notFound')}>
          <GoLink href={all}>{t('invoices.showAll')}</GoLink>
        </EmptyState>
      ) : (
        empty
      )}
    </>
  );
}
