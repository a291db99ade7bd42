import { Field, Select } from '@fluentui/react-components';
import { useUrlSearch } from '../ui/url-state.ts';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly none: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
};

/** One filter of a list, in the address. */
export function FilterChoice({ name, label, none, choices }: Props) {
  const [search, change] = useUrlSearch();
  return (
    <Field label={label}>
      <Select value={search[name] ?? ''} onChange={(_, { value }) => change({ [name]: value })}>
        <option value="">{none}</option>
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}
