import type { AccessRefusal } from '../access/authorize.ts';
import type { CancellationPlan, CancellationRefusal } from '../cancellation/cancel-purchase.ts';
import type { Decision } from '../decision.ts';
import { type CancelAction, cancelAction } from '../entitlement/software-actions.ts';
import {
  endedRefusal,
  inactiveRefusal,
  type Subscription,
  type SubscriptionRefusal,
} from './subscription.ts';

type ActionRefusal = SubscriptionRefusal | { readonly code: 'subscription.provisioning' };
export type SubscriptionAction =
  | { readonly allowed: true }
  | ({ readonly allowed: false } & (ActionRefusal | AccessRefusal));

/** What may be done with a subscription, or the one reason why not, with its facts. */
export type SubscriptionActions = {
  readonly changeQuantity: SubscriptionAction;
  readonly setAutoRenew: SubscriptionAction;
  readonly suspend: SubscriptionAction;
  readonly reactivate: SubscriptionAction;
  readonly schedule: SubscriptionAction;
  readonly cancel: CancelAction;
};

type Access = Decision<void, AccessRefusal>;

export type SubscriptionActionsQuestion = {
  readonly subscription: Pick<Subscription, 'status' | 'provisioning'>;
  readonly access: { readonly change: Access; readonly cancel: Access };
  /** The decision on the open lines of the running term; of several orders the one that closes first. */
  readonly cancellation: Decision<CancellationPlan, CancellationRefusal>;
};

/** What nobody may do is said before what this person may not do: no role would help there. */
export function subscriptionActions(question: SubscriptionActionsQuestion): SubscriptionActions {
  const { subscription, access, cancellation } = question;
  const { status, provisioning } = subscription;
  const ended = endedRefusal(subscription);
  const inactive = inactiveRefusal(subscription);
  const noKeyYet = provisioning ? ({ code: 'subscription.provisioning' } as const) : undefined;
  const notSuspended =
    status === 'suspended' ? undefined : ({ code: 'subscription.not_active', state: status } as const);
  return {
    changeQuantity: actionOf(inactive, access.change),
    setAutoRenew: actionOf(ended, access.change),
    suspend: actionOf(inactive ?? noKeyYet, access.change),
    reactivate: actionOf(ended ?? notSuspended, access.change),
    schedule: actionOf(ended, access.change),
    cancel: cancelAction(cancellation, access.cancel),
  };
}

function actionOf(reason: ActionRefusal | undefined, access: Access): SubscriptionAction {
  if (reason) return { allowed: false, ...reason };
  return access.accepted ? { allowed: true } : { allowed: false, ...access.refusal };
}
