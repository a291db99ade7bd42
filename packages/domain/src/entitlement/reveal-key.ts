import type { KeyFormat } from '../catalog/key-format.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import type { Instant } from '../time.ts';
import { type EntitlementRefusal, type EntitlementState, inactiveRefusal } from './entitlement.ts';
import {
  type Fulfilment,
  type FulfilmentChoice,
  type FulfilmentUnknown,
  findFulfilment,
} from './fulfilment.ts';

export type RevealQuestion = {
  readonly entitlement: EntitlementState;
  readonly fulfilments: readonly Fulfilment[];
  readonly choice: FulfilmentChoice;
  /** Keys that a purchase gets of each key group. */
  readonly keysEntitled: number;
  /** How many of each key group the entitlement holds already. */
  readonly assigned: readonly { readonly keyGroup: string; readonly count: number }[];
};

/** The same fulfilment shows the same keys for ever; a group seen for the first time is taken under the same lock. */
export type RevealPlan = {
  readonly keyGroup: string;
  readonly keyFormat: KeyFormat;
  /** Keys of the group to take now, before showing; 0 when all are held already. */
  readonly keysToTake: number;
};

export type RevealRefusal = EntitlementRefusal | { readonly code: 'entitlement.no_key' } | FulfilmentUnknown;

/** Decides whether the keys of a fulfilment may be shown at an instant, and which. */
export function revealKey(question: RevealQuestion, now: Instant): Decision<RevealPlan, RevealRefusal> {
  const { entitlement, fulfilments, choice, keysEntitled, assigned } = question;
  const inactive = inactiveRefusal(entitlement, now);
  if (inactive) return refused(inactive);
  const fulfilment = findFulfilment(fulfilments, choice);
  if (!fulfilment) return refused({ code: 'entitlement.fulfilment_unknown', choice });
  if (!fulfilment.key || keysEntitled === 0) return refused({ code: 'entitlement.no_key' });
  const { group, format } = fulfilment.key;
  const held = assigned.find(({ keyGroup }) => keyGroup === group)?.count ?? 0;
  return accepted({ keyGroup: group, keyFormat: format, keysToTake: Math.max(keysEntitled - held, 0) });
}
