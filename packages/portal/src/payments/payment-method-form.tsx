import { useQuery } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { paymentMethodQuery } from '../api/payment-queries.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly partnerId: string; readonly onClose: () => void };

/** On account, or each order by the provider; the reference is the provider's own, never a card number. */
export function PaymentMethodForm({ partnerId, onClose }: Props) {
  const { t } = useReader();
  const { data } = useQuery(paymentMethodQuery(partnerId));
  if (!data) return null;
  return (
    <FormDialog
      title={t('payMethod.title')}
      explain={t('payMethod.explain')}
      fields={() => [
        {
          kind: 'choice',
          name: 'mode',
          label: t('payMethod.mode'),
          choices: [
            ['on_account', t('payMethod.on_account')],
            ['provider', t('payMethod.provider')],
          ],
        },
        {
          kind: 'text',
          name: 'reference',
          label: t('payMethod.reference'),
          hint: t('payMethod.referenceHint'),
        },
      ]}
      initial={{ mode: data.mode, reference: data.reference }}
      submit={t('form.save')}
      failed={t('payMethod.failed')}
      permission="payments.manage"
      stale={[['partners']]}
      send={({ mode, reference = '' }) =>
        call('setPaymentMethod', {
          params: { partnerId },
          body: { mode: mode === 'provider' ? 'provider' : 'on_account', reference },
        })
      }
      onClose={onClose}
    />
  );
}
