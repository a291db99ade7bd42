import { Button, makeStyles } from '@fluentui/react-components';
import { impacts } from '@kontor/domain/support/impact';
import { supportTypes } from '@kontor/domain/support/support-type';
import type { ReactNode } from 'react';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { FilterChoice } from './filter-choice.tsx';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
});

const names = ['search', 'status', 'type', 'impact', 'customer', 'partner', 'assignee', 'overdue'] as const;

/** Words, type and impact, which both sides filter by; `children` stand between. */
export function RequestFilters({ children }: { readonly children: ReactNode }) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const filtered = names.some((name) => search[name]);
  return (
    <>
      <SearchField label={t('support.search')} />
      <div className={styles.filters}>
        {children}
        <FilterChoice
          name="type"
          label={t('support.type')}
          none={t('support.anyType')}
          choices={supportTypes.map((type) => [type, t(`supportType.${type}`)])}
        />
        <FilterChoice
          name="impact"
          label={t('support.impact')}
          none={t('support.anyImpact')}
          choices={impacts.map((impact) => [impact, t(`impact.${impact}`)])}
        />
        {filtered && (
          <Button
            appearance="subtle"
            onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}
          >
            {t('support.allFilters')}
          </Button>
        )}
      </div>
    </>
  );
}
