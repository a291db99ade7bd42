import { call } from '../api/call.ts';
import type { CustomerDetail } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly customer: CustomerDetail; readonly onClose: () => void };

/** The VAT number of a customer, and what hangs on it. */
export function VatForm({ customer, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('vat.changeOf', { name: customer.name })}
      explain={t('vat.explain')}
      fields={() => [
        { kind: 'text', name: 'vatId', label: t('overview.vatId'), hint: t('vat.hint'), maxLength: 40 },
      ]}
      initial={{ vatId: customer.tax.vatId }}
      submit={t('form.save')}
      failed={t('vat.notSaved')}
      permission="customers.edit"
      stale={[['customers'], ['carts', customer.id], ['catalog', customer.id]]}
      send={({ vatId = '' }) =>
        call('putCustomerTax', { params: { customerId: customer.id }, body: { vatId: vatId.trim() } })
      }
      onClose={onClose}
    />
  );
}
