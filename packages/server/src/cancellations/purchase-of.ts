import type { CreditableCharge } from '@kontor/domain/cancellation/credit';
import type { Purchase, PurchaseLine } from '@kontor/domain/cancellation/purchase';
import type { LineCancellation } from '@kontor/domain/cancellation/window';
import { parseChargeId, parseOrderId, parsePolicyId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { add, type CurrencyCode, money, parseCurrency, subtract, sum } from '@kontor/domain/money';
import type { OrderLineRow, OrderRecord } from '../orders/order-rows.ts';
import type { ChargeRow } from '../orders/purchase-store.ts';

export type KeysShown = {
  readonly entitlement_id: string | null;
  readonly shown: number;
  readonly wanted: number;
};

/** An order's rows as the purchase that the cancel decision is about. */
export const purchaseOf = (
  { order, lines }: OrderRecord,
  charges: readonly ChargeRow[],
  keysShown: readonly KeysShown[],
): Purchase => {
  const orderId = parseOrderId(order.id);
  const currency = parseCurrency(order.currency);
  invariant(orderId && currency, 'an order row is well formed');
  return {
    orderId,
    purchasedAt: order.created_at,
    total: money(order.net_minor + order.tax_minor, currency),
    lines: lines.map((line) => purchaseLineOf(line, { orderId, charges, keysShown }, order.dispute_unpaid)),
  };
};

type LineFacts = {
  readonly orderId: string;
  readonly charges: readonly ChargeRow[];
  readonly keysShown: readonly KeysShown[];
};

const purchaseLineOf = (
  line: OrderLineRow,
  { orderId, charges, keysShown }: LineFacts,
  disputeUnpaid: boolean,
): PurchaseLine => {
  const keys = keysShown.find(
    (row) => row.entitlement_id !== null && row.entitlement_id === line.entitlement_id,
  );
  return {
    lineNumber: line.line_number,
    status: line.status,
    family: line.family,
    quantity: line.quantity,
    cancellation: lineCancellationOf(line),
    charges: creditableChargesOf(charges, orderId, line.line_number),
    keysShownDistinct: keys?.shown ?? 0,
    keysEntitled: keys?.wanted ?? 0,
    disputeUnpaid,
  };
};

/** The policy frozen on a line; null when it can never be cancelled. */
export const lineCancellationOf = (line: OrderLineRow): LineCancellation | null => {
  const policyId = line.policy_id === null ? undefined : parsePolicyId(line.policy_id);
  if (
    !policyId ||
    line.policy_version === null ||
    line.window_kind === null ||
    line.cancellable_until === null ||
    line.policy_zone === null ||
    line.credit_rule === null
  )
    return null;
  return {
    policyId,
    policyVersion: line.policy_version,
    windowKind: line.window_kind,
    cancellableUntil: line.cancellable_until,
    closedOn: line.closed_on,
    zone: line.policy_zone,
    creditRule: line.credit_rule,
  };
};

/** The charges of one line with what earlier credits gave back of each, oldest first. */
export const creditableChargesOf = (
  rows: readonly ChargeRow[],
  orderId: string,
  lineNumber: number,
): CreditableCharge[] =>
  rows
    .filter((row) => row.sign === 1 && row.order_id === orderId && row.line_number === lineNumber)
    .map((row) => creditableCharge(row, rows));

const creditableCharge = (row: ChargeRow, all: readonly ChargeRow[]): CreditableCharge => {
  const chargeId = parseChargeId(row.id);
  const currency = parseCurrency(row.currency);
  invariant(chargeId && currency, 'a charge row is well formed');
  const net = money(row.net_minor, currency);
  const tax = money(row.tax_minor, currency);
  const credits = all.filter((credit) => credit.credits_charge_id === row.id);
  return {
    chargeId,
    unitPrice: money(row.unit_minor, currency),
    quantity: row.quantity,
    net,
    tax,
    gross: add(net, tax),
    taxMode: row.tax_mode,
    taxRateBasisPoints: row.tax_rate_basis_points,
    ...(row.period_start === null ? {} : { periodStart: row.period_start }),
    ...(row.period_end === null ? {} : { periodEnd: row.period_end }),
    alreadyCredited: creditedOf(credits, currency),
  };
};

const creditedOf = (credits: readonly ChargeRow[], currency: CurrencyCode) => ({
  net: sum(
    credits.map((credit) => money(credit.net_minor, currency)),
    currency,
  ),
  tax: sum(
    credits.map((credit) => money(credit.tax_minor, currency)),
    currency,
  ),
});

/** What a charge list still comes to: charges less credits. */
export const keptOf = (charges: readonly ChargeRow[], currency: CurrencyCode) => {
  const total = (sign: 1 | -1) =>
    sum(
      charges.filter((row) => row.sign === sign).map((row) => money(row.net_minor + row.tax_minor, currency)),
      currency,
    );
  return subtract(total(1), total(-1));
};
