import type { AccessRefusal } from '../access/authorize.ts';
import type { CancellationPlan, CancellationRefusal } from '../cancellation/cancel-purchase.ts';
import {
  type CancellationVerdict,
  hasVerdict,
  type VerdictRefusal,
  verdictOf,
} from '../cancellation/verdict.ts';
import type { Decision } from '../decision.ts';
import { invariant } from '../invariant.ts';
import type { Instant } from '../time.ts';
import { type EntitlementRefusal, type EntitlementState, inactiveRefusal } from './entitlement.ts';
import type { Fulfilment } from './fulfilment.ts';

/** What may be done with an item of the Software page, or the one reason why not, with its facts. */
export type SoftwareActions = {
  readonly getKeys: FulfilmentAction;
  readonly download: FulfilmentAction;
  readonly cancel: CancelAction;
};

export type FulfilmentAction =
  | { readonly allowed: true }
  | ({ readonly allowed: false } & FulfilmentActionRefusal);

export type FulfilmentActionRefusal =
  | EntitlementRefusal
  | { readonly code: 'entitlement.no_key' }
  | { readonly code: 'entitlement.no_artifact' }
  | AccessRefusal;

/** Facts of the window are there for everyone who sees the item, also where the role is missing. */
export type CancelFacts = Omit<CancellationVerdict, 'code'>;
export type CancelAction =
  | ({ readonly allowed: true } & CancelFacts)
  | ({ readonly allowed: false } & CancelFacts & (VerdictRefusalCode | AccessRefusal));

type VerdictRefusalCode = { readonly code: VerdictRefusal['code'] };
type Access = Decision<void, AccessRefusal>;

export type SoftwareQuestion = {
  readonly access: { readonly keys: Access; readonly downloads: Access; readonly cancel: Access };
  readonly entitlement: EntitlementState;
  readonly fulfilments: readonly Fulfilment[];
  readonly keysEntitled: number;
  /** The decision on cancelling this line alone, which is one that its order has. */
  readonly cancellation: Decision<CancellationPlan, CancellationRefusal>;
};

/** What nobody may do is said before what this person may not do: no role would help there. */
export function softwareActions(question: SoftwareQuestion, now: Instant): SoftwareActions {
  const { access, entitlement, fulfilments, keysEntitled, cancellation } = question;
  const inactive = inactiveRefusal(entitlement, now);
  const hasKey = keysEntitled > 0 && fulfilments.some(({ key }) => key !== null);
  const hasArtifact = fulfilments.some(({ artifact }) => artifact !== null);
  return {
    getKeys: fulfilmentAction(inactive ?? (hasKey ? undefined : { code: 'entitlement.no_key' }), access.keys),
    download: fulfilmentAction(
      inactive ?? (hasArtifact ? undefined : { code: 'entitlement.no_artifact' }),
      access.downloads,
    ),
    cancel: cancelAction(cancellation, access.cancel),
  };
}

function fulfilmentAction(state: FulfilmentActionRefusal | undefined, access: Access): FulfilmentAction {
  if (state) return { allowed: false, ...state };
  return access.accepted ? { allowed: true } : { allowed: false, ...access.refusal };
}

/** Whether what the decision is about can be cancelled, and by this person, with the facts of its window. */
export function cancelAction(
  cancellation: Decision<CancellationPlan, CancellationRefusal>,
  access: Access,
): CancelAction {
  invariant(hasVerdict(cancellation), 'only lines that their order has are asked about');
  const { code: _verdict, ...facts } = verdictOf(cancellation);
  if (!cancellation.accepted) return { allowed: false, ...facts, code: cancellation.refusal.code };
  return access.accepted ? { allowed: true, ...facts } : { allowed: false, ...facts, ...access.refusal };
}
