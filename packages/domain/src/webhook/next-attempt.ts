/** What came of sending a message once; a status of null is an answer that never came. */
export type Attempt = {
  readonly status: number | null;
  /** The receiver's own wish, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** How often it has been sent, this time included. */
  readonly attempts: number;
  readonly most: number;
  /** 0 to 1, so that what failed together is not sent again together. */
  readonly spread: number;
};

export type NextStep =
  | { readonly kind: 'delivered' }
  /** The receiver says that it wants nothing more, ever. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'again'; readonly afterMs: number };

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** Nine waits between ten attempts: a little over three days. */
const waits = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  24 * hour,
  32 * hour,
] as const;
export const usualAttempts = waits.length + 1;
const longestWish = 24 * hour;

/** Whether, and when, a message is sent again. */
export const nextStep = ({ status, retryAfterMs, attempts, most, spread }: Attempt): NextStep => {
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  if (attempts >= most) return { kind: 'failed' };
  const usual = waits[Math.min(attempts, waits.length) - 1] ?? waits[0];
  const wish = Math.min(retryAfterMs ?? 0, longestWish);
  return { kind: 'again', afterMs: Math.max(wish, Math.round(usual * (1 + 0.2 * spread))) };
};

/** Retry-After as seconds or a date (RFC 9110). */
export const retryAfterOf = (text: string | undefined, now: number): number | null => {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * second;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(at - now, 0);
};
