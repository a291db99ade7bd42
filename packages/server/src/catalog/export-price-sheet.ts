import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type PriceSheetListing, readChunk, readPriceSheet, readPriceSheets } from './price-sheet-store.ts';

export type PriceSheetExport = {
  readonly sheet: PriceSheetListing;
  readonly bytes: AsyncGenerator<Buffer>;
};

/** The bytes of a version exactly as they came in. A version never changes, so each piece is read by itself. */
export async function exportPriceSheet(
  system: Pool,
  version: number,
): Promise<Decision<PriceSheetExport, { readonly code: 'price_sheet.not_found' }>> {
  const [sheet] = await query(system, noTenant, readPriceSheet(version));
  if (sheet === undefined) return refused({ code: 'price_sheet.not_found' });
  return accepted({ sheet, bytes: readBytes(system, version) });
}

async function* readBytes(system: Pool, version: number): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const [chunk] = await query(system, noTenant, readChunk(version, position));
    if (chunk === undefined) return;
    yield chunk.bytes;
  }
}

/** Versions newest first; `before` continues after the last version of the page before. */
export function listPriceSheets(
  system: Pool,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<PriceSheetListing[]> {
  return query(system, noTenant, readPriceSheets(limit, before));
}
