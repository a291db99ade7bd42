import { accepted, type Decision, refused } from '../decision.ts';
import { type Instant, instant } from '../time.ts';
import { type DownloadQuestion, type DownloadRefusal, download } from './download.ts';
import { type EntitlementState, statusAt } from './entitlement.ts';
import type { Artifact } from './fulfilment.ts';

/** A link lives 1 hour to 30 days, 7 days unless it is said, by the account's clock (product 5). */
export const linkLifetimeSeconds = { minimum: 3_600, default: 7 * 86_400, maximum: 30 * 86_400 } as const;

export const linkStatuses = ['live', 'expired', 'revoked'] as const;
export type LinkStatus = (typeof linkStatuses)[number];

export type LinkPlan = { readonly artifact: Artifact; readonly expiresAt: Instant };

export type LinkExpiryRefusal = {
  readonly code: 'link.expiry_out_of_range';
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
};

export type LinkState = {
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  readonly entitlement: EntitlementState;
};

/** Why a copied link no longer gives the file. */
export type LinkRefusal =
  | { readonly code: 'link.revoked'; readonly because: 'revoked' | 'cancelled' | 'suspended' }
  | { readonly code: 'link.expired'; readonly expiredAt: Instant };

/** Decides whether a link may be given out at an instant, and until when it works. */
export function createLink(
  question: DownloadQuestion & { readonly expiresInSeconds?: number },
  now: Instant,
): Decision<LinkPlan, DownloadRefusal | LinkExpiryRefusal> {
  const { minimum: minimumSeconds, maximum: maximumSeconds, default: usual } = linkLifetimeSeconds;
  const seconds = question.expiresInSeconds ?? usual;
  if (!Number.isSafeInteger(seconds) || seconds < minimumSeconds || seconds > maximumSeconds) {
    return refused({ code: 'link.expiry_out_of_range', minimumSeconds, maximumSeconds });
  }
  const allowed = download(question, now);
  if (!allowed.accepted) return allowed;
  return accepted({ artifact: allowed.value, expiresAt: instant(now + seconds * 1000) });
}

/** Decides one use of a link; asked anew at every request, so that a cancel kills links already copied. */
export function followLink(link: LinkState, now: Instant): Decision<void, LinkRefusal> {
  if (link.revokedAt !== null) return refused({ code: 'link.revoked', because: 'revoked' });
  const status = statusAt(link.entitlement, now);
  if (status === 'cancelled') return refused({ code: 'link.revoked', because: 'cancelled' });
  const expiredAt = endOf(link);
  if (now >= expiredAt || status === 'expired') return refused({ code: 'link.expired', expiredAt });
  if (status !== 'active') return refused({ code: 'link.revoked', because: 'suspended' });
  return accepted(undefined);
}

export function linkStatusAt(link: LinkState, now: Instant): LinkStatus {
  const use = followLink(link, now);
  if (use.accepted) return 'live';
  return use.refusal.code === 'link.expired' ? 'expired' : 'revoked';
}

function endOf({ expiresAt, entitlement }: LinkState): Instant {
  const ends = entitlement.expiresAt;
  return ends !== null && ends < expiresAt ? ends : expiresAt;
}
