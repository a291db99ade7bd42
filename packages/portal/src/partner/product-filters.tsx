import { makeStyles, Select } from '@fluentui/react-components';
import type { Family, Segment } from '../api/catalog-queries.ts';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

export const families = [
  'software_subscription',
  'perpetual_software',
  'software_plan',
  'reservation',
  'cloud_plan',
  'marketplace_saas',
] as const satisfies readonly Family[];
export const segments = [
  'commercial',
  'education',
  'government',
  'nonprofit',
] as const satisfies readonly Segment[];

const useStyles = makeStyles({ filters: { display: 'flex', flexWrap: 'wrap', gap: '8px' } });

export function ProductFilters() {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  return (
    <div className={styles.filters}>
      <SearchField label={t('products.search')} width="260px" />
      <Select
        aria-label={t('products.family')}
        value={search.family ?? ''}
        onChange={(_, data) => change({ family: data.value })}
      >
        <option value="">{t('products.allFamilies')}</option>
        {families.map((family) => (
          <option key={family} value={family}>
            {t(`family.${family}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('products.segment')}
        value={search.segment ?? ''}
        onChange={(_, data) => change({ segment: data.value })}
      >
        <option value="">{t('products.allSegments')}</option>
        {segments.map((segment) => (
          <option key={segment} value={segment}>
            {t(`segment.${segment}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
