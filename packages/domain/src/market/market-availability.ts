import type { Instant } from '../time.ts';
import type { Family } from './family.ts';
import type { MarketCode } from './market.ts';

/** From an instant on, whether a family is sold in a market (product 2). */
export type MarketAvailabilityRow = {
  readonly family: Family;
  readonly market: MarketCode;
  readonly available: boolean;
  readonly effectiveFrom: Instant;
};

/** The latest row in force decides; where nothing is said the family is sold. */
export function isSoldIn(
  rows: readonly MarketAvailabilityRow[],
  question: { readonly family: Family; readonly market: MarketCode },
  at: Instant,
): boolean {
  let latest: MarketAvailabilityRow | undefined;
  for (const row of rows) {
    if (row.family !== question.family || row.market !== question.market || row.effectiveFrom > at) continue;
    if (!latest || row.effectiveFrom >= latest.effectiveFrom) latest = row;
  }
  return latest?.available ?? true;
}
