import { Button, Field, Input, makeStyles, Select } from '@fluentui/react-components';
import type { ActivityRecord } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { actionWords } from './action-words.ts';
import { allActions, presets, ranges } from './presets.ts';
import { type LogQuestion, questionNames } from './question.ts';

const useStyles = makeStyles({
  filters: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 200px), 1fr))',
    gap: '12px',
    alignItems: 'end',
    '@media (max-width: 480px)': { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  clear: { justifySelf: 'start' },
});

type Props = {
  readonly question: LogQuestion;
  readonly records: readonly ActivityRecord[];
};

export function ActivityFilters({ question, records }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const { preset, range, filter } = question;
  const narrowed = questionNames.some((name) => search[name]);
  return (
    <search className={styles.filters}>
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
        <Select
          value={range}
          onChange={(_, { value }) =>
            change(
              value === 'custom'
                ? { range: value, from: filter.from, to: filter.to }
                : { range: value, from: undefined, to: undefined },
            )
          }
        >
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
      <CustomerFilter records={records} />
      <TextFilter name="user" label={t('activity.user')} most={254} />
      <TextFilter name="resource" label={t('activity.resource')} most={100} />
      <Field label={t('log.outcome')}>
        <Select value={filter.outcome ?? ''} onChange={(_, { value }) => change({ outcome: value })}>
          <option value="">{t('log.anyOutcome')}</option>
          <option value="succeeded">{t('log.outcome.succeeded')}</option>
          <option value="refused">{t('log.outcome.refused')}</option>
        </Select>
      </Field>
      <TextFilter name="text" label={t('log.text')} most={200} />
      {narrowed && (
        <Button
          appearance="subtle"
          className={styles.clear}
          onClick={() => change(Object.fromEntries(questionNames.map((name) => [name, undefined])))}
        >
          {t('log.clear')}
        </Button>
      )}
    </search>
  );
}

/** Who reads the log may not see the customer list, so the choice is of those that the log names. */
function CustomerFilter({ records }: { readonly records: readonly ActivityRecord[] }) {
  const { t } = useReader();
  const [{ customer }, change] = useUrlSearch();
  const named = new Map<string, string>();
  for (const { customerId, customerName } of records)
    if (customerId) named.set(customerId, customerName ?? shortId(customerId));
  if (customer && !named.has(customer)) named.set(customer, shortId(customer));
  return (
    <Field label={t('activity.customer')}>
      <Select value={customer ?? ''} onChange={(_, { value }) => change({ customer: value })}>
        <option value="">{t('activity.anyCustomer')}</option>
        {[...named].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

type TextProps = {
  readonly name: 'user' | 'resource' | 'text';
  readonly label: string;
  readonly most: number;
};

/** A word reaches the address when it is finished: with Enter, or by going on. */
function TextFilter({ name, label, most }: TextProps) {
  const [search, change] = useUrlSearch();
  const asked = search[name] ?? '';
  const ask = (written: string) => {
    const wanted = written.trim();
    if (wanted !== asked) change({ [name]: wanted });
  };
  return (
    <Field label={label}>
      <Input
        key={asked}
        defaultValue={asked}
        maxLength={most}
        onBlur={(event) => ask(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') ask(event.currentTarget.value);
        }}
      />
    </Field>
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
