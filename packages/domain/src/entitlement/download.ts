import { accepted, type Decision, refused } from '../decision.ts';
import { type Instant, instant } from '../time.ts';
import { type EntitlementRefusal, type EntitlementState, inactiveRefusal } from './entitlement.ts';
import {
  type Artifact,
  type Fulfilment,
  type FulfilmentChoice,
  type FulfilmentUnknown,
  findFulfilment,
} from './fulfilment.ts';

export type DownloadQuestion = {
  readonly entitlement: EntitlementState;
  readonly fulfilments: readonly Fulfilment[];
  readonly choice: FulfilmentChoice;
};

export type DownloadRefusal =
  | EntitlementRefusal
  | { readonly code: 'entitlement.no_artifact' }
  | FulfilmentUnknown;

/** A download of a person's own session has this long to begin. */
export const sessionDownloadSeconds = 5 * 60;

/** Decides whether a fulfilment may be downloaded at an instant. */
export function download(question: DownloadQuestion, now: Instant): Decision<Artifact, DownloadRefusal> {
  const { entitlement, fulfilments, choice } = question;
  const inactive = inactiveRefusal(entitlement, now);
  if (inactive) return refused(inactive);
  const fulfilment = findFulfilment(fulfilments, choice);
  if (!fulfilment) return refused({ code: 'entitlement.fulfilment_unknown', choice });
  if (!fulfilment.artifact) return refused({ code: 'entitlement.no_artifact' });
  return accepted(fulfilment.artifact);
}

/** A session's download begins within five minutes, by the account's clock. */
export function sessionDownloadExpiry(now: Instant): Instant {
  return instant(now + sessionDownloadSeconds * 1000);
}
