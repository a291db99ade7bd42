import { accepted, type Decision } from '@kontor/domain/decision';
import { parseOrderId, parseSubscriptionId } from '@kontor/domain/ids';
import { type Money, parseAmount, parseCurrency, sum } from '@kontor/domain/money';
import { chargedCurrency, leftOf } from '@kontor/domain/support/refund-decision';
import type { Caller } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import {
  type CustomerName,
  type NamedLineRow,
  readCustomerNamed,
  readLinesOfOrder,
  readOrderOwner,
  readSubscriptionOwner,
} from './purchase-store.ts';
import { readTarget } from './refund-target.ts';

export type RefundInput = {
  readonly customer: string;
  readonly orderId?: string | undefined;
  readonly lineItemNumbers?: readonly number[] | undefined;
  readonly subscriptionId?: string | undefined;
  readonly reason: string;
  readonly amount: { readonly value: string; readonly currency: string };
};

/** The refund that is asked for, checked against what the caller's customer bought. */
export type RefundFields = {
  readonly customer: CustomerName;
  readonly orderId: string;
  readonly lineNumbers: number[] | null;
  readonly subscriptionId: string | null;
  readonly reason: string;
  readonly amount: Money;
  /** What can be given back at most, tax included. */
  readonly left: Money;
};

const nil = '00000000-0000-0000-0000-000000000000';

export const refundFieldsFrom = async (
  ctx: RequestContext,
  { accountId, scope, now }: Caller,
  input: RefundInput,
): Promise<Decision<RefundFields, InputRefusal>> => {
  const wish = (path: string, message: string) => invalid([{ path: `refund.${path}`, message }]);
  if (input.orderId === undefined && input.subscriptionId === undefined)
    return wish('orderId', 'is needed, or subscriptionId: name what is to be refunded');
  const orderId = input.orderId === undefined ? undefined : parseOrderId(input.orderId);
  const subscriptionId =
    input.subscriptionId === undefined ? undefined : parseSubscriptionId(input.subscriptionId);
  const [[customer], [ofOrder], [ofSubscription]] = await readBatch(ctx.pools.app, scope, [
    readCustomerNamed(accountId, input.customer.trim()),
    readOrderOwner(accountId, orderId ?? ''),
    readSubscriptionOwner(accountId, subscriptionId ?? nil),
  ]);
  if (!customer)
    return wish('customer', 'is no tenant id or domain of one of your customers; look it up in the list');
  if (input.orderId !== undefined && ofOrder?.id !== customer.id)
    return wish('orderId', 'is no order of this customer; look it up in the order history');
  if (input.subscriptionId !== undefined && ofSubscription?.id !== customer.id)
    return wish('subscriptionId', 'is no subscription of this customer; look it up in the list');
  const about = ofOrder?.order_id ?? ofSubscription?.order_id ?? '';
  const lines = await query(ctx.pools.app, scope, readLinesOfOrder(accountId, about));
  const chosen = chosenLines(lines, input, ofOrder && subscriptionId);
  if (!chosen.accepted) return chosen;
  const target = {
    accountId,
    customerId: customer.id,
    orderId: about,
    lineNumbers: chosen.value,
    subscriptionId: subscriptionId ?? null,
  };
  const { questions } = await readTarget({ pool: ctx.pools.app, scope, now }, target);
  const charged = chargedCurrency(questions);
  const currency = parseCurrency(input.amount.currency);
  if (!currency || currency !== charged)
    return wish('amount.currency', `must be ${charged}, in which it was charged`);
  const amount = parseAmount(input.amount.value, currency);
  if (!amount) return wish('amount.value', `must be an amount with the decimals of ${currency}`);
  if (amount.minor <= 0n) return wish('amount.value', 'must be above zero');
  return accepted({
    ...target,
    customer,
    reason: input.reason.trim(),
    amount,
    left: sum(
      questions.map((question) => leftOf(question, currency)),
      currency,
    ),
  });
};

/** Where an order and a subscription are named, the lines of the order that belong to the subscription. */
const chosenLines = (
  lines: readonly NamedLineRow[],
  { lineItemNumbers }: RefundInput,
  subscriptionId: string | undefined,
): Decision<number[] | null, InputRefusal> => {
  const known = lines.filter(
    (line) => subscriptionId === undefined || line.subscription_id === subscriptionId,
  );
  if (known.length === 0)
    return invalid([
      { path: 'refund.subscriptionId', message: 'has no line on this order; name the one or the other' },
    ]);
  const unknown = lineItemNumbers?.find((number) => !known.some((line) => line.line_number === number));
  if (unknown !== undefined)
    return invalid([
      { path: 'refund.lineItemNumbers', message: `names line ${unknown}, which the order does not have` },
    ]);
  if (lineItemNumbers) return accepted([...new Set(lineItemNumbers)].sort((a, b) => a - b));
  return accepted(subscriptionId === undefined ? null : known.map((line) => line.line_number));
};
