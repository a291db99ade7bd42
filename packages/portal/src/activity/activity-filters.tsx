import { Field, Input, makeStyles, Select } from '@fluentui/react-components';
import type { ActivityRecord } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { actionWords } from './action-words.ts';
import { allActions, type Preset, presets, type Range, ranges } from './presets.ts';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
});

type Props = {
  readonly preset: Preset;
  readonly range: Range;
  readonly records: readonly ActivityRecord[];
};

export function ActivityFilters({ preset, range, records }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const customers = customersOf(records);
  return (
    <div className={styles.filters}>
      <Field label={t('activity.show')}>
        <Select value={preset} onChange={(_, { value }) => change({ preset: value, action: undefined })}>
          {presets.map((each) => (
            <option key={each} value={each}>
              {t(`activity.preset.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('activity.range')}>
        <Select value={range} onChange={(_, { value }) => change({ range: value })}>
          {ranges.map((each) => (
            <option key={each} value={each}>
              {t(`activity.range.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      {range === 'custom' && <CustomRange />}
      <Field label={t('activity.action')}>
        <Select value={search.action ?? ''} onChange={(_, { value }) => change({ action: value })}>
          <option value="">{t('activity.anyAction')}</option>
          {allActions.map((action) => (
            <option key={action} value={action}>
              {actionWords(action, t)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('activity.customer')}>
        <Select value={search.customer ?? ''} onChange={(_, { value }) => change({ customer: value })}>
          <option value="">{t('activity.anyCustomer')}</option>
          {customers.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('activity.user')}>
        <Input
          key={search.user ?? ''}
          defaultValue={search.user ?? ''}
          maxLength={254}
          onBlur={(event) => {
            const user = event.target.value.trim();
            if (user !== (search.user ?? '')) change({ user });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') change({ user: event.currentTarget.value.trim() });
          }}
        />
      </Field>
    </div>
  );
}

function CustomRange() {
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  return (
    <>
      <Field label={t('activity.from')}>
        <Input type="date" value={search.from ?? ''} onChange={(_, { value }) => change({ from: value })} />
      </Field>
      <Field label={t('activity.to')}>
        <Input type="date" value={search.to ?? ''} onChange={(_, { value }) => change({ to: value })} />
      </Field>
    </>
  );
}

/** Who reads the log may not see the customer list, so the choice is of those that the log names. */
function customersOf(records: readonly ActivityRecord[]): readonly (readonly [string, string])[] {
  const named = new Map<string, string>();
  for (const { customerId, customerName } of records) {
    if (customerId) named.set(customerId, customerName ?? customerId);
  }
  return [...named];
}
