import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { call } from '../api/call.ts';
import type { ReservationPolicy } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import type { FieldSpec } from './form-field.tsx';
import { basisPoints, instantOfMinute, percentText, utcMinute, type Values } from './form-values.ts';
import { reservationPolicyWords } from './reservation-policy-words.ts';

type Props = { readonly newest: ReservationPolicy | undefined; readonly onClose: () => void };

/** The next version, from what the newest one says, with its meaning in words while it is written. */
export function ReservationPolicyForm({ newest, onClose }: Props) {
  const { t } = useReader();
  const currency = newest?.cap.currency ?? 'USD';
  const number = (
    name: string,
    label: string,
    more: { readonly path?: string; readonly maxLength: number },
  ) => ({ kind: 'text', name, label, numeric: true, required: true, ...more }) satisfies FieldSpec;
  const fields = [
    number('fullRefundDays', t('reservationPolicies.fullRefundField'), { maxLength: 3 }),
    number('fee', t('reservationPolicies.feeField'), { path: 'feeBasisPoints', maxLength: 6 }),
    number('cap', t('reservationPolicies.capField', { currency }), { path: 'cap.amount', maxLength: 20 }),
    number('capMonths', t('reservationPolicies.capMonthsField'), { maxLength: 3 }),
    {
      kind: 'text',
      name: 'zone',
      label: t('policies.zone'),
      hint: t('policies.zoneHint'),
      maxLength: 60,
      required: true,
    },
    {
      kind: 'minute',
      name: 'effectiveFrom',
      label: t('form.from'),
      hint: t('form.fromHint'),
      required: true,
    },
  ] satisfies FieldSpec[];
  return (
    <FormDialog
      title={t('policies.new')}
      explain={t('reservationPolicies.explain')}
      fields={() => fields}
      initial={{
        fullRefundDays: String(newest?.fullRefundDays ?? 5),
        fee: percentText(newest?.feeBasisPoints ?? 0),
        cap: newest?.cap.amount ?? '',
        capMonths: String(newest?.capMonths ?? 12),
        zone: newest?.zone ?? 'UTC',
        effectiveFrom: utcMinute(),
      }}
      submit={t('policies.save')}
      failed={t('policies.notSaved')}
      permission="policies.manage"
      stale={[['reservation-policies']]}
      below={(values) => <Meaning values={values} currency={currency} />}
      send={(values) =>
        call('createReservationPolicy', {
          body: {
            ...draftOf(values, currency),
            effectiveFrom: instantOfMinute(values.effectiveFrom ?? ''),
          },
        })
      }
      onClose={onClose}
    />
  );
}

function draftOf(values: Values, currency: string) {
  return {
    fullRefundDays: wholeOf(values.fullRefundDays),
    feeBasisPoints: basisPoints(values.fee ?? ''),
    cap: { amount: values.cap?.trim() ?? '', currency },
    capMonths: wholeOf(values.capMonths),
    zone: values.zone?.trim() ?? '',
  };
}

/** NaN, which the server refuses by name, where it is no whole number. */
function wholeOf(text = ''): number {
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

function Meaning({ values, currency }: { readonly values: Values; readonly currency: string }) {
  const reader = useReader();
  const draft = draftOf(values, currency);
  const numbers = [draft.fullRefundDays, draft.feeBasisPoints, draft.capMonths];
  if (numbers.some(Number.isNaN) || !/^\d+(\.\d+)?$/.test(draft.cap.amount)) return null;
  return (
    <MessageBar intent="info" layout="multiline" role="status">
      <MessageBarBody>{reservationPolicyWords(draft, reader)}</MessageBarBody>
    </MessageBar>
  );
}
