import { Combobox, Field, Option } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { customerQuery, customersQuery } from '../api/customer-queries.ts';
import { useReader } from '../ui/reader.ts';

type Props = {
  readonly value: string | undefined;
  readonly onChange: (customerId: string | undefined) => void;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
  /** The words of no customer in particular; without them one has to be chosen. */
  readonly none?: string;
};

/** A customer by name, domain or tenant id: the server searches, since a partner may have thousands. */
export function CustomerPicker({ value, onChange, label, hint, required = false, error, none }: Props) {
  const { t } = useReader();
  const [written, setWritten] = useState<string>();
  const search = written?.trim() || undefined;
  const { data } = useQuery({
    ...customersQuery({ search, limit: '20' }),
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({ ...customerQuery(value ?? ''), enabled: value !== undefined });
  const shown = value === undefined ? (none ?? '') : (chosen.data?.name ?? '…');
  const customers = data?.items ?? [];
  return (
    <Field
      label={label}
      hint={hint}
      required={required}
      {...(error ? { validationState: 'error', validationMessage: error } : {})}
    >
      <Combobox
        value={written ?? shown}
        placeholder={t('support.customerHint')}
        selectedOptions={[value ?? '']}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setWritten(event.target.value)}
        onOptionSelect={(_, { optionValue }) => {
          // Writing unselects, which is no choice yet.
          if (optionValue === undefined) return;
          setWritten(undefined);
          onChange(optionValue || undefined);
        }}
        onBlur={() => setWritten(undefined)}
      >
        {none !== undefined && !search && <Option value="">{none}</Option>}
        {customers.map(({ id, name, domain }) => (
          <Option key={id} value={id} text={name}>
            {`${name} (${domain})`}
          </Option>
        ))}
        {data && customers.length === 0 && (
          <Option value={value ?? ''} disabled>
            {t('support.noCustomer')}
          </Option>
        )}
      </Combobox>
    </Field>
  );
}
