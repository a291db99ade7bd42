import { explainCredits } from '@kontor/domain/cancellation/explain';
import { type GoodwillPlan, goodwillCredit } from '@kontor/domain/cancellation/goodwill';
import { accepted, refused } from '@kontor/domain/decision';
import { type AccountId, type OrderId, parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, parseAmount, parseCurrency } from '@kontor/domain/money';
import { type Instant, instant, localDateAt, utc } from '@kontor/domain/time';
import { releaseCredit } from '../carts/cart-store.ts';
import { type ChargeRow, insertCharges, readCharges } from '../orders/purchase-store.ts';
import type { Act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvents } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { newUuid } from '../platform/new-id.ts';
import { type CreditedOrderRow, holdOrder, readCreditedLine } from './goodwill-store.ts';
import { creditableChargesOf } from './purchase-of.ts';

export type GiveCreditInput = {
  readonly partnerId: string;
  readonly orderId: OrderId;
  readonly lineNumber: number;
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
};

export type CreditGiven = {
  readonly orderId: string;
  readonly lineNumber: number;
  readonly plan: GoodwillPlan;
  readonly explanation: string;
  readonly at: Instant;
};

/** The operator gives an amount of an order line back; nothing else of the purchase changes. */
export const giveCredit = (ctx: RequestContext, input: GiveCreditInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'credits.give', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const partnerId = parseAccountId(input.partnerId);
    if (!partnerId) return refused({ code: 'order.not_found' });
    const amount = amountFrom(input);
    if (!amount.accepted) return amount;
    const [[order], charges] = await readBatch(ctx.pools.system, noTenant, [
      readCreditedLine(partnerId, input.orderId, input.lineNumber),
      readCharges(partnerId, input.orderId),
    ]);
    if (!order) return refused({ code: 'order.not_found' });
    if (!order.has_line)
      return invalid([
        { path: 'lineNumber', message: 'is no line of this order; read the order and name its line' },
      ]);
    const at = instant(ctx.realNow() + Number(order.clock_offset_ms));
    const creditable = creditableChargesOf(charges, input.orderId, input.lineNumber);
    const decision = goodwillCredit(creditable, amount.value, localDateAt(at, order.policy_zone ?? utc));
    if (!decision.accepted) return decision;
    const plan = decision.value;
    const explanation = explainCredits(plan.charges.map(({ formula }) => formula));
    const value: CreditGiven = {
      orderId: input.orderId,
      lineNumber: input.lineNumber,
      plan,
      explanation,
      at,
    };
    const rows = creditRows(partnerId, plan, charges, { reason: input.reason, at });
    const done = await actAsOperator(ctx, caller, creditAct(partnerId, order, rows, value), value, {
      accountId: partnerId,
      now: at,
    });
    return done.accepted ? accepted(value) : done;
  });

const amountFrom = ({ amount, currency: text }: GiveCreditInput) => {
  const currency = parseCurrency(text);
  const read = currency && parseAmount(amount, currency);
  if (!read) return invalid([{ path: 'amount', message: `must be an amount with the decimals of ${text}` }]);
  if (read.minor <= 0n) return invalid([{ path: 'amount', message: 'must be above zero' }]);
  return accepted(read);
};

const creditRows = (
  accountId: AccountId,
  plan: GoodwillPlan,
  charges: readonly ChargeRow[],
  { reason, at }: { readonly reason: string; readonly at: Instant },
): ChargeRow[] =>
  plan.charges.map((credit) => {
    const charge = charges.find((row) => row.id === credit.chargeId);
    invariant(charge, 'a credit is of a charge that was read');
    return {
      ...charge,
      account_id: accountId,
      id: newUuid(),
      kind: 'customer_credit',
      sign: -1,
      credits_charge_id: charge.id,
      net_minor: credit.net.minor,
      tax_minor: credit.tax.minor,
      formula: { ...credit.formula },
      at,
      reason,
    };
  });

const creditAct = (
  accountId: AccountId,
  order: CreditedOrderRow,
  rows: readonly ChargeRow[],
  { orderId, lineNumber, plan, at }: CreditGiven,
): Act => {
  const { currency, minor } = plan.total;
  const details = {
    partnerId: accountId,
    orderId,
    lineNumber,
    currency,
    credit: formatAmount(plan.total),
    reason: rows[0]?.reason ?? '',
  };
  const about = { aggregateType: 'order', aggregateId: orderId };
  return {
    writes: [
      holdOrder(accountId, orderId, order.version),
      insertCharges(rows),
      addEvents(accountId, at, [
        { ...about, type: 'order.credited', data: { ...details, customerId: order.customer_id } },
      ]),
    ],
    activity: [{ action: 'create_credit', resourceId: orderId, newValue: details, details }],
    events: [],
    last: [releaseCredit(accountId, currency, minor)],
  };
};
