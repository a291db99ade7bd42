import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal, Services } from '../platform/http/context.ts';
import { addMfaCounts, addMfaGaps, type MfaCounted, type MfaGap } from './usage-store.ts';

/** Counts requests of people by whether they had a second factor. */
export type MfaCounter = {
  readonly count: (principal: Principal) => void;
  /** Writes what was counted since the last time. */
  readonly flush: () => Promise<void>;
};

type Bucket = { total: number; compliant: number };
const flushEveryMs = 60_000;

/**
 * Counted in memory and written once a minute at most, behind a request and never in its way: a process that is
 * killed loses a minute of counting and nothing else.
 */
export const openMfaCounter = ({ pools, realNow, log }: Services): MfaCounter => {
  let buckets = new Map<string, MfaCounted & Bucket>();
  let gaps = new Map<string, MfaGap>();
  let flushedAt = realNow() as number;
  const flush = async (): Promise<void> => {
    const [counts, people] = [[...buckets.values()], [...gaps.values()]];
    buckets = new Map();
    gaps = new Map();
    flushedAt = realNow();
    if (counts.length === 0) return;
    await writeBatch(pools.system, noTenant, [addMfaCounts(counts), addMfaGaps(people)]);
  };
  return {
    flush,
    count: (principal) => {
      if (principal.kind !== 'partner_user' || principal.clientId === undefined) return;
      const { accountId, clientId, userId, secondFactor } = principal;
      const now = realNow();
      const day = new Date(now).toISOString().slice(0, 10);
      const key = `${accountId} ${clientId} ${day}`;
      const bucket = buckets.get(key) ?? { accountId, clientId, day, total: 0, compliant: 0 };
      bucket.total += 1;
      bucket.compliant += secondFactor ? 1 : 0;
      buckets.set(key, bucket);
      if (!secondFactor) gaps.set(userId, { accountId, personId: userId, at: now });
      if (now - flushedAt >= flushEveryMs)
        flush().catch((error: unknown) => log.warn({ error: String(error) }, 'requests were not counted'));
    },
  };
};
