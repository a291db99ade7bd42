import { cancelPurchase } from '@kontor/domain/cancellation/cancel-purchase';
import { type CancellationVerdict, hasVerdict, verdictOf } from '@kontor/domain/cancellation/verdict';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { type Money, sum } from '@kontor/domain/money';
import { chargedCurrency, leftOf } from '@kontor/domain/support/refund-decision';
import { maySeeRequest } from '@kontor/domain/support/support-request';
import type { Instant } from '@kontor/domain/time';
import { readReviewRules, reviewRulesFrom } from '../cancellations/cancellation-store.ts';
import type { OrderLineRow } from '../orders/order-rows.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { orderIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { creditOf, planRefund } from './plan-refund.ts';
import { type OwnerRow, readOrderOwner, readSubscriptionOwner } from './purchase-store.ts';
import { type FoundTarget, type RefundTarget, readTarget } from './refund-target.ts';
import { readOpenRequestOf } from './support-store.ts';

export type PrefillInput = {
  readonly orderId?: string | undefined;
  readonly lineItemNumbers?: string | undefined;
  readonly subscriptionId?: string | undefined;
};

export type SupportPrefill = {
  readonly owner: OwnerRow;
  readonly lineNumbers: readonly number[] | null;
  readonly subscriptionId: string | null;
  readonly purchasedAt: Instant;
  readonly lines: readonly { readonly row: OrderLineRow; readonly left: Money }[];
  readonly refusal: Pick<CancellationVerdict, 'code' | 'closedOn' | 'closedAt'> | null;
  readonly amount: Money;
  readonly left: Money;
  readonly explanation: string;
  readonly contact: { readonly displayName: string; readonly email: string };
  readonly openRequest: { readonly id: string; readonly number: string } | null;
};

/** Everything that is known of a purchase when its cancel was refused, so that nobody has to type it. */
export const prefillSupportRequest = (ctx: RequestContext, input: PrefillInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    if (input.orderId === undefined && input.subscriptionId === undefined)
      return invalid([{ path: 'orderId', message: 'is needed, or subscriptionId: name the purchase' }]);
    const read = await readAs(ctx, 'support.create', undefined, [
      input.orderId === undefined
        ? readSubscriptionOwner(accountId, uuidFrom(input.subscriptionId))
        : readOrderOwner(accountId, orderIdFrom(input.orderId)),
      readReviewRules(),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[owner], rules] = rows;
    if (!owner) return refused({ code: 'order.not_found' });
    const target: RefundTarget = {
      accountId,
      customerId: owner.id,
      orderId: owner.order_id,
      lineNumbers: linesFrom(input.lineItemNumbers),
      subscriptionId: input.orderId === undefined ? uuidFrom(input.subscriptionId) : null,
    };
    const reader = { pool: ctx.pools.app, scope: caller.scope, now: caller.now };
    const found = await readTarget(reader, target);
    const unknown = target.lineNumbers?.find(
      (number) => !found.records.some(({ lines }) => lines.some((line) => line.line_number === number)),
    );
    if (unknown !== undefined)
      return invalid([{ path: 'lineItemNumbers', message: `names line ${unknown}, which is not there` }]);
    const [open] = await query(ctx.pools.app, caller.scope, readOpenRequestOf(accountId, owner.order_id));
    const plan = await planRefund(reader, target, { amount: undefined, keepPurchase: false });
    const left = leftIn(found);
    const wanted = plan.accepted ? creditOf(plan.value) : left;
    return accepted<SupportPrefill>({
      owner,
      lineNumbers: target.lineNumbers,
      subscriptionId: target.subscriptionId,
      ...purchaseIn(found, target),
      refusal: refusalOf(found, caller, reviewRulesFrom(rules, caller.sandbox)),
      amount: wanted.minor > 0n ? wanted : left,
      left,
      explanation:
        plan.accepted && plan.value.kind === 'end'
          ? plan.value.endings
              .flatMap(({ lines }) => lines.map(({ explanation }) => explanation))
              .filter(Boolean)
              .join('; ')
          : '',
      contact: caller.person ?? { displayName: '', email: '' },
      openRequest:
        open && maySeeRequest(caller.actor, { authorId: open.author_id })
          ? { id: open.id, number: open.number }
          : null,
    });
  });

const linesFrom = (text: string | undefined): number[] | null =>
  text === undefined ? null : [...new Set(text.split(',').map(Number))].sort((a, b) => a - b);

const leftIn = ({ questions }: FoundTarget): Money => {
  const currency = chargedCurrency(questions);
  invariant(currency, 'a purchase has a currency');
  return sum(
    questions.map((question) => leftOf(question, currency)),
    currency,
  );
};

const purchaseIn = ({ records, questions }: FoundTarget, target: RefundTarget) => {
  const [first] = records;
  const currency = chargedCurrency(questions);
  invariant(first && currency, 'a purchase has an order');
  const lines = records.flatMap(({ lines: all }, index) => {
    const question = questions[index];
    const wanted = question?.lineNumbers ?? target.lineNumbers;
    return all
      .filter(({ line_number }) => wanted?.includes(line_number) ?? true)
      .map((row) => ({
        row,
        left: question
          ? leftOf({ purchase: question.purchase, lineNumbers: [row.line_number] }, currency)
          : { minor: 0n, currency },
      }));
  });
  return { purchasedAt: first.order.created_at, lines };
};

/** Why the partner cannot do it alone; null where they can. */
const refusalOf = (
  { questions }: FoundTarget,
  { now }: Caller,
  reviewRules: Parameters<typeof cancelPurchase>[0]['reviewRules'],
) => {
  for (const question of questions) {
    const decision = cancelPurchase({ ...question, reviewRules }, now);
    if (!decision.accepted && hasVerdict(decision)) return verdictOf(decision);
  }
  return null;
};
