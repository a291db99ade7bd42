import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, type Money, parseAmount } from '@kontor/domain/money';
import { moveRequest } from '@kontor/domain/support/support-request';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { actOnRequest, type RequestDeed } from './act-on-request.ts';
import { insertNote } from './conversation-store.ts';
import { detailsOf, supportEvent } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import { afterSaying, nameOf, noteOf } from './move-support-request.ts';
import { planRefund, type RefundPlan, type RefundTerms } from './plan-refund.ts';
import { refundDeed, sumOfPlan } from './refund-deed.ts';
import type { RefundTarget } from './refund-target.ts';
import { currencyOf, rowInState, stateOf } from './request-record.ts';
import { mailToAuthor, type StepFacts } from './support-mails.ts';
import { type RequestRow, updateRequest } from './support-store.ts';

type AmountInput = string | { readonly value: string; readonly currency: string };

export type RefundInput = {
  readonly amount?: AmountInput | undefined;
  readonly keepPurchase?: boolean | undefined;
};

export type DecisionInput = RefundInput & {
  readonly decision: 'refund' | 'decline' | 'ask';
  readonly note?: string | undefined;
};

/** The operator's word on a request. Of two at once one holds, and the other is told; the credit is written with it. */
export const decideSupportRequest = (ctx: RequestContext, idOrNumber: string, input: DecisionInput) =>
  withRetries(async () => {
    const found = await findRequest(ctx, 'support.decide', requestKeyFrom(idOrNumber));
    if (!found.accepted) return found;
    const note = input.note?.trim() ?? '';
    if (input.decision !== 'refund' && note === '')
      return invalid([{ path: 'note', message: 'must give the reason, which the partner is told' }]);
    const plan = await planOf(ctx, found.value, input);
    if (!plan.accepted) return plan;
    const decided = decisionDeed(ctx, found.value, { decision: input.decision, note }, plan.value);
    if (!decided.accepted) return decided;
    const done = await actOnRequest(ctx, found.value, decided.value.deed, decided.value.after);
    return done.accepted ? accepted(done.value.value) : refused(done.refusal);
  });

export type RefundPreview = { readonly found: FoundRequest; readonly plan: RefundPlan };

/** What that decision would cancel and credit; nothing is changed. */
export const previewSupportRefund = async (ctx: RequestContext, idOrNumber: string, input: RefundInput) => {
  const found = await findRequest(ctx, 'support.decide', requestKeyFrom(idOrNumber));
  if (!found.accepted) return found;
  const plan = await planOf(ctx, found.value, { ...input, decision: 'refund' });
  if (!plan.accepted) return plan;
  invariant(plan.value, 'a refund has a plan');
  return accepted<RefundPreview>({ found: found.value, plan: plan.value });
};

const planOf = async (ctx: RequestContext, found: FoundRequest, input: DecisionInput) => {
  const { record, now } = found;
  const moved = moveRequest(stateOf(record.row), input.decision, now);
  if (!moved.accepted)
    return refused({ ...moved.refusal, decidedBy: record.row.decided_by, decidedAt: record.row.decided_at });
  if (input.decision !== 'refund') return accepted(undefined);
  const target = targetOf(record.row);
  if (!target)
    return invalid([{ path: 'decision', message: 'refund answers a refund request only; decline or ask' }]);
  const terms = termsFrom(record.row, input);
  if (!terms.accepted) return terms;
  return planRefund({ pool: ctx.pools.system, scope: noTenant, now }, target, terms.value);
};

const targetOf = (row: RequestRow): RefundTarget | undefined =>
  row.customer_id === null || row.order_id === null
    ? undefined
    : {
        accountId: row.account_id,
        customerId: row.customer_id,
        orderId: row.order_id,
        lineNumbers: row.line_numbers,
        subscriptionId: row.subscription_id,
      };

const termsFrom = (row: RequestRow, input: RefundInput): Decision<RefundTerms, InputRefusal> => {
  const keepPurchase = input.keepPurchase === true;
  if (input.amount === undefined) {
    if (!keepPurchase) return accepted({ amount: undefined, keepPurchase });
    return invalid([{ path: 'amount', message: 'is needed where the purchase is kept' }]);
  }
  const amount = amountFrom(row, input.amount);
  return amount.accepted ? accepted({ amount: amount.value, keepPurchase }) : amount;
};

