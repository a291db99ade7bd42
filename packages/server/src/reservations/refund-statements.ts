import type { RefundPlan } from '@kontor/domain/reservation/refund-reservation';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { ReservationRow } from './reservation-store.ts';
import { endReservation } from './reservation-store.ts';
import { guardRefunds, holdRefunds, insertReturn } from './return-store.ts';

export type Refund = { readonly row: ReservationRow; readonly plan: RefundPlan };

/**
 * What refunds write beside the credit: the reservations end, and what they were worth counts to the cap. Raises
 * when another refund of the account came first, because it may have taken what the cap left.
 */
export const refundStatements = (
  accountId: string,
  refunds: readonly Refund[],
  refundsBefore: number,
): Statement[] => [
  holdRefunds(accountId),
  guardRefunds(accountId, refundsBefore),
  ...refunds.flatMap(({ row, plan }) => [
    endReservation(accountId, row, 'refunded', plan.refundedAt),
    insertReturn({
      account_id: accountId,
      customer_id: row.customer_id,
      id: newUuid(),
      reservation_id: row.id,
      kind: 'refund',
      policy_version: plan.policyVersion,
      currency: plan.commitment.currency,
      value_minor: plan.commitment.minor,
      cap_value_minor: plan.cap.value.minor,
      exchanged_for: null,
      at: plan.refundedAt,
    }),
  ]),
];
