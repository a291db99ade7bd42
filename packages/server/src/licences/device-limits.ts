import type { Instant } from '@kontor/domain/time';

/** How often one subject may ask within a minute. An office shares one address, so that its limit is wider. */
export const asksPerMinute = { licence: 60, address: 300 } as const;

const windowMs = 60_000;
const mostSubjects = 50_000;

export type DeviceLimits = {
  /** Counts one ask of each; how long to wait when one of them has had its asks, otherwise undefined. */
  readonly ask: (
    asked: { readonly licence: string; readonly address: string },
    now: Instant,
  ) => { readonly retryAfterSeconds: number } | undefined;
};

type Count = { readonly from: number; asks: number };

/** Counted in this process: with several of them a device has as many times the asks. */
export const createDeviceLimits = (): DeviceLimits => {
  const counts = new Map<string, Count>();
  const countOf = (subject: string, now: Instant): Count => {
    const known = counts.get(subject);
    if (known && now < known.from + windowMs) return known;
    const fresh = { from: now, asks: 0 };
    // The oldest go first, so that made-up ids cannot fill the memory.
    if (counts.size >= mostSubjects)
      for (const [old] of [...counts].slice(0, mostSubjects / 10)) counts.delete(old);
    counts.delete(subject);
    counts.set(subject, fresh);
    return fresh;
  };
  return {
    ask: ({ licence, address }, now) => {
      const asked = [
        { count: countOf(`licence ${licence}`, now), most: asksPerMinute.licence },
        { count: countOf(`address ${address}`, now), most: asksPerMinute.address },
      ];
      for (const { count } of asked) count.asks += 1;
      const over = asked.find(({ count, most }) => count.asks > most);
      if (!over) return undefined;
      return { retryAfterSeconds: Math.max(1, Math.ceil((over.count.from + windowMs - now) / 1000)) };
    },
  };
};
