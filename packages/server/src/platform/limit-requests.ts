export type Allowance = {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until there is one more. */
  readonly resetSeconds: number;
};

export type RequestLimit = { readonly take: (subject: string) => Allowance };

const windowMs = 60_000;

/**
 * So many requests a minute of each subject: all of them at once or one after the other, coming back evenly. Kept in
 * the memory of this process (several processes allow as many times more) and no larger than a minute's subjects.
 */
export const limitRequests = (perMinute: number, now = () => performance.now()): RequestLimit => {
  const eachMs = windowMs / perMinute;
  // The instant at which a subject has all of its requests again.
  const fullAt = new Map<string, number>();
  let cleanedAt = now();
  const clean = (at: number) => {
    if (at - cleanedAt < windowMs) return;
    cleanedAt = at;
    for (const [subject, full] of fullAt) if (full <= at) fullAt.delete(subject);
  };
  return {
    take: (subject) => {
      const at = now();
      clean(at);
      const full = Math.max(fullAt.get(subject) ?? at, at);
      const left = Math.floor((windowMs - (full - at)) / eachMs + 1e-9);
      if (left < 1) {
        const resetSeconds = Math.ceil((full + eachMs - at - windowMs) / 1_000);
        return { allowed: false, remaining: 0, resetSeconds: Math.max(resetSeconds, 1) };
      }
      fullAt.set(subject, full + eachMs);
      return { allowed: true, remaining: left - 1, resetSeconds: Math.ceil(eachMs / 1_000) };
    },
  };
};
