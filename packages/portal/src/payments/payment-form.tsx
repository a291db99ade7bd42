import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { partnerQuery } from '../api/operate-queries.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import type { FieldSpec } from '../operator/form-field.tsx';
import { optional, type Values } from '../operator/form-values.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';

type Props = { readonly partnerId: string; readonly onClose: () => void };

/** Asked once and sent once: the key makes a second press the same payment. */
const newKey = (): string => crypto.randomUUID();

export function PaymentForm({ partnerId, onClose }: Props) {
  const { t } = useReader();
  const { now } = useSession();
  const { data: partner } = useQuery(partnerQuery(partnerId));
  const [key] = useState(newKey);
  if (!partner) return null;
  const text = (name: string, label: string, more: Partial<FieldSpec> = {}) =>
    ({ kind: 'text', name, label, ...more }) as FieldSpec; // a field of text, with what text fields may have
  const fields = [
    text('amount', t('payments.amount'), { numeric: true, required: true, maxLength: 20 }),
    text('currency', t('payments.currency'), { required: true, maxLength: 3 }),
    text('paidOn', t('payments.paidOn'), { hint: t('payments.paidOnHint'), required: true, maxLength: 10 }),
    text('reference', t('payments.reference')),
    text('note', t('payments.note')),
    text('invoices', t('payments.invoices'), { hint: t('payments.invoicesHint'), maxLength: 500 }),
  ];
  return (
    <FormDialog
      title={`${t('payments.record')}: ${partner.name}`}
      explain={t('payments.recordExplain')}
      fields={() => fields}
      initial={{ currency: partner.billingCurrency ?? partner.currency ?? '', paidOn: now.slice(0, 10) }}
      submit={t('payments.record')}
      failed={t('payments.notRecorded')}
      permission="payments.manage"
      stale={[['payments'], ['partners', partnerId], ['invoices']]}
      send={(values) => record(partnerId, key, values)}
      onClose={onClose}
    />
  );
}

function record(partnerId: string, key: string, values: Values) {
  const { amount = '', currency = '', paidOn = '', reference, note, invoices = '' } = values;
  const invoiceIds = invoices.split(/[\s,;]+/).filter(Boolean);
  return call(
    'recordPayment',
    {
      params: { partnerId },
      body: {
        amount: amount.trim(),
        currency: currency.trim().toUpperCase(),
        paidOn: paidOn.trim(),
        ...optional('reference', reference),
        ...optional('note', note),
        ...(invoiceIds.length > 0 ? { invoiceIds } : {}),
      },
    },
    { headers: { 'idempotency-key': key } },
  );
}
