import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { refundPreviewQuery, refundReservation } from '../api/reservation-queries.ts';
import type { Reservation, ReservationRefund } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatRate } from '../format/money.ts';
import { paths } from '../paths.ts';
import { explainCredit } from '../ui/explain-credit.ts';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { useDeed } from './use-deed.ts';

type Props = {
  readonly customerId: string;
  readonly reservation: Reservation;
  readonly onClose: () => void;
};

/** What would be given back, with its arithmetic; then the deed, or the way to whoever decides it. */
export function RefundDialog({ customerId, reservation, onClose }: Props) {
  const { t } = useReader();
  const preview = useQuery(refundPreviewQuery(customerId, reservation.id));
  const { busy, failure, run } = useDeed(customerId, onClose);
  const selfService = preview.data?.selfService === true;
  return (
    <DialogFrame
      title={t('reservation.refund')}
      submit={t('reservation.refundNow')}
      reason={
        !preview.data
          ? t('reservation.refundPreviewFailed')
          : selfService
            ? undefined
            : t('reservation.refundSupport')
      }
      busy={busy}
      failure={failure}
      failed={t('reservation.refundFailed')}
      onSubmit={() => run((key) => refundReservation(customerId, reservation.id, key))}
      onClose={onClose}
    >
      <Text>{reservation.name}</Text>
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
      {preview.data && !selfService && (
        <>
          <Text>{t('reservation.refundSupport')}</Text>
          <GoLink href={paths.support(reservation.orderId, String(reservation.lineItemNumber))}>
            {t('reservation.toSupport')}
          </GoLink>
        </>
      )}
    </DialogFrame>
  );
}

/** What a refund gives back, by which rule, and what it takes of the cap. */
export function RefundFacts({ refund }: { readonly refund: ReservationRefund }) {
  const { t, money, locale, longDate } = useReader();
  const { cap, currency } = refund;
  const inCap = (amount: string) => money(amount, cap.currency);
  return (
    <>
      <Text>{t(refund.rule === 'full' ? 'reservation.refundFull' : 'reservation.refundProrated')}</Text>
      <Facts
        facts={[
          { term: t('reservation.refundAmount'), fact: money(refund.total, currency) },
          {
            term: t('reservation.calculation'),
            fact: explainCredit(refund.formula, refund.explanation, currency, { t, money }),
          },
          ...(refund.feeBasisPoints > 0 && refund.rule === 'prorated'
            ? [
                {
                  term: t('reservation.fee', { percent: formatRate(refund.feeBasisPoints, locale) }),
                  fact: money(refund.fee, currency),
                },
              ]
            : []),
          {
            term: t('reservation.cap'),
            fact: t('reservation.capFacts', {
              used: inCap(cap.used),
              limit: inCap(cap.limit),
              value: inCap(cap.value),
              left: inCap(cap.left),
            }),
          },
        ]}
      />
      <Text>
        {t('reservation.refundInvoice', {
          month: formatMonth(refund.billingPeriod, locale, refund.invoiceDate.slice(0, 4)),
          date: longDate(refund.invoiceDate),
        })}
      </Text>
    </>
  );
}
