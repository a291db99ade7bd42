import { creditForCharge, sumCredits } from '@kontor/domain/cancellation/credit';
import { parseOrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money } from '@kontor/domain/money';
import {
  type CaptureOutcome,
  settleCapture as decide,
  type SettlementPlan,
} from '@kontor/domain/payment/capture';
import { type Instant, localDateAt, utc } from '@kontor/domain/time';
import { addSystemActivity, type SystemEntry } from '../activity/activity-store.ts';
import { cancelStatements } from '../cancellations/cancellation-store.ts';
import { heldChanges } from '../cancellations/held-changes.ts';
import { type HeldRow, type MateRow, readHeld, readMates } from '../cancellations/held-store.ts';
import { creditableChargesOf } from '../cancellations/purchase-of.ts';
import { releaseCredit } from '../carts/cart-store.ts';
import { fulfilWaiting } from '../catalog/fulfil-waiting.ts';
import { keyFormOf } from '../catalog/key-form.ts';
import { amountText } from '../orders/amount-text.ts';
import { orderDetails } from '../orders/buy-lines.ts';
import { makeKeys } from '../orders/make-keys.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import { ordersFrom, readOrders } from '../orders/order-store.ts';
import {
  type ChargeRow,
  insertCharges,
  insertGeneratedKeys,
  readChargesOfOrders,
} from '../orders/purchase-store.ts';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import { readBatch, writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  type CaptureRow,
  completeOrder,
  endReservations,
  fulfilPaidLines,
  type PaidLineRow,
  readCaptureStatus,
  readInvoicesOfOrder,
  readPaidLines,
  settleCaptureRow,
  startSubscriptions,
} from './capture-store.ts';
import { giveBackCredit, paymentWrites, readOpenNow, readPayers } from './payment-store.ts';
import {
  currencyOf,
  nowOf,
  openInvoiceOf,
  paymentEvent,
  paymentRecord,
  planPayment,
} from './plan-payment.ts';

export type CaptureServices = Pick<Services, 'pools' | 'realNow' | 'vault' | 'log'>;

/** Everything that is known when a payment has been decided. */
type Settlement = {
  readonly capture: CaptureRow;
  readonly provider: string;
  readonly outcome: CaptureOutcome;
  readonly record: OrderRecord;
  readonly lines: readonly PaidLineRow[];
  readonly charges: readonly ChargeRow[];
  readonly held: readonly HeldRow[];
  readonly mates: readonly MateRow[];
  readonly plan: SettlementPlan;
  readonly at: Instant;
};

/**
 * Writes what a provider decided, in one transaction with what follows from it: keys and a payment, or the order
 * taken back. False when somebody else has written it.
 */
export const settleCapture = async (
  services: CaptureServices,
  capture: CaptureRow,
  provider: string,
  outcome: CaptureOutcome,
): Promise<boolean> => {
  const settled = await withRetries(() => settleOnce(services, capture, provider, outcome));
  if (!settled) return false;
  // Keys of pools are handed out as to everybody who waits, the oldest first.
  const { plan, lines } = settled;
  for (const { product_id, sku_id } of lines.filter((line) => plan.waiting.includes(line.line_number)))
    await fulfilWaiting(services.pools.system, product_id, sku_id);
  return true;
};

const settleOnce = async (
  { pools, vault, realNow }: CaptureServices,
  capture: CaptureRow,
  provider: string,
  outcome: CaptureOutcome,
): Promise<Settlement | undefined> => {
  const { account_id: accountId, customer_id: customerId, order_id: orderId } = capture;
  const [[status], [payer], orderRows, charges, held, mates, lines, open, documents] = await readBatch(
    pools.system,
    noTenant,
    [
      readCaptureStatus(accountId, capture.id),
      readPayers([accountId]),
      readOrders(accountId, customerId, [orderId]),
      readChargesOfOrders(accountId, [orderId]),
      readHeld(accountId, [orderId]),
      readMates(accountId, [orderId]),
      readPaidLines(accountId, orderId),
      readOpenNow([accountId]),
      readInvoicesOfOrder(accountId, orderId),
    ],
  );
  if (status?.status !== 'pending') return undefined;
  const [record] = ordersFrom(orderRows);
  invariant(payer && record, 'a capture has its account and its order');
  const plan = decide({
    orderStatus: record.order.status,
    lines: record.lines.map((line) => ({
      lineNumber: line.line_number,
      status: line.status,
      keySource: lines.find(({ line_number }) => line_number === line.line_number)?.key_source ?? null,
    })),
    outcome,
  });
  const at = nowOf(payer, realNow());
  const settlement = { capture, provider, outcome, record, lines, charges, held, mates, plan, at };
  const named = new Set(documents.map(({ invoice_id }) => invoice_id));
  const own = open.filter(({ id }) => named.has(id)).map(openInvoiceOf);
  const batch =
    outcome.status === 'captured'
      ? capturedBatch(settlement, outcome.reference, own, vault)
      : declinedBatch(settlement, outcome.code);
  await writeBatch(pools.system, noTenant, batch);
  return settlement;
};

