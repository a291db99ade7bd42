import type { cancellationTerms } from '@kontor/contract/shapes';
import { resolveWindow } from '@kontor/domain/cancellation/window';
import { formatInstant, type Instant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { NamedOffer } from './assemble-offers.ts';

/** The last day to cancel, were the offer bought now. */
export const cancellationTermsOf = (
  offer: NamedOffer | undefined,
  now: Instant,
): z.infer<typeof cancellationTerms> => {
  const window = offer?.policy && offer.family !== 'software_plan' ? resolveWindow(offer.policy, now) : null;
  if (!offer?.policy || !window) return { cancellable: false };
  return {
    cancellable: true,
    ...(offer.policy.window === null ? {} : { window: offer.policy.window }),
    credit: offer.policy.credit,
    cancellableUntil: formatInstant(window.cancellableUntil),
    ...(window.kind === 'calendar' ? { closedOn: window.closedOn } : {}),
    policyVersion: String(offer.policy.version),
  };
};
