import { makeStyles, Select } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'center' },
});

export const softwareStatuses = ['all', 'active', 'cancelled'] as const;

export function SoftwareFilters({ children }: { readonly children?: ReactNode }) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  return (
    <div className={styles.filters}>
      <Select
        aria-label={t('software.filter')}
        value={search.status ?? 'all'}
        onChange={(_, { value }) => change({ status: value === 'all' ? undefined : value })}
      >
        {softwareStatuses.map((status) => (
          <option key={status} value={status}>
            {t(`software.filter.${status}`)}
          </option>
        ))}
      </Select>
      <SearchField label={t('software.search')} />
      {children}
    </div>
  );
}
