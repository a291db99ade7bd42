import type { ThrottledKind } from '@kontor/wire/operation';
import { query } from '../platform/db/batch.ts';
import type { Pools } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Allowance, limitRequests, type RequestLimit } from '../platform/limit-requests.ts';
import { listWireRates } from './throttle-store.ts';

/** Undefined where no rate is set for the account. */
export type Throttle = (accountId: string, kind: ThrottledKind) => Promise<Allowance | undefined>;

const freshForMs = 10_000;

/**
 * The wire's own limits (reference 0.8): so many calls a minute of each kind and tenant, in the memory of this
 * process. Rates of accounts are read again every ten seconds; where nobody set one, nothing is counted.
 */
export const openThrottle = (
  pools: Pools,
  usualPerMinute: number | undefined,
  now: () => number = () => performance.now(),
): Throttle => {
  const limits = new Map<number, RequestLimit>();
  let rates: ReadonlyMap<string, number> = new Map();
  let reading: Promise<void> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    const rows = await query(pools.system, noTenant, listWireRates());
    rates = new Map(rows.map((row) => [row.id, row.per_minute]));
    readAt = now();
  };
  const limitOf = (perMinute: number): RequestLimit => {
    const known = limits.get(perMinute);
    if (known) return known;
    const made = limitRequests(perMinute, now);
    limits.set(perMinute, made);
    return made;
  };
  return async (accountId, kind) => {
    if (now() - readAt >= freshForMs) {
      reading ??= refresh().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    const perMinute = rates.get(accountId) ?? usualPerMinute;
    return perMinute === undefined ? undefined : limitOf(perMinute).take(`${accountId} ${kind}`);
  };
};
