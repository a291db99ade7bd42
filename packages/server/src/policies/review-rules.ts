import type { ReviewRuleKind } from '@kontor/domain/cancellation/review-rules';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseOrderId } from '@kontor/domain/ids';
import { minorDigits, parseAmount, parseCurrency } from '@kontor/domain/money';
import type { Instant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  endReviewRuleRow,
  insertReviewRule,
  type ReviewRuleRow,
  readReviewRule,
  readReviewRuleRows,
} from './review-rule-store.ts';

export type ReviewRuleBody = {
  readonly kind: ReviewRuleKind;
  readonly amount?: { readonly value: string; readonly currency: string } | undefined;
  readonly orderIds?: readonly string[] | undefined;
};

export const listReviewRules = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'policies.manage', undefined, [readReviewRuleRows()]);
  return read.accepted ? accepted<readonly ReviewRuleRow[]>(read.value.rows[0]) : read;
};

/** From now on purchases that match are cancelled by a person. */
export const createReviewRule = async (ctx: RequestContext, body: ReviewRuleBody) => {
  const read = await readAs(ctx, 'policies.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const rule = readRule(body, caller.now);
  if (!rule.accepted) return rule;
  const details = factsOf(rule.value);
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertReviewRule(rule.value)],
      activity: [{ action: 'create_review_rule', resourceId: rule.value.id, newValue: details, details }],
      events: [eventOf('review_rule.created', rule.value)],
    },
    rule.value,
  );
  return done.accepted ? accepted(done.value.value) : done;
};

/** From now on it holds nothing back; ending it twice is ending it once. */
export const endReviewRule = (ctx: RequestContext, ruleId: string) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'policies.manage', undefined, [readReviewRule(ruleId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[rule]] = rows;
    if (!rule) return refused({ code: 'review_rule.not_found' });
    if (rule.ended_at !== null) return accepted(rule);
    const ended: ReviewRuleRow = { ...rule, ended_at: caller.now };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [endReviewRuleRow(rule.id, caller.now)],
        activity: [
          {
            action: 'end_review_rule',
            resourceId: rule.id,
            oldValue: factsOf(rule),
            newValue: { ...factsOf(rule), ended: true },
            details: factsOf(rule),
          },
        ],
        events: [eventOf('review_rule.ended', rule)],
      },
      ended,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

const readRule = (body: ReviewRuleBody, now: Instant): Decision<ReviewRuleRow, InputRefusal> => {
  const errors: FieldError[] = [];
  const currency = body.amount === undefined ? undefined : parseCurrency(body.amount.currency);
  const amount =
    body.amount === undefined || currency === undefined
      ? undefined
      : parseAmount(body.amount.value, currency);
  if (body.kind === 'order_total_above') {
    if (body.amount === undefined)
      errors.push({ path: 'amount', message: 'is required: orders above it are looked at by a person' });
    else if (amount === undefined || amount.minor < 0n)
      errors.push({
        path: 'amount.value',
        message: `must be an amount with at most ${currency ? minorDigits(currency) : 2} decimals, such as 1000`,
      });
  } else if (body.amount !== undefined)
    errors.push({ path: 'amount', message: 'belongs to order_total_above only; leave it out' });
  const orderIds = body.orderIds?.map((id) => parseOrderId(id) ?? null) ?? null;
  orderIds?.forEach((id, index) => {
    if (id === null) errors.push({ path: `orderIds.${index}`, message: 'must be the id of an order' });
  });
  if (errors.length > 0) return invalid(errors);
  return accepted({
    id: newUuid(),
    kind: body.kind,
    amount_minor: amount?.minor ?? null,
    currency: amount?.currency ?? null,
    order_ids: orderIds?.filter((id) => id !== null) ?? null,
    effective_from: now,
    ended_at: null,
  });
};

const factsOf = (rule: ReviewRuleRow) => ({
  kind: rule.kind,
  ...(rule.amount_minor === null ? {} : { amountMinor: String(rule.amount_minor), currency: rule.currency }),
  ...(rule.order_ids === null ? {} : { orders: rule.order_ids.length }),
});

const eventOf = (type: string, rule: ReviewRuleRow) => ({
  type,
  aggregateType: 'review_rule',
  aggregateId: rule.id,
  data: factsOf(rule),
});