const capturedBatch = (
  settlement: Settlement,
  reference: string,
  own: Parameters<typeof planPayment>[1],
  vault: CaptureServices['vault'],
): Statement[] => {
  const { capture, provider, outcome, record, plan, at } = settlement;
  const { account_id: accountId, order_id: orderId } = capture;
  const completes = record.order.status === 'pending';
  const ready = [...plan.fulfilled, ...plan.generated];
  // It pays the documents of its own order and no others: what is not billed yet waits for its document as balance.
  const payment = planPayment(
    {
      accountId,
      amount: money(capture.amount_minor, currencyOf(capture.currency)),
      at,
      paidOn: localDateAt(at, utc),
      method: 'provider',
      reference: orderId,
      provider,
      providerReference: reference,
    },
    own,
  );
  const keys = keysOf(settlement, vault);
  const done: OrderRecord = {
    order: { ...record.order, status: plan.orderStatus, version: record.order.version + 1 },
    lines: record.lines.map((line) =>
      ready.includes(line.line_number) ? { ...line, status: 'fulfilled' as const } : line,
    ),
  };
  return [
    ...(completes
      ? [
          completeOrder(accountId, orderId, record.order.version),
          ...fulfilPaidLines(accountId, orderId, ready),
          startSubscriptions(accountId, orderId),
          ...(keys.length > 0 ? [insertGeneratedKeys(keys)] : []),
        ]
      : []),
    ...paymentWrites([payment]),
    settleCaptureRow(capture, { provider, outcome, paymentId: payment.id, at }),
    addSystemActivity(accountId, at, [
      ofCustomer(record, paymentRecord(payment)),
      ...(completes ? [orderRecord(record, done)] : []),
    ]),
    addEvents(accountId, at, [
      paymentEvent(payment),
      ...(completes ? [orderEvent('order.completed', done)] : []),
    ]),
    giveBackCredit([payment]),
  ];
};

const keysOf = ({ capture, lines, plan, at }: Settlement, vault: CaptureServices['vault']) =>
  lines
    .filter((line) => plan.generated.includes(line.line_number))
    .flatMap((line) => {
      invariant(line.entitlement_id !== null, 'a line with keys has an entitlement');
      return makeKeys(
        vault,
        {
          productId: line.product_id,
          skuId: line.sku_id,
          keyGroup: line.key_group,
          count: line.keys_wanted ?? 0,
          hint: 0n,
          accountId: capture.account_id,
          customerId: capture.customer_id,
          entitlementId: line.entitlement_id,
          at,
        },
        { form: keyFormOf(line), sandbox: line.key_source === 'sandbox' },
      );
    });

const declinedBatch = (settlement: Settlement, code: string): Statement[] => {
  const { capture, provider, outcome, record, plan, held, mates, at } = settlement;
  const { account_id: accountId, order_id: orderId } = capture;
  const takenBack = plan.cancelled.length > 0;
  const names = plan.cancelled.map((lineNumber) => ({ orderId, lineNumber }));
  const credits = creditsOf(settlement);
  const total = credits.reduce((sum, row) => sum + row.net_minor + row.tax_minor, 0n);
  const done: OrderRecord = {
    order: { ...record.order, status: plan.orderStatus, version: record.order.version + 1 },
    lines: record.lines.map((line) => ({ ...line, status: 'cancelled' })),
  };
  const details = {
    orderId,
    currency: capture.currency,
    amount: amountText(capture.amount_minor, capture.currency),
    declineCode: code,
  };
  return [
    ...(takenBack
      ? [
          ...cancelStatements({
            accountId,
            orders: [
              {
                orderId,
                version: record.order.version,
                status: plan.orderStatus,
                lineNumbers: plan.cancelled,
              },
            ],
            entitlements: heldChanges('entitlement', names, held, mates),
            subscriptions: heldChanges('subscription', names, held, mates),
            at,
          }),
          endReservations(accountId, orderId, at),
        ]
      : []),
    ...(credits.length > 0 ? [insertCharges(credits)] : []),
    settleCaptureRow(capture, { provider, outcome, paymentId: null, at }),
    addSystemActivity(accountId, at, [
      ofCustomer(record, { action: 'decline_payment', resourceId: capture.id, details }),
      ...(takenBack ? [orderRecord(record, done)] : []),
    ]),
    addEvents(accountId, at, [
      { type: 'payment.declined', aggregateType: 'order', aggregateId: orderId, data: details },
      ...(takenBack ? [orderEvent('order.cancelled', done)] : []),
    ]),
    ...(total > 0n ? [releaseCredit(accountId, capture.currency, total)] : []),
  ];
};

/** Everything that is left of what was charged, as nothing was ever had for it. */
const creditsOf = ({ capture, record, charges, plan, at }: Settlement): ChargeRow[] => {
  const orderId = parseOrderId(record.order.id);
  invariant(orderId, 'an order row is well formed');
  return record.lines
    .filter((line) => plan.cancelled.includes(line.line_number))
    .flatMap((line) => {
      const day = localDateAt(at, line.policy_zone ?? utc);
      return creditableChargesOf(charges, orderId, line.line_number).flatMap((charge): ChargeRow[] => {
        const credit = creditForCharge(charge, 'full', day);
        const row = charges.find(({ id }) => id === charge.chargeId);
        if (!row || sumCredits([credit], credit.total.currency).total.minor === 0n) return [];
        return [
          {
            ...row,
            account_id: capture.account_id,
            id: newUuid(),
            kind: 'cancel_immediate',
            sign: -1,
            credits_charge_id: row.id,
            net_minor: credit.net.minor,
            tax_minor: credit.tax.minor,
            formula: { ...credit.formula },
            at,
          },
        ];
      });
    });
};

const ofCustomer = ({ order }: OrderRecord, entry: Omit<SystemEntry, 'customer'>): SystemEntry => ({
  ...entry,
  customer: { id: order.customer_id, name: order.customer_name },
});

const orderRecord = (before: OrderRecord, after: OrderRecord): SystemEntry =>
  ofCustomer(before, {
    action: 'update_order',
    resourceId: before.order.id,
    oldValue: orderDetails(before),
    newValue: orderDetails(after),
    details: orderDetails(after),
  });

const orderEvent = (type: 'order.completed' | 'order.cancelled', record: OrderRecord): EventEntry => ({
  type,
  aggregateType: 'order',
  aggregateId: record.order.id,
  data: { ...orderDetails(record), customerId: record.order.customer_id },
});
