import { call } from '../api/call.ts';
import type { ReviewRule } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { oneOf } from '../ui/url-state.ts';
import { FormDialog } from './form-dialog.tsx';
import type { FieldSpec } from './form-field.tsx';
import type { Values } from './form-values.ts';

const kinds = [
  'order_total_above',
  'distinct_keys_above_entitled',
  'unpaid_dispute',
] as const satisfies readonly ReviewRule['kind'][];

export function ReviewRuleForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  const fields = ({ kind }: Values): readonly FieldSpec[] => [
    {
      kind: 'choice',
      name: 'kind',
      label: t('reviewRules.rule'),
      choices: kinds.map((each) => [each, t(`reviewRules.kind.${each}`)]),
    },
    ...(kind === 'order_total_above'
      ? [
          {
            kind: 'text' as const,
            name: 'value',
            path: 'amount.value',
            label: t('reviewRules.amount'),
            numeric: true,
            required: true,
            maxLength: 20,
          },
          {
            kind: 'text' as const,
            name: 'currency',
            path: 'amount.currency',
            label: t('customers.currency'),
            required: true,
            maxLength: 3,
          },
        ]
      : []),
    {
      kind: 'lines',
      name: 'orders',
      path: 'orderIds.0',
      label: t('reviewRules.onlyOrders'),
      hint: t('reviewRules.onlyOrdersHint'),
    },
  ];
  return (
    <FormDialog
      title={t('reviewRules.new')}
      fields={fields}
      initial={{ kind: 'order_total_above', currency: 'EUR' }}
      submit={t('form.save')}
      failed={t('reviewRules.notSaved')}
      permission="policies.manage"
      stale={[['review-rules']]}
      send={(values) => call('createReviewRule', { body: ruleOf(values) })}
      onClose={onClose}
    />
  );
}

function ruleOf({ kind, value = '', currency = '', orders = '' }: Values) {
  const chosen = oneOf(kind, kinds) ?? 'order_total_above';
  const orderIds = orders.split(/[\s,;]+/).filter((id) => id !== '');
  return {
    kind: chosen,
    ...(chosen === 'order_total_above'
      ? { amount: { value: value.trim(), currency: currency.trim().toUpperCase() } }
      : {}),
    ...(orderIds.length > 0 ? { orderIds } : {}),
  };
}
