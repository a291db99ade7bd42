import {
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Text,
  Textarea,
} from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { type RefundTerms, refundPreviewOfRequest, staleAfterDecision } from '../api/support-queries.ts';
import type { SupportRequest } from '../api/types.ts';
import { fieldErrorsOf } from '../operator/form-values.ts';
import { CreditSummary } from '../partner/cancel/credit-summary.tsx';
import { DialogFrame } from '../reservations/dialog-frame.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useSettled } from './use-settled.ts';

type Props = { readonly request: SupportRequest; readonly onClose: () => void };

const newKey = (): string => crypto.randomUUID();

/** The credit as it will be written, by the formula of a cancellation or as an amount that is named. */
export function RefundDecisionDialog({ request, onClose }: Props) {
  const { t, money } = useReader();
  const form = useTerms(request);
  const { preview, amount, currency, keep } = form;
  const [note, setNote] = useState('');
  const deciding = useDecide(request.id, onClose);
  const { refund } = request;
  if (!refund) return null;
  const left = preview.data?.left ?? refund.left;
  const errors = fieldErrorsOf(preview.error ?? deciding.error);
  const wrong = errors.get('amount') ?? errors.get('amount.value');
  const total = preview.data && money(preview.data.total.value, preview.data.total.currency);
  return (
    <DialogFrame
      title={t('decide.refundTitle', { number: request.number })}
      submit={
        deciding.isPending
          ? t('decide.refunding')
          : total === undefined
            ? t('decide.refund')
            : t('decide.refundNow', { total })
      }
      reason={
        keep && amount.trim() === ''
          ? t('decide.keepNeedsAmount')
          : preview.data && !preview.isFetching && form.settled
            ? undefined
            : t('decide.previewFailed')
      }
      busy={deciding.isPending}
      failure={deciding.error ?? undefined}
      failed={t('decide.notDecided')}
      onSubmit={() =>
        deciding.mutate({ ...form.terms, ...(note.trim() === '' ? {} : { note: note.trim() }) })
      }
      onClose={onClose}
    >
      <Text>
        {t('decide.asked', {
          amount: money(refund.amount.value, refund.amount.currency),
          reason: refund.reason,
        })}
      </Text>
      <Field
        label={t('decide.amount', { currency })}
        hint={t('decide.amountHint', { left: money(left.value, left.currency) })}
        {...(wrong ? { validationState: 'error' as const, validationMessage: wrong } : {})}
      >
        <Input
          value={amount}
          inputMode="decimal"
          maxLength={20}
          autoComplete="off"
          onChange={(_, { value }) => form.write(value)}
        />
      </Field>
      <Checkbox
        label={t('decide.keep')}
        checked={keep}
        onChange={(_, { checked }) => form.setKeep(checked === true)}
      />
      {preview.error && !wrong ? (
        <ReadFailure
          error={preview.error}
          what={t('decide.previewFailed')}
          onRetry={() => preview.refetch()}
        />
      ) : preview.data ? (
        <CreditSummary orders={preview.data.credits} title={t('decide.credit')} />
      ) : (
        !preview.error && <LoadingLines lines={3} />
      )}
      <MessageBar intent={keep ? 'info' : 'warning'} layout="multiline">
        <MessageBarBody>{t(keep ? 'decide.keeps' : 'decide.ends')}</MessageBarBody>
      </MessageBar>
      <Field label={t('decide.note')}>
        <Textarea
          value={note}
          maxLength={8000}
          resize="vertical"
          onChange={(_, { value }) => setNote(value)}
        />
      </Field>
    </DialogFrame>
  );
}

/** What is to come back: nothing written is what the cancellation gives, which then stands in the field. */
function useTerms({ id, refund }: SupportRequest) {
  const [written, setWritten] = useState<string>();
  const [keep, setKeep] = useState(false);
  const currency = refund?.amount.currency ?? '';
  const formula = useQuery(refundPreviewOfRequest(id, {}, true));
  // What cannot be cancelled any more can still be credited with what was asked for.
  const amount = written ?? formula.data?.total.value ?? (formula.error ? (refund?.amount.value ?? '') : '');
  const named: RefundTerms = {
    amount: { value: amount.trim(), currency },
    ...(keep ? { keepPurchase: true } : {}),
  };
  const byFormula = !keep && (written === undefined || written === formula.data?.total.value);
  const wanted = byFormula ? {} : named;
  const terms = useSettled(wanted);
  const byAmount = useQuery({
    ...refundPreviewOfRequest(id, terms, !byFormula && amount.trim() !== ''),
  });
  return {
    preview: byFormula ? formula : byAmount,
    amount,
    currency,
    keep,
    setKeep,
    write: setWritten,
    terms: wanted,
    settled: JSON.stringify(terms) === JSON.stringify(wanted),
  };
}

function useDecide(id: string, onClose: () => void) {
  const client = useQueryClient();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (terms: RefundTerms & { readonly note?: string }) =>
      call(
        'decideSupportRequest',
        { params: { id }, body: { decision: 'refund', ...terms } },
        { headers: { 'idempotency-key': key } },
      ),
    onSuccess: async () => {
      await Promise.all(
        staleAfterDecision.map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })),
      );
      onClose();
    },
    // Somebody else may have decided: the page behind shows how.
    onError: () => client.invalidateQueries({ queryKey: ['support'] }),
  });
}
