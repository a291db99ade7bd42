import { cancelSubscription as decide, firstToClose } from '@kontor/domain/cancellation/cancel-subscription';
import {
  type CancellationVerdict,
  hasVerdict,
  type VerdictRefusal,
  verdictOf,
} from '@kontor/domain/cancellation/verdict';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { type Cancelled, cancelDeed } from '../cancellations/cancel-deed.ts';
import { cancelReads } from '../cancellations/cancel-purchase.ts';
import { reviewRulesFrom } from '../cancellations/cancellation-store.ts';
import { purchaseOf } from '../cancellations/purchase-of.ts';
import { ordersFrom } from '../orders/order-store.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { SubscriptionName } from './list-subscriptions.ts';
import { readSubscription, readTermLines, type TermLineRow } from './subscription-store.ts';

export type CancelSubscriptionInput = SubscriptionName & {
  readonly acknowledged: boolean;
  readonly version?: number | undefined;
};

/** What was cancelled, or why nothing was. */
export type SubscriptionCancelled = {
  readonly subscriptionId: string;
  readonly verdict: Omit<CancellationVerdict, 'code'> & {
    readonly code: CancellationVerdict['code'] | 'cancelled';
  };
  readonly cancelled: readonly Cancelled[];
  /** Why nothing was cancelled, with all its facts. */
  readonly refusal?: VerdictRefusal;
};

/**
 * Cancels every open line of a subscription's running term in one transaction, on however many orders they stand, or
 * none of them. Twice is once.
 * @throws VersionChanged and RetryableError, for withRetries
 */
export const cancelSubscription = (ctx: RequestContext, input: CancelSubscriptionInput) =>
  withRetries(async () => {
    const { customerId, subscriptionId } = input;
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'orders.cancel', customerId, [
      readSubscription(accountId, customerId, subscriptionId),
      readTermLines(accountId, customerId, [subscriptionId]),
    ]);
    if (!read.accepted) return read;
    if (!input.acknowledged) return refused({ code: 'cancellation.not_acknowledged' });
    const { caller, rows } = read.value;
    const [[row], lines] = rows;
    if (!row) return refused({ code: 'subscription.not_found' });
    if (input.version !== undefined && input.version !== row.version)
      return refused({ code: 'subscription.version_stale' });
    const named = linesByOrder(lines);
    const found = await readBatch(
      ctx.pools.app,
      caller.scope,
      cancelReads(accountId, customerId, [...named.keys()]),
    );
    const [orderRows, charges, held, mates, ruleRows] = found;
    // Units added between the two reads stand on an order that was not asked about.
    if (held.some((line) => line.subscription_id === row.id && line.subscription_version !== row.version))
      throw new VersionChanged('subscription.changed', 'it changed while it was read');
    const records = ordersFrom(orderRows);
    const reviewRules = reviewRulesFrom(ruleRows, caller.sandbox);
    const questions = records.map((record) => ({
      purchase: purchaseOf(record, charges, held),
      lineNumbers: named.get(record.order.id) ?? [],
      reviewRules,
    }));
    const decision = decide(questions, caller.now);
    const summary = firstToClose(decision);
    invariant(hasVerdict(summary), 'only lines that the orders have are named');
    const verdict = verdictOf(summary);
    if (!decision.accepted)
      return accepted<SubscriptionCancelled>({
        subscriptionId,
        verdict,
        cancelled: [],
        ...(summary.accepted ? {} : { refusal: summary.refusal }),
      });
    const decided = decision.value.map((plan) => {
      const record = records.find(({ order }) => order.id === plan.orderId);
      invariant(record, 'a plan is of an order that was read');
      return { record, charges, plan };
    });
    const { deed, cancelled } = cancelDeed(caller, decided, { held, mates });
    const done = await act<SubscriptionCancelled>(ctx, caller, deed, {
      subscriptionId,
      verdict: { code: 'cancelled', lines: verdict.lines },
      cancelled,
    });
    return done.accepted ? accepted(done.value.value) : done;
  });

/** The open lines of each order; where all were cancelled before, those, so that the answer can say so. */
const linesByOrder = (lines: readonly TermLineRow[]): ReadonlyMap<string, number[]> => {
  const open = lines.filter(({ status }) => status !== 'cancelled');
  const asked = open.length > 0 ? open : lines;
  const byOrder = Map.groupBy(asked, (line) => line.order_id);
  return new Map([...byOrder].map(([orderId, own]) => [orderId, own.map((line) => line.line_number)]));
};