const amountFrom = (row: RequestRow, input: AmountInput): Decision<Money, InputRefusal> => {
  const currency = currencyOf(row.refund_currency ?? '');
  const { value, currency: named } = typeof input === 'string' ? { value: input, currency } : input;
  if (named !== currency)
    return invalid([{ path: 'amount.currency', message: `must be ${currency}, in which it was charged` }]);
  const amount = parseAmount(value, currency);
  if (!amount)
    return invalid([{ path: 'amount', message: `must be an amount with the decimals of ${currency}` }]);
  return amount.minor > 0n ? accepted(amount) : invalid([{ path: 'amount', message: 'must be above zero' }]);
};

type Word = { readonly decision: DecisionInput['decision']; readonly note: string };

const mailOf = { refund: 'support_refunded', decline: 'support_declined', ask: 'support_asked' } as const;

const decisionDeed = (
  ctx: RequestContext,
  found: FoundRequest,
  { decision, note: text }: Word,
  plan: RefundPlan | undefined,
) => {
  const { record, now } = found;
  const moved = moveRequest(stateOf(record.row), decision, now);
  if (!moved.accepted) return moved;
  const row: RequestRow = {
    ...rowInState(record.row, moved.value, now),
    answered_at: record.row.answered_at ?? now,
    ...(decision === 'ask' ? {} : { decided_at: now, decided_by: nameOf(found) }),
    ...(plan ? creditColumns(plan) : {}),
  };
  const note = text === '' ? undefined : noteOf(found, decision, text);
  const money = plan && refundDeed(found, plan, text);
  const details = { ...detailsOf(row), decision, ...(plan ? creditDetails(plan) : {}) };
  const deed: RequestDeed = {
    writes: [
      updateRequest(record.row, row),
      ...(note ? [insertNote(row.account_id, row.id, note)] : []),
      ...(money?.writes ?? []),
      ...mailToAuthor(ctx, row, mailOf[decision], factsOf(found, text, plan)),
    ],
    activity: [
      {
        action: 'decide_support_request',
        resourceId: row.id,
        oldValue: detailsOf(record.row),
        newValue: detailsOf(row),
        details,
      },
      ...(money?.activity ?? []),
    ],
    events: [
      supportEvent(decision === 'ask' ? 'answered' : 'decided', row, { side: 'operator', decision }),
      ...(money?.events ?? []),
    ],
    ...(money ? { last: money.last } : {}),
  };
  return accepted({ deed, after: afterDeciding(afterSaying(found, row, note), plan) });
};

/** What is left is less by what was just given back. */
const afterDeciding = (found: FoundRequest, plan: RefundPlan | undefined): FoundRequest => {
  const { left } = found.record;
  if (!plan || !left) return found;
  const minor = left.minor - sumOfPlan(plan).total.minor;
  return { ...found, record: { ...found.record, left: { ...left, minor } } };
};

const creditColumns = (plan: RefundPlan): Partial<RequestRow> => {
  const { net, tax } = sumOfPlan(plan);
  return {
    kept_purchase: plan.kind === 'keep',
    credit_currency: net.currency,
    credit_net_minor: net.minor,
    credit_tax_minor: tax.minor,
  };
};

const creditDetails = (plan: RefundPlan) => {
  const { total } = sumOfPlan(plan);
  return { credit: formatAmount(total), currency: total.currency, keptPurchase: plan.kind === 'keep' };
};

const factsOf = (found: FoundRequest, note: string, plan: RefundPlan | undefined): StepFacts => {
  const by = nameOf(found);
  if (!plan) return { by, note };
  const { total } = sumOfPlan(plan);
  return {
    by,
    note,
    refunded: {
      amount: `${formatAmount(total)} ${total.currency}`,
      period: billingPeriodOf(found.now),
      issued: invoiceDateOf(found.now),
      kept: plan.kind === 'keep',
    },
  };
};
