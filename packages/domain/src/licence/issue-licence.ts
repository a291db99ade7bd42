import { accepted, type Decision, refused } from '../decision.ts';
import {
  type EntitlementRefusal,
  type EntitlementState,
  inactiveRefusal,
} from '../entitlement/entitlement.ts';
import { type Instant, instant, millisecondsPerDay } from '../time.ts';

/** What the operator has set for a SKU whose licences work offline. */
export type LicenceOffer = {
  readonly activationsPerUnit: number;
  /** A file lasts so many days at most; null: to the end of the purchase. */
  readonly licenceDays: number | null;
  readonly graceDays: number;
};

export type LicenceQuestion = {
  readonly entitlement: EntitlementState;
  /** Null when the product does not ask for licence files. */
  readonly offer: LicenceOffer | null;
};

export type IssuePlan = {
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
  /** When a verifier refuses the file as expired, grace included; null when it never does. */
  readonly goneAt: Instant | null;
};

export type IssueRefusal = EntitlementRefusal | { readonly code: 'licence.not_offered' };

/** Decides whether a licence file may be signed at an instant, and how long it lasts. */
export function issueLicence(
  { entitlement, offer }: LicenceQuestion,
  now: Instant,
): Decision<IssuePlan, IssueRefusal> {
  const inactive = inactiveRefusal(entitlement, now);
  if (inactive) return refused(inactive);
  if (offer === null) return refused({ code: 'licence.not_offered' });
  const expiresAt = endOf(entitlement.expiresAt, offer.licenceDays, now);
  const goneAt = expiresAt === null ? null : instant(expiresAt + offer.graceDays * millisecondsPerDay);
  return accepted({ issuedAt: now, expiresAt, goneAt });
}

function endOf(purchaseEnds: Instant | null, days: number | null, now: Instant): Instant | null {
  if (days === null) return purchaseEnds;
  const fileEnds = instant(now + days * millisecondsPerDay);
  return purchaseEnds !== null && purchaseEnds < fileEnds ? purchaseEnds : fileEnds;
}
