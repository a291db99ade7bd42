import { accepted, type Decision, refused } from '../decision.ts';
import type { Instant } from '../time.ts';
import { type IssuePlan, type IssueRefusal, issueLicence, type LicenceQuestion } from './issue-licence.ts';

export type ActivationQuestion = LicenceQuestion & {
  readonly quantity: number;
  /** Activations that hold now, by the hash of their device. */
  readonly active: readonly { readonly id: string; readonly device: string }[];
  /** The hash of the device that asks. */
  readonly device: string;
};

export type ActivationPlan = IssuePlan & {
  /** The activation that this device has already; it takes no further place. */
  readonly again: string | undefined;
  readonly limit: number;
};

export type ActivationRefusal =
  | IssueRefusal
  | { readonly code: 'licence.activation_limit'; readonly limit: number; readonly used: number };

/** So many devices may be active at once. */
export function activationLimit(quantity: number, activationsPerUnit: number): number {
  return quantity * activationsPerUnit;
}

/** Decides whether a device may be activated at an instant. */
export function activateDevice(
  question: ActivationQuestion,
  now: Instant,
): Decision<ActivationPlan, ActivationRefusal> {
  const issued = issueLicence(question, now);
  if (!issued.accepted) return issued;
  const limit = activationLimit(question.quantity, question.offer?.activationsPerUnit ?? 0);
  const again = question.active.find(({ device }) => device === question.device)?.id;
  const used = question.active.length;
  if (again === undefined && used >= limit) return refused({ code: 'licence.activation_limit', limit, used });
  return accepted({ ...issued.value, again, limit });
}
