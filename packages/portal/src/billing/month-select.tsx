import { Field, Select } from '@fluentui/react-components';
import { formatMonth } from '../format/dates.ts';
import { useReader } from '../ui/reader.ts';
import type { Month } from './months.ts';

type Props = {
  readonly months: readonly Month[];
  readonly value: Month | undefined;
  /** The words of no month; without them one is always chosen. */
  readonly none?: string;
  readonly nameOf?: (month: Month, name: string) => string;
  readonly onChange: (month: Month | undefined) => void;
};

/** One of the months that make sense here; a month from an address that is not among them is added. */
export function MonthSelect({ months, value, none, nameOf = (_, name) => name, onChange }: Props) {
  const { t, locale } = useReader();
  const all = value === undefined || months.includes(value) ? months : [value, ...months];
  return (
    <Field label={t('billing.month')}>
      <Select
        value={value ?? ''}
        onChange={(_, data) => onChange(data.value === '' ? undefined : data.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {all.map((month) => (
          <option key={month} value={month}>
            {nameOf(month, formatMonth(month, locale, ''))}
          </option>
        ))}
      </Select>
    </Field>
  );
}
