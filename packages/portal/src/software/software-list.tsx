import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SoftwareActs } from '../api/software-queries.ts';
import type { SoftwareItem, SoftwarePage } from '../api/types.ts';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { KeysPanel } from './keys-panel.tsx';
import { SoftwareFilters } from './software-filters.tsx';
import { SoftwareTable } from './software-table.tsx';

type Props = {
  readonly query: UseQueryResult<SoftwarePage>;
  readonly acts: SoftwareActs;
  /** What fills an empty list. */
  readonly empty?: ReactNode;
  /** Shown beside the filters, for acts on what is selected. */
  readonly bulk?: ReactNode;
  readonly selection?: Selection;
  readonly onCancel?: (item: SoftwareItem) => void;
  readonly orderHref?: (item: SoftwareItem) => string;
};
export type Selection = {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (item: SoftwareItem) => void;
};

/** The software of one customer with its filters; partner and customer see the same list. */
export function SoftwareList({ query, acts, empty, bulk, ...table }: Props) {
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const open = query.data?.items.find((item) => item.entitlementId === search.item);
  const show = (item: SoftwareItem | undefined) =>
    change({ item: item?.entitlementId, cursor: search.cursor }, item ? 'push' : 'replace');
  const filtered = Boolean(search.search || search.status);
  return (
    <>
      <SoftwareFilters>{bulk}</SoftwareFilters>
      {query.error ? (
        <ReadFailure error={query.error} what={t('software.failed')} onRetry={() => query.refetch()} />
      ) : !query.data ? (
        <LoadingLines lines={6} height={48} />
      ) : query.data.items.length === 0 ? (
        <EmptyState text={filtered ? t('software.notFound') : t('software.empty')}>
          {filtered ? undefined : empty}
        </EmptyState>
      ) : (
        <>
          <SoftwareTable items={query.data.items} busy={query.isPlaceholderData} onKeys={show} {...table} />
          <Pager next={query.data.next} />
        </>
      )}
      {open && <KeysPanel item={open} acts={acts} onClose={() => show(undefined)} />}
    </>
  );
}
