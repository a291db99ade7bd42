import { poolHint, rememberTake } from '../orders/pool-hints.ts';
import { realNow } from '../platform/clock.ts';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  activateWaiting,
  addFulfilledEvent,
  fulfilWaitingLine,
  lockShort,
  lockWaiting,
  readShortPurchases,
  readWaiting,
  type ShortPurchase,
  takeForWaiting,
  type WaitingLine,
} from './key-pool-store.ts';

/**
 * Gives the lines that wait for keys of this SKU what has come in, oldest first, until the stock is used up; then the
 * purchases that have fewer keys than units. Answers how many lines it fulfilled. Two at once never give a line keys
 * twice.
 */
export async function fulfilWaiting(system: Pool, productId: string, skuId: string): Promise<number> {
  const fulfilled = await fulfilLines(system, productId, skuId);
  await completeUnits(system, productId, skuId);
  return fulfilled;
}

async function fulfilLines(system: Pool, productId: string, skuId: string): Promise<number> {
  let fulfilled = 0;
  for (;;) {
    const waiting = await query(system, noTenant, readWaiting(productId, skuId, realNow()));
    const before = fulfilled;
    for (const line of waiting) {
      const outcome = await withRetries(() => fulfilOne(system, line, productId, skuId));
      if (outcome === 'no_stock') return fulfilled;
      if (outcome === 'fulfilled') fulfilled += 1;
    }
    if (fulfilled === before) return fulfilled;
  }
}

function fulfilOne(
  system: Pool,
  line: WaitingLine,
  productId: string,
  skuId: string,
): Promise<'fulfilled' | 'gone' | 'no_stock'> {
  return withTransaction(system, noTenant, async (transaction) => {
    const { rows } = await transaction.run(lockWaiting(line));
    if (rows[0]?.waits !== true) return 'gone';
    const hint = poolHint(productId, skuId, line.key_group);
    const { rows: taken } = await transaction.run(takeForWaiting(line, { productId, skuId, hint }));
    const top = taken[0]?.top ?? null;
    rememberTake(productId, skuId, line.key_group, top);
    if (top === null) return 'no_stock';
    await transaction.run(activateWaiting(line));
    await transaction.run(fulfilWaitingLine(line));
    await transaction.run(addFulfilledEvent(line, newUuid()));
    return 'fulfilled';
  });
}

/** What a pool could not give when units were added. Every group has a pool of its own, which may be short by itself. */
async function completeUnits(system: Pool, productId: string, skuId: string): Promise<void> {
  const empty = new Set<string>();
  for (;;) {
    const short = await query(system, noTenant, readShortPurchases(productId, skuId, realNow()));
    let completed = 0;
    for (const purchase of short) {
      if (empty.has(purchase.key_group)) continue;
      const outcome = await withRetries(() => completeOne(system, purchase, productId, skuId));
      if (outcome === 'no_stock') empty.add(purchase.key_group);
      else completed += 1;
    }
    if (completed === 0) return;
  }
}

function completeOne(
  system: Pool,
  purchase: ShortPurchase,
  productId: string,
  skuId: string,
): Promise<'done' | 'no_stock'> {
  return withTransaction(system, noTenant, async (transaction) => {
    const { rows } = await transaction.run(lockShort(purchase));
    const missing = rows[0]?.missing ?? 0;
    if (missing <= 0) return 'done';
    const hint = poolHint(productId, skuId, purchase.key_group);
    const wanted = { ...purchase, keys_wanted: missing };
    const { rows: taken } = await transaction.run(takeForWaiting(wanted, { productId, skuId, hint }));
    const top = taken[0]?.top ?? null;
    rememberTake(productId, skuId, purchase.key_group, top);
    return top === null ? 'no_stock' : 'done';
  });
}
