import { accepted, type Decision, refused } from '../decision.ts';
import { type Instant, instant, millisecondsPerDay } from '../time.ts';
import { type EntitlementRefusal, type EntitlementState, inactiveRefusal } from './entitlement.ts';

/** Why a key is replaced. A list and no free text: whoever types one here may type the key. */
export const replacementReasons = ['does_not_activate', 'already_used', 'leaked', 'other'] as const;
export type ReplacementReason = (typeof replacementReasons)[number];

export type ReplacementQuestion<K> = {
  readonly entitlement: EntitlementState;
  /** The key at the position that was named, unless it was revoked. */
  readonly key: K | undefined;
  /** When the partner's own replacements of the last year were made, in any order. */
  readonly replacedAt: readonly Instant[];
  /** How many a partner may ask for in a year; null for the operator, who is not limited. */
  readonly mostAYear: number | null;
};

export type ReplacementRefusal =
  | EntitlementRefusal
  | { readonly code: 'key.not_found' }
  | { readonly code: 'key.not_shown' }
  | { readonly code: 'key.replacements_used_up'; readonly limit: number; readonly nextAt: Instant | null };

const yearMs = 365 * millisecondsPerDay;

/** The first instant that counts as the last year at an instant. */
export function yearBefore(now: Instant): Instant {
  return instant(now - yearMs);
}

/** Decides whether the key gives way to a new one now. */
export function replaceKey<K extends { readonly shown: boolean }>(
  { entitlement, key, replacedAt, mostAYear }: ReplacementQuestion<K>,
  now: Instant,
): Decision<K, ReplacementRefusal> {
  const inactive = inactiveRefusal(entitlement, now);
  if (inactive) return refused(inactive);
  if (key === undefined) return refused({ code: 'key.not_found' });
  // Nobody can know that it is bad; and a request that is sent twice takes one key.
  if (mostAYear !== null && !key.shown) return refused({ code: 'key.not_shown' });
  const counted = replacedAt.filter((at) => at > yearBefore(now)).sort((a, b) => a - b);
  if (mostAYear !== null && counted.length >= mostAYear) {
    const freed = counted[counted.length - mostAYear];
    const nextAt = mostAYear === 0 || freed === undefined ? null : instant(freed + yearMs);
    return refused({ code: 'key.replacements_used_up', limit: mostAYear, nextAt });
  }
  return accepted(key);
}
