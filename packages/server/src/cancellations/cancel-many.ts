import { hasVerdict, verdictOf } from '@kontor/domain/cancellation/verdict';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type CustomerId, type OrderId, parseOrderId } from '@kontor/domain/ids';
import { add, formatAmount, type Money } from '@kontor/domain/money';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import type { Idempotency, RequestContext } from '../platform/http/context.ts';
import type { ServerRefusal } from '../refusals.ts';
import type { Cancelled } from './cancel-deed.ts';
import { cancelPurchase, decideCancellation } from './cancel-purchase.ts';
import { creditView, verdictView } from './verdict-shown.ts';

export type CancellationSelection = {
  readonly orderId: string;
  readonly lineItemNumbers?: readonly number[] | undefined;
};

type VerdictView =
  | ReturnType<typeof verdictView>
  | { readonly code: 'cancelled' | 'not_found'; readonly lines?: number[] };
export type OrderOutcome = {
  readonly orderId: string;
  readonly verdict: VerdictView;
  readonly credit?: ReturnType<typeof creditView>;
};
type Outcomes = Decision<{ readonly orders: OrderOutcome[]; readonly totals: Money[] }, ServerRefusal>;

/** What cancelling each order would do and credit; nothing is changed. */
export const previewCancellations = async (
  ctx: RequestContext,
  customerId: CustomerId,
  selection: readonly CancellationSelection[],
): Promise<Outcomes> => {
  const orders: OrderOutcome[] = [];
  const credits: Money[] = [];
  for (const chosen of onceEach(selection)) {
    const orderId = parseOrderId(chosen.orderId);
    const found = orderId
      ? await decideCancellation(ctx, 'cancellations.preview', inputOf(customerId, orderId, chosen))
      : refused({ code: 'order.not_found' });
    if (!found.accepted) {
      if (found.refusal.code !== 'order.not_found') return refused(found.refusal);
      orders.push({ orderId: chosen.orderId, verdict: { code: 'not_found' } });
      continue;
    }
    const { decision } = found.value;
    if (!hasVerdict(decision))
      return refused(lineUnknown(chosen, decision.accepted ? [] : decision.refusal.lines));
    const verdict = verdictView(verdictOf(decision), ctx.publicUrl);
    if (decision.accepted) credits.push(decision.value.credit.total);
    orders.push({
      orderId: chosen.orderId,
      verdict,
      ...(decision.accepted ? { credit: creditView(decision.value) } : {}),
    });
  }
  return accepted({ orders, totals: totalsOf(credits) });
};

/**
 * Cancels each order on its own and reports all of them. The stored answer of a repeatable request commits with
 * the last order; a crash before it leaves orders that answer as already cancelled when the request is sent again.
 */
export const cancelPurchases = async (
  ctx: RequestContext,
  customerId: CustomerId,
  input: { readonly orders: readonly CancellationSelection[]; readonly acknowledged: boolean },
): Promise<Outcomes> => {
  if (!input.acknowledged) return refused({ code: 'cancellation.not_acknowledged' });
  const allowed = await readAs(ctx, 'orders.cancel', customerId, []);
  if (!allowed.accepted) return allowed;
  const { idempotency, ...each } = ctx;
  const chosen = onceEach(input.orders);
  const orders: OrderOutcome[] = [];
  let stored = idempotency === undefined;
  for (const [index, one] of chosen.entries()) {
    const before = [...orders];
    const last =
      idempotency && index === chosen.length - 1 ? { idempotency: answering(idempotency, before) } : {};
    const outcome = await cancelOne({ ...each, ...last }, customerId, one);
    if (!outcome.accepted) return outcome;
    orders.push(outcome.value);
    stored ||= 'idempotency' in last && outcome.value.verdict.code === 'cancelled';
  }
  const answer = { orders, totals: [] };
  if (stored) return accepted(answer);
  const remembered = await act(ctx, allowed.value.caller, { draft: true, writes: [] }, answer);
  return remembered.accepted ? accepted(answer) : remembered;
};

/** The whole request's answer, from what the last order's own act is about to return. */
const answering = (idempotency: Idempotency, before: readonly OrderOutcome[]): Idempotency => ({
  ...idempotency,
  // The value of cancelPurchase's act is a Cancelled, which is what cancelOne turns into an outcome.
  answerOf: (value) =>
    idempotency.answerOf({ orders: [...before, cancelledOutcome(value as Cancelled)], totals: [] }),
});

const cancelledOutcome = ({ plan }: Cancelled): OrderOutcome => ({
  orderId: plan.orderId,
  verdict: { code: 'cancelled', lines: [...plan.lineNumbers], policyVersion: String(plan.policyVersion) },
  credit: creditView(plan),
});

const cancelOne = async (
  ctx: RequestContext,
  customerId: CustomerId,
  chosen: CancellationSelection,
): Promise<Decision<OrderOutcome, ServerRefusal>> => {
  const orderId = parseOrderId(chosen.orderId);
  const notFound: OrderOutcome = { orderId: chosen.orderId, verdict: { code: 'not_found' } };
  if (!orderId) return accepted(notFound);
  const done = await cancelPurchase(ctx, inputOf(customerId, orderId, chosen));
  if (done.accepted) return accepted(cancelledOutcome(done.value));
  const { refusal } = done;
  switch (refusal.code) {
    case 'order.not_found':
      return accepted(notFound);
    case 'order.already_cancelled':
    case 'order.not_cancellable':
    case 'order.window_closed':
    case 'order.needs_review':
    case 'reservation.not_cancellable_here':
    case 'reservation.not_active':
    case 'reservation.cap_exceeded':
    case 'reservation.cap_rate_missing':
      return accepted({ orderId, verdict: verdictView(verdictOf(refused(refusal)), ctx.publicUrl) });
    case 'order.line_unknown':
      return refused(lineUnknown(chosen, refusal.lines));
    default:
      return refused(refusal);
  }
};

const inputOf = (customerId: CustomerId, orderId: OrderId, chosen: CancellationSelection) => ({
  customerId,
  orderId,
  ...(chosen.lineItemNumbers === undefined ? {} : { lineNumbers: chosen.lineItemNumbers }),
});

/** An order named twice is one order. */
const onceEach = (selection: readonly CancellationSelection[]): CancellationSelection[] => [
  ...new Map(selection.map((chosen) => [chosen.orderId, chosen])).values(),
];

const lineUnknown = (chosen: CancellationSelection, lines: readonly number[]): ServerRefusal => ({
  code: 'order.line_unknown',
  lines,
  errors: [
    {
      path: 'orders.lineItemNumbers',
      message: `order ${chosen.orderId} has no line ${lines.join(', ')}; read the order and name its lines`,
    },
  ],
});

const totalsOf = (credits: readonly Money[]): Money[] => {
  const totals = new Map<string, Money>();
  for (const credit of credits) {
    const before = totals.get(credit.currency);
    totals.set(credit.currency, before ? add(before, credit) : credit);
  }
  return [...totals.values()];
};

export const totalsView = (totals: readonly Money[]) =>
  totals.map((total) => ({ currency: total.currency as string, total: formatAmount(total) }));
