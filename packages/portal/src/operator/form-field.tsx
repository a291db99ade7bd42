import { Checkbox, Combobox, Field, Input, Option, Select, Textarea } from '@fluentui/react-components';
import { useState } from 'react';

type Common = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** What the server calls it when it refuses it; its name where that is the same. */
  readonly path?: string;
};

export type Choice = readonly [value: string, text: string];

export type FieldSpec = Common &
  (
    | { readonly kind: 'text'; readonly maxLength?: number; readonly numeric?: boolean }
    | { readonly kind: 'lines' }
    | { readonly kind: 'minute' }
    | { readonly kind: 'day' }
    | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
    | { readonly kind: 'search'; readonly choices: readonly Choice[]; readonly any: string }
    | { readonly kind: 'tick'; readonly warning?: string }
  );

type Props = {
  readonly field: FieldSpec;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
};

/** One question of a form, of the kind that it needs, with the server's word beneath when it was refused. */
export function FormField({ field, value, error, onChange }: Props) {
  const state = error ? { validationState: 'error' as const, validationMessage: error } : {};
  if (field.kind === 'tick') {
    const warning = value === 'yes' ? field.warning : undefined;
    const said = error
      ? state
      : warning
        ? { validationState: 'warning' as const, validationMessage: warning }
        : {};
    return (
      <Field {...said}>
        <Checkbox
          label={field.label}
          checked={value === 'yes'}
          onChange={(_, { checked }) => onChange(checked === true ? 'yes' : '')}
        />
      </Field>
    );
  }
  return (
    <Field label={field.label} hint={field.hint} required={field.required ?? false} {...state}>
      <Answer field={field} value={value} onChange={onChange} />
    </Field>
  );
}

type AnswerProps = Omit<Props, 'error' | 'field'> & {
  readonly field: Exclude<FieldSpec, { kind: 'tick' }>;
};

function Answer({ field, value, onChange, ...given }: AnswerProps) {
  switch (field.kind) {
    case 'text':
      return (
        <Input
          {...given}
          value={value}
          maxLength={field.maxLength ?? 200}
          inputMode={field.numeric ? 'decimal' : 'text'}
          autoComplete="off"
          onChange={(_, data) => onChange(data.value)}
        />
      );
    case 'lines':
      return (
        <Textarea {...given} value={value} resize="vertical" onChange={(_, data) => onChange(data.value)} />
      );
    case 'minute':
      return (
        <Input {...given} type="datetime-local" value={value} onChange={(_, data) => onChange(data.value)} />
      );
    case 'day':
      return <Input {...given} type="date" value={value} onChange={(_, data) => onChange(data.value)} />;
    case 'choice':
      return (
        <Select {...given} value={value} onChange={(_, data) => onChange(data.value)}>
          {field.choices.map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </Select>
      );
    case 'search':
      return <SearchChoice field={field} value={value} onChange={onChange} {...given} />;
  }
}

type SearchProps = AnswerProps & { readonly field: Extract<FieldSpec, { kind: 'search' }> };

/** One of many, found by writing a part of it; none is the first answer. */
function SearchChoice({ field, value, onChange, ...given }: SearchProps) {
  const all: readonly Choice[] = [['', field.any], ...field.choices];
  const chosen = value === '' ? '' : (all.find(([choice]) => choice === value)?.[1] ?? value);
  const [written, setWritten] = useState<string>();
  const wanted = written?.trim().toLocaleLowerCase();
  const shown = wanted ? all.filter(([, text]) => text.toLocaleLowerCase().includes(wanted)) : all;
  return (
    <Combobox
      {...given}
      value={written ?? chosen}
      placeholder={field.any}
      onFocus={(event) => event.target.select()}
      selectedOptions={[value]}
      onChange={(event) => setWritten(event.target.value)}
      onOptionSelect={(_, { optionValue }) => {
        // Writing unselects, which is no choice yet.
        if (optionValue === undefined) return;
        onChange(optionValue);
        setWritten(undefined);
      }}
      onBlur={() => setWritten(undefined)}
    >
      {shown.map(([choice, text]) => (
        <Option key={choice} value={choice}>
          {text}
        </Option>
      ))}
    </Combobox>
  );
}
