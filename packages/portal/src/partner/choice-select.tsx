import { Field, Select } from '@fluentui/react-components';

type Props<T extends string> = {
  readonly label: string;
  readonly values: readonly T[];
  readonly chosen: T;
  readonly name: (value: T) => string;
  readonly onChoose: (value: T) => void;
};

/** One question with the answers that lead somewhere. */
export function ChoiceSelect<T extends string>({ label, values, chosen, name, onChoose }: Props<T>) {
  return (
    <Field label={label}>
      <Select
        value={chosen}
        onChange={(_, { value }) => onChoose(values.find((each) => each === value) ?? chosen)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {name(value)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
