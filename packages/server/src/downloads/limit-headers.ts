import type { Allowance } from '../platform/limit-requests.ts';

/** Why a download has to wait, and for how long. */
export type LimitRefusal = {
  readonly code: 'downloads.too_many';
  readonly of: 'link' | 'partner' | 'server';
  readonly retryAfterSeconds: number;
};

type Named = {
  readonly name: 'link' | 'partner';
  readonly perMinute: number;
  readonly allowance: Allowance;
};

/** `RateLimit` and `RateLimit-Policy` as the IETF's httpapi group drafts them. */
export const rateLimitHeaders = (limits: readonly Named[]): Readonly<Record<string, string>> => ({
  'ratelimit-policy': limits.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=60`).join(', '),
  ratelimit: limits
    .map(({ name, allowance }) => `"${name}";r=${allowance.remaining};t=${allowance.resetSeconds}`)
    .join(', '),
});
