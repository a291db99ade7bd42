import type { PurchaseEnding } from '@kontor/domain/cancellation/cancel-purchase';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { type Money, sum, zero } from '@kontor/domain/money';
import {
  chargedCurrency,
  creditOnly,
  endByDecision,
  type KeptCredit,
  leftOf,
  type RefundDecisionRefusal,
  type RefundQuestion,
  withAmount,
} from '@kontor/domain/support/refund-decision';
import { localDateAt, utc } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { returnReservations } from '../reservations/cancel-reservations.ts';
import { type FoundTarget, type RefundTarget, readTarget, type TargetReader } from './refund-target.ts';

export type RefundTerms = {
  /** Tax included; absent: what the cancellation gives. */
  readonly amount: Money | undefined;
  readonly keepPurchase: boolean;
};

export type RefundPlan = { readonly found: FoundTarget; readonly left: Money } & (
  | {
      readonly kind: 'end';
      readonly endings: readonly PurchaseEnding[];
      readonly reservationWrites: readonly Statement[];
    }
  | { readonly kind: 'keep'; readonly credit: KeptCredit }
);

export type RefundPlanRefusal =
  | RefundDecisionRefusal
  | {
      readonly code:
        | 'reservation.not_active'
        | 'reservation.cap_exceeded'
        | 'reservation.cap_rate_missing'
        | 'support.not_cancellable';
    };

/** What a decision to refund does: preview and deed are this one value. */
export const planRefund = async (
  reader: TargetReader,
  target: RefundTarget,
  terms: RefundTerms,
): Promise<Decision<RefundPlan, RefundPlanRefusal>> => {
  const found = await readTarget(reader, target);
  const { questions } = found;
  const currency = chargedCurrency(questions);
  invariant(currency, 'a purchase has a currency');
  const left = sum(
    questions.map((question) => leftOf(question, currency)),
    currency,
  );
  if (terms.keepPurchase) {
    const amount = terms.amount ?? zero(currency);
    const credit = creditOnly(questions, amount, localDateAt(reader.now, utc));
    return credit.accepted ? accepted({ kind: 'keep', found, left, credit: credit.value }) : credit;
  }
  const ended = await endAll(reader, target, found);
  if (!ended.accepted) return ended;
  const { endings, reservationWrites } = ended.value;
  if (terms.amount === undefined) return accepted({ kind: 'end', found, left, endings, reservationWrites });
  const other = withAmount(endings, questions, terms.amount);
  return other.accepted
    ? accepted({ kind: 'end', found, left, endings: other.value, reservationWrites })
    : other;
};

type Ended = {
  readonly endings: readonly PurchaseEnding[];
  readonly reservationWrites: readonly Statement[];
};

/** Orders that are cancelled already are skipped while another one is open. */
const endAll = async (
  reader: TargetReader,
  target: RefundTarget,
  found: FoundTarget,
): Promise<Decision<Ended, RefundPlanRefusal>> => {
  const endings: PurchaseEnding[] = [];
  const reservationWrites: Statement[] = [];
  let cancelled: RefundPlanRefusal | undefined;
  for (const question of found.questions) {
    const decision = endByDecision(question, reader.now);
    if (decision.accepted) {
      endings.push(decision.value);
      continue;
    }
    const { refusal } = decision;
    if (refusal.code === 'support.order_cancelled') {
      cancelled = refusal;
      continue;
    }
    if (!isAboutReservations(refusal)) return decision;
    const returned = await endReservations(reader, target, found, question, refusal.lines);
    if (!returned.accepted) return returned;
    endings.push(...returned.value.endings);
    reservationWrites.push(...returned.value.reservationWrites);
  }
  return endings.length === 0 && cancelled ? refused(cancelled) : accepted({ endings, reservationWrites });
};

const isAboutReservations = (
  refusal: RefundDecisionRefusal,
): refusal is Extract<RefundDecisionRefusal, { code: 'support.not_cancellable' }> =>
  refusal.code === 'support.not_cancellable' && refusal.families.every((family) => family === 'reservation');

const endReservations = async (
  { pool, scope, now }: TargetReader,
  { accountId }: RefundTarget,
  { records, charges }: FoundTarget,
  { purchase }: RefundQuestion,
  lines: readonly number[],
): Promise<Decision<Ended, RefundPlanRefusal>> => {
  const record = records.find(({ order }) => order.id === purchase.orderId);
  invariant(record, 'a question is about an order that was read');
  const returned = await returnReservations({ pool, scope, accountId, now }, { record, charges }, lines);
  if (returned.decision.accepted)
    return accepted({ endings: [returned.decision.value], reservationWrites: returned.writes });
  const { refusal } = returned.decision;
  switch (refusal.code) {
    case 'reservation.not_active':
    case 'reservation.cap_exceeded':
    case 'reservation.cap_rate_missing':
      return refused(refusal);
    default:
      return refused({ code: 'support.not_cancellable' });
  }
};

export const creditOf = (plan: RefundPlan): Money => {
  if (plan.kind === 'keep') return plan.credit.total;
  return sum(
    plan.endings.map(({ credit }) => credit.total),
    plan.left.currency,
  );
};
