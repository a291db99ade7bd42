import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { readCrossings, recoverPool, reportLow } from './low-stock-store.ts';

/**
 * Looks which pools have fallen below their threshold or risen above it since the last look, and tells of each fall
 * once. It counts no further than the threshold, so that it costs the same with a million keys in stock.
 */
export async function noticeStock(system: Pool): Promise<void> {
  const crossings = await query(system, noTenant, readCrossings());
  const statements = crossings.map((crossing) =>
    crossing.is_low ? reportLow(crossing, newUuid()) : recoverPool(crossing),
  );
  if (statements.length > 0) await writeBatch(system, noTenant, statements);
}
