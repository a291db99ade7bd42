import { accepted, type Decision } from '../decision.ts';
import { invariant } from '../invariant.ts';
import type { Instant } from '../time.ts';
import {
  type CancellationPlan,
  type CancellationRefusal,
  type CancelQuestion,
  cancelPurchase,
} from './cancel-purchase.ts';

/**
 * Decides the cancel of a subscription: every open line of its running term, which may stand on several orders where
 * quantity was added; all of them are cancelled, or none is. One question an order, with the lines it is about.
 */
export function cancelSubscription(
  questions: readonly CancelQuestion[],
  now: Instant,
): Decision<readonly CancellationPlan[], CancellationRefusal> {
  const plans: CancellationPlan[] = [];
  for (const question of questions) {
    const decision = cancelPurchase(question, now);
    if (!decision.accepted) return decision;
    plans.push(decision.value);
  }
  invariant(plans.length > 0, 'a running term has a line');
  return accepted(plans);
}

/** The same decision as one verdict: where all can be cancelled, that of the window which closes first. */
export function firstToClose(
  decision: Decision<readonly CancellationPlan[], CancellationRefusal>,
): Decision<CancellationPlan, CancellationRefusal> {
  if (!decision.accepted) return decision;
  const [first, ...others] = decision.value;
  invariant(first, 'a cancel of a subscription has a plan');
  return accepted(
    others.reduce(
      (soonest, plan) =>
        plan.standing.cancellableUntil < soonest.standing.cancellableUntil ? plan : soonest,
      first,
    ),
  );
}
