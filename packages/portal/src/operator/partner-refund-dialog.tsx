import { Field, Text, Textarea } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { partnerRefundQuery } from '../api/operate-queries.ts';
import type { CreditLine } from '../api/types.ts';
import { DialogFrame } from '../reservations/dialog-frame.tsx';
import { RefundFacts } from '../reservations/refund-dialog.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';

type Props = {
  readonly partnerId: string;
  readonly reservation: NonNullable<CreditLine['reservation']>;
  readonly onDone: (what: string) => void;
  readonly onClose: () => void;
};

const newKey = (): string => crypto.randomUUID();

/** The operator's decision on a refund that a partner asked for, with what it gives back before it is made. */
export function PartnerRefundDialog({ partnerId, reservation, onDone, onClose }: Props) {
  const { t } = useReader();
  const [reason, setReason] = useState('');
  const preview = useQuery(partnerRefundQuery(partnerId, reservation.id));
  const refunding = useRefund({ partnerId, reservation, onDone, onClose });
  return (
    <DialogFrame
      title={t('credits.refundOf', { name: reservation.name })}
      submit={t('reservation.refundNow')}
      reason={
        !preview.data
          ? t('reservation.refundPreviewFailed')
          : reason.trim() === ''
            ? t('form.incomplete')
            : undefined
      }
      busy={refunding.isPending}
      failure={refunding.error ?? undefined}
      failed={t('reservation.refundFailed')}
      onSubmit={() => refunding.mutate(reason.trim())}
      onClose={onClose}
    >
      {preview.error ? (
        <ReadFailure
          error={preview.error}
          what={t('reservation.refundPreviewFailed')}
          onRetry={() => preview.refetch()}
        />
      ) : preview.data ? (
        <RefundFacts refund={preview.data} />
      ) : (
        <LoadingLines lines={4} />
      )}
      <Text>{t('credits.refundEnds')}</Text>
      <Field label={t('credits.reason')} hint={t('credits.reasonHint')} required>
        <Textarea
          value={reason}
          maxLength={1000}
          resize="vertical"
          onChange={(_, { value }) => setReason(value)}
        />
      </Field>
    </DialogFrame>
  );
}

function useRefund({ partnerId, reservation, onDone, onClose }: Props) {
  const { t, money } = useReader();
  const client = useQueryClient();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (reason: string) =>
      call(
        'refundPartnerReservation',
        { params: { partnerId, reservationId: reservation.id }, body: { reason } },
        { headers: { 'idempotency-key': key } },
      ),
    onSuccess: async ({ total, currency }) => {
      await client.invalidateQueries({ queryKey: ['partners', partnerId, 'credits'] });
      onDone(t('credits.refunded', { name: reservation.name, total: money(total, currency) }));
      onClose();
    },
  });
}
