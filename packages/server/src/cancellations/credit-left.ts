import { uncredited } from '@kontor/domain/cancellation/credit';
import { accepted, refused } from '@kontor/domain/decision';
import { type OrderId, parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Money, parseCurrency, sum } from '@kontor/domain/money';
import { type ChargeRow, readCharges } from '../orders/purchase-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type CreditLineRow, readCreditLines } from './goodwill-store.ts';
import { creditableChargesOf } from './purchase-of.ts';

export type CreditLeft = {
  readonly first: CreditLineRow;
  readonly lines: readonly { readonly row: CreditLineRow; readonly left: Money }[];
};

/** What of each line of a partner's order is charged and not given back yet. */
export const readCreditLeft = async (
  ctx: RequestContext,
  of: { readonly partnerId: string; readonly orderId: OrderId },
) => {
  const read = await readAs(ctx, 'credits.give', undefined, []);
  if (!read.accepted) return read;
  const partnerId = parseAccountId(of.partnerId);
  if (!partnerId) return refused({ code: 'order.not_found' });
  const [rows, charges] = await readBatch(ctx.pools.system, noTenant, [
    readCreditLines(partnerId, of.orderId),
    readCharges(partnerId, of.orderId),
  ]);
  const [first] = rows;
  if (!first) return refused({ code: 'order.not_found' });
  const lines = rows.map((row) => ({ row, left: leftOf(row, charges) }));
  return accepted<CreditLeft>({ first, lines });
};

const leftOf = (row: CreditLineRow, charges: readonly ChargeRow[]): Money => {
  const creditable = creditableChargesOf(charges, row.order_id, row.line_number);
  // The charges of a line share one currency, which need not be the price's.
  const currency = creditable[0]?.net.currency ?? parseCurrency(row.currency);
  invariant(currency, 'an order line is well formed');
  return sum(creditable.map(uncredited), currency);
};
