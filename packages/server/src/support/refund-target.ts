import { parseCustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { RefundQuestion } from '@kontor/domain/support/refund-decision';
import type { Instant } from '@kontor/domain/time';
import { cancelReads } from '../cancellations/cancel-purchase.ts';
import type { HeldRow, MateRow } from '../cancellations/held-store.ts';
import { purchaseOf } from '../cancellations/purchase-of.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import { ordersFrom } from '../orders/order-store.ts';
import type { ChargeRow } from '../orders/purchase-store.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import { readTermLines, type TermLineRow } from '../subscriptions/subscription-store.ts';

/** What a refund is about: an order, lines of one, or a subscription's running term on whichever orders it stands. */
export type RefundTarget = {
  readonly accountId: string;
  readonly customerId: string;
  readonly orderId: string;
  readonly lineNumbers: readonly number[] | null;
  readonly subscriptionId: string | null;
};

export type TargetReader = { readonly pool: Pool; readonly scope: Scope; readonly now: Instant };

export type FoundTarget = {
  readonly records: readonly OrderRecord[];
  readonly charges: readonly ChargeRow[];
  readonly held: readonly HeldRow[];
  readonly mates: readonly MateRow[];
  readonly questions: readonly RefundQuestion[];
};

/** @throws VersionChanged, for withRetries, where units were added between the two reads */
export const readTarget = async (
  { pool, scope }: TargetReader,
  target: RefundTarget,
): Promise<FoundTarget> => {
  const { accountId, customerId, subscriptionId } = target;
  const isTerm = subscriptionId !== null && target.lineNumbers === null;
  const term = isTerm ? await query(pool, scope, readTermLines(accountId, customerId, [subscriptionId])) : [];
  const named = isTerm ? linesByOrder(term) : new Map([[target.orderId, target.lineNumbers]]);
  invariant(parseCustomerId(customerId), 'a customer id is well formed');
  const [orderRows, charges, held, mates] = await readBatch(
    pool,
    scope,
    cancelReads(accountId, customerId, [...named.keys()]),
  );
  const records = ordersFrom(orderRows);
  if (records.length !== named.size)
    throw new VersionChanged('order.changed', 'it changed while it was read');
  const questions = records.map((record) => {
    const lineNumbers = named.get(record.order.id);
    return { purchase: purchaseOf(record, charges, held), ...(lineNumbers ? { lineNumbers } : {}) };
  });
  return { records, charges, held, mates, questions };
};

/** The open lines of each order; where all were cancelled before, those. */
const linesByOrder = (lines: readonly TermLineRow[]): ReadonlyMap<string, number[]> => {
  const open = lines.filter(({ status }) => status !== 'cancelled');
  const asked = open.length > 0 ? open : lines;
  const byOrder = Map.groupBy(asked, (line) => line.order_id);
  return new Map([...byOrder].map(([orderId, own]) => [orderId, own.map((line) => line.line_number)]));
};
