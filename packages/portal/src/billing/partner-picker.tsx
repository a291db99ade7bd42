import { Combobox, Field, Option } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnerQuery, partnersQuery } from '../api/operate-queries.ts';
import { useReader } from '../ui/reader.ts';

type Props = {
  readonly value: string | undefined;
  readonly onChange: (partnerId: string | undefined) => void;
  /** The words of no partner in particular; without them one has to be chosen. */
  readonly none?: string;
};

/** A partner by name: the server searches, since an installation may have thousands. */
export function PartnerPicker({ value, onChange, none }: Props) {
  const { t } = useReader();
  const [written, setWritten] = useState<string>();
  const search = written?.trim() || undefined;
  const { data } = useQuery({ ...partnersQuery({ search }), placeholderData: keepPreviousData });
  const chosen = useQuery({ ...partnerQuery(value ?? ''), enabled: value !== undefined });
  const shown = value === undefined ? (none ?? '') : (chosen.data?.name ?? '…');
  const partners = data?.items ?? [];
  return (
    <Field label={t('billing.partner')}>
      <Combobox
        value={written ?? shown}
        placeholder={t('billing.choosePartner')}
        selectedOptions={[value ?? '']}
        onChange={(event) => setWritten(event.target.value)}
        onOptionSelect={(_, { optionValue }) => {
          setWritten(undefined);
          onChange(optionValue || undefined);
        }}
        onBlur={() => setWritten(undefined)}
      >
        {none !== undefined && !search && <Option value="">{none}</Option>}
        {partners.map(({ id, name }) => (
          <Option key={id} value={id}>
            {name}
          </Option>
        ))}
        {data && partners.length === 0 && (
          <Option value={value ?? ''} disabled>
            {t('billing.noPartner')}
          </Option>
        )}
      </Combobox>
    </Field>
  );
}
