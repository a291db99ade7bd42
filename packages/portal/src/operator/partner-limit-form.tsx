import { call } from '../api/call.ts';
import type { PartnerAccount } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';

type Props = { readonly partner: PartnerAccount; readonly onClose: () => void };

export function PartnerLimitForm({ partner, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('partners.setLimit')}
      explain={t('partners.limitExplain')}
      fields={() => [
        {
          kind: 'text',
          name: 'currency',
          path: 'creditLimits',
          label: t('customers.currency'),
          required: true,
          maxLength: 3,
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
      ]}
      initial={{ currency: partner.currency ?? '' }}
      submit={t('form.save')}
      failed={t('partners.notSaved')}
      permission="partners.manage"
      stale={[['partners']]}
      send={({ currency = '', limit = '' }) =>
        call('updatePartner', {
          params: { partnerId: partner.id },
          body: { creditLimits: [{ currency: currency.trim().toUpperCase(), limit: limit.trim() }] },
        })
      }
      onClose={onClose}
    />
  );
}
