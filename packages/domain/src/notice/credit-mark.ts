/** A credit limit is near when so many percent of it are used. */
export const creditMarkPercent = 80;

/** Whole percent of a limit that are used, cut toward zero; amounts in minor units. */
export function percentUsed(used: bigint, limit: bigint): number {
  return limit <= 0n ? 0 : Number((used * 100n) / limit);
}
