import { call } from '../api/call.ts';
import type { PartnerAccount } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';

type Props = {
  readonly partner: PartnerAccount;
  /** With the currency, where the partner has no credit limit in it yet. */
  readonly onDone: (withoutLimit: string | undefined) => void;
  readonly onClose: () => void;
};

/** One currency for everything that a partner is billed, or each by itself. */
export function BillingCurrencyForm({ partner, onDone, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('billingCurrency.set')}
      explain={t('billingCurrency.explain')}
      fields={() => [
        {
          kind: 'text',
          name: 'currency',
          label: t('partners.billingCurrency'),
          hint: t('billingCurrency.hint'),
          maxLength: 3,
        },
      ]}
      initial={{ currency: partner.billingCurrency ?? '' }}
      submit={t('form.save')}
      failed={t('partners.notSaved')}
      permission="prices.manage"
      stale={[['partners']]}
      send={({ currency = '' }) =>
        call('putBillingCurrency', {
          params: { partnerId: partner.id },
          body: { currency: currency.trim() === '' ? null : currency.trim().toUpperCase() },
        })
      }
      onDone={({ currency, creditLimitSet }) =>
        onDone(currency !== null && !creditLimitSet ? currency : undefined)
      }
      onClose={onClose}
    />
  );
}
