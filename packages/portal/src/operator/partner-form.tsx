import { call } from '../api/call.ts';
import type { NewPartnerAccount } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { optional, type Values } from './form-values.ts';
import { useMarketNames } from './use-market-names.ts';

type Props = {
  readonly onDone: (made: NewPartnerAccount) => void;
  readonly onClose: () => void;
};

/** A new partner with its first limit, its first person and, if wished, an application. */
export function PartnerForm({ onDone, onClose }: Props) {
  const { t } = useReader();
  const markets = useMarketNames();
  return (
    <FormDialog
      title={t('partners.new')}
      explain={t('partners.explain')}
      fields={() => [
        { kind: 'text', name: 'name', label: t('customers.name'), required: true },
        {
          kind: 'search',
          name: 'country',
          label: t('partners.country'),
          choices: markets.choices,
          any: t('form.choose'),
          required: true,
        },
        {
          kind: 'text',
          name: 'limit',
          path: 'creditLimits.0.limit',
          label: t('partners.limit'),
          numeric: true,
          required: true,
          maxLength: 20,
        },
        {
          kind: 'text',
          name: 'currency',
          path: 'currency',
          label: t('customers.currency'),
          required: true,
          maxLength: 3,
        },
        {
          kind: 'text',
          name: 'person',
          label: t('partners.person'),
          hint: t('partners.personHint'),
          required: true,
        },
        {
          kind: 'text',
          name: 'email',
          path: 'administrator.email',
          label: t('signIn.email'),
          required: true,
        },
        { kind: 'tick', name: 'application', label: t('partners.withApplication') },
      ]}
      initial={{ currency: 'EUR', limit: '' }}
      submit={t('partners.create')}
      failed={t('partners.notSaved')}
      permission="partners.manage"
      stale={[['partners']]}
      send={(values) => call('createPartner', { body: bodyOf(values) })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function bodyOf(values: Values) {
  const currency = values.currency?.trim().toUpperCase() ?? '';
  const name = values.name?.trim() ?? '';
  return {
    name,
    country: values.country ?? '',
    ...optional('currency', currency),
    creditLimits: [{ currency, limit: values.limit?.trim() ?? '' }],
    administrator: { email: values.email?.trim() ?? '', name: values.person?.trim() ?? '' },
    ...(values.application === 'yes' ? { application: { name } } : {}),
  };
}
