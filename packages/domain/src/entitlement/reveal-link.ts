import { accepted, type Decision, refused } from '../decision.ts';
import { type Instant, instant } from '../time.ts';
import type { LinkExpiryRefusal } from './download-link.ts';
import { type EntitlementState, statusAt } from './entitlement.ts';

/** A link that shows a key once lives 1 hour to 7 days, 24 hours unless it is said, by the account's clock. */
export const revealLinkLifetimeSeconds = { minimum: 3_600, default: 86_400, maximum: 7 * 86_400 } as const;

export const revealLinkStatuses = ['live', 'opened', 'expired', 'revoked'] as const;
export type RevealLinkStatus = (typeof revealLinkStatuses)[number];

export type RevealLinkState = {
  readonly expiresAt: Instant;
  readonly openedAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly entitlement: EntitlementState;
};

/** Why a link no longer shows its key. */
export type RevealLinkRefusal =
  | { readonly code: 'reveal_link.opened'; readonly openedAt: Instant }
  | { readonly code: 'reveal_link.revoked'; readonly because: 'revoked' | 'cancelled' | 'suspended' }
  | { readonly code: 'reveal_link.expired'; readonly expiredAt: Instant };

/** Until when a link made now shows its key. */
export function revealLinkExpiry(
  seconds: number | undefined,
  now: Instant,
): Decision<Instant, LinkExpiryRefusal> {
  const { minimum: minimumSeconds, maximum: maximumSeconds, default: usual } = revealLinkLifetimeSeconds;
  const lives = seconds ?? usual;
  if (!Number.isSafeInteger(lives) || lives < minimumSeconds || lives > maximumSeconds)
    return refused({ code: 'link.expiry_out_of_range', minimumSeconds, maximumSeconds });
  return accepted(instant(now + lives * 1000));
}

/** Decides the one opening. That it was opened is said before anything else: somebody has seen the key. */
export function openRevealLink(link: RevealLinkState, now: Instant): Decision<void, RevealLinkRefusal> {
  if (link.openedAt !== null) return refused({ code: 'reveal_link.opened', openedAt: link.openedAt });
  if (link.revokedAt !== null) return refused({ code: 'reveal_link.revoked', because: 'revoked' });
  const status = statusAt(link.entitlement, now);
  if (status === 'cancelled') return refused({ code: 'reveal_link.revoked', because: 'cancelled' });
  const ends = link.entitlement.expiresAt;
  const expiredAt = ends !== null && ends < link.expiresAt ? ends : link.expiresAt;
  if (now >= expiredAt || status === 'expired') return refused({ code: 'reveal_link.expired', expiredAt });
  if (status !== 'active') return refused({ code: 'reveal_link.revoked', because: 'suspended' });
  return accepted(undefined);
}

export function revealLinkStatusAt(link: RevealLinkState, now: Instant): RevealLinkStatus {
  const use = openRevealLink(link, now);
  if (use.accepted) return 'live';
  switch (use.refusal.code) {
    case 'reveal_link.opened':
      return 'opened';
    case 'reveal_link.expired':
      return 'expired';
    case 'reveal_link.revoked':
      return 'revoked';
  }
}
