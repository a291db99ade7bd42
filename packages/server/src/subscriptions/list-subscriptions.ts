import { authorize } from '@kontor/domain/access/authorize';
import type { CancelQuestion } from '@kontor/domain/cancellation/cancel-purchase';
import { cancelSubscription, firstToClose } from '@kontor/domain/cancellation/cancel-subscription';
import type { ReviewRule } from '@kontor/domain/cancellation/review-rules';
import { accepted, refused } from '@kontor/domain/decision';
import { type CustomerId, parseOrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import {
  type SubscriptionActions,
  subscriptionActions,
} from '@kontor/domain/subscription/subscription-actions';
import type { Instant } from '@kontor/domain/time';
import { readReviewRules, reviewRulesFrom } from '../cancellations/cancellation-store.ts';
import { lineCancellationOf } from '../cancellations/purchase-of.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type NextCharge, nextCharges } from './next-charge.ts';
import { subscriptionOf } from './subscription-of.ts';
import {
  readSubscription,
  readSubscriptionPage,
  readTermLines,
  type SubscriptionPage,
  type SubscriptionRow,
  type TermLineRow,
} from './subscription-store.ts';

/** A subscription as it is shown: its running term, what comes next, and what may be done with it. */
export type SubscriptionRecord = {
  readonly row: SubscriptionRow;
  readonly lines: readonly TermLineRow[];
  readonly nextCharge: NextCharge | null;
  readonly actions: SubscriptionActions;
};

export type SubscriptionList = {
  readonly items: readonly SubscriptionRecord[];
  readonly next: { readonly at: Instant; readonly id: string } | null;
};

type ListInput = Omit<SubscriptionPage, 'customerId'> & { readonly customerId: CustomerId };

export const listSubscriptions = async (ctx: RequestContext, input: ListInput) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'subscriptions.read', input.customerId, [
    readSubscriptionPage(accountId, { ...input, limit: input.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [all] = rows;
  const shown = all.slice(0, input.limit);
  const last = shown.at(-1);
  const next = all.length > shown.length && last ? { at: last.created_at, id: last.id } : null;
  return accepted<SubscriptionList>({ items: await recordsOf(ctx, caller, shown), next });
};

export type SubscriptionName = { readonly customerId: CustomerId; readonly subscriptionId: string };

export const getSubscription = async (
  ctx: RequestContext,
  { customerId, subscriptionId }: SubscriptionName,
) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'subscriptions.read', customerId, [
    readSubscription(accountId, customerId, subscriptionId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [record] = await recordsOf(ctx, caller, rows[0]);
  return record ? accepted(record) : refused({ code: 'subscription.not_found' });
};

/** What else is to be shown of subscriptions, in the same few round trips for one and for a page of them. */
export const recordsOf = async (
  ctx: RequestContext,
  caller: Caller,
  rows: readonly SubscriptionRow[],
): Promise<SubscriptionRecord[]> => {
  const [first] = rows;
  if (!first) return [];
  const ids = rows.map(({ id }) => id);
  const [lines, ruleRows] = await readBatch(ctx.pools.app, caller.scope, [
    readTermLines(caller.accountId, first.customer_id, ids),
    readReviewRules(),
  ]);
  const charges = await nextCharges(ctx, caller, rows);
  const rules = reviewRulesFrom(ruleRows, caller.sandbox);
  const ofSubscription = Map.groupBy(lines, (line) => line.subscription_id);
  return rows.map((row) => {
    const own = ofSubscription.get(row.id) ?? [];
    return {
      row,
      lines: own,
      nextCharge: charges.get(row.id) ?? null,
      actions: actionsOf(row, own, rules, caller),
    };
  });
};

const actionsOf = (
  row: SubscriptionRow,
  lines: readonly TermLineRow[],
  rules: readonly ReviewRule[],
  caller: Caller,
): SubscriptionActions =>
  subscriptionActions({
    subscription: subscriptionOf(row),
    access: {
      change: authorize(caller.actor, 'subscriptions.change'),
      cancel: authorize(caller.actor, 'orders.cancel'),
    },
    cancellation: firstToClose(cancelSubscription(questionsOf(lines, rules), caller.now)),
  });

/** The verdict alone; its credit is the preview's to say, so that no charges are needed here. */
const questionsOf = (lines: readonly TermLineRow[], reviewRules: readonly ReviewRule[]): CancelQuestion[] => {
  const open = lines.filter(({ status }) => status !== 'cancelled');
  const asked = open.length > 0 ? open : lines;
  const orders = Map.groupBy(asked, (line) => line.order_id);
  return [...orders.values()].map((own) => ({ purchase: purchaseOfLines(own), reviewRules }));
};

const purchaseOfLines = (lines: readonly TermLineRow[]): CancelQuestion['purchase'] => {
  const [first] = lines;
  const orderId = parseOrderId(first?.order_id ?? '');
  const currency = parseCurrency(first?.order_currency ?? '');
  invariant(first && orderId && currency, 'an order row is well formed');
  return {
    orderId,
    purchasedAt: first.purchased_at,
    total: money(first.order_total_minor, currency),
    lines: lines.map((line) => ({
      lineNumber: line.line_number,
      status: line.status,
      family: line.family,
      quantity: line.quantity,
      cancellation: lineCancellationOf(line),
      charges: [],
      keysShownDistinct: line.keys_shown,
      keysEntitled: line.keys_wanted,
      disputeUnpaid: line.dispute_unpaid,
    })),
  };
};
