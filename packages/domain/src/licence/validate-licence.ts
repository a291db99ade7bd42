import { type EntitlementState, statusAt } from '../entitlement/entitlement.ts';
import { type Instant, millisecondsPerDay } from '../time.ts';

/**
 * Why a licence is not valid when a device asks, the weightiest first:
 * `unknown` says nothing of what exists, and stands alone; then that it was taken back, that it rests, that it has
 * not begun, that it is not for what asks, and last that time has passed. `in_grace` and `renewal_due` leave it valid.
 */
export const validationReasons = [
  'unknown',
  'revoked',
  'suspended',
  'provisioning',
  'wrong_product',
  'not_activated',
  'wrong_device',
  'expired',
  'in_grace',
  'renewal_due',
] as const;
export type ValidationReason = (typeof validationReasons)[number];

const harmless: readonly ValidationReason[] = ['in_grace', 'renewal_due'];

export type ValidationQuestion = {
  readonly entitlement: EntitlementState;
  readonly graceDays: number;
  /** The licence was replaced, its device deactivated or its quantity lowered. */
  readonly revoked: boolean;
  readonly product: string;
  readonly askedProduct: string | undefined;
  /** The licence is bound to a device: whether it is active, and its hash. */
  readonly activation: { readonly active: boolean; readonly device: string } | undefined;
  readonly askedDevice: string | undefined;
  /** The end that stands in the file at hand; undefined when none was shown. */
  readonly fileExpiresAt: Instant | null | undefined;
};

export type Validation = {
  readonly valid: boolean;
  readonly code: 'valid' | ValidationReason;
  readonly reasons: readonly ValidationReason[];
};

export const unknownLicence: Validation = { valid: false, code: 'unknown', reasons: ['unknown'] };

/** Ranks what speaks against a licence at an instant. */
export function validateLicence(question: ValidationQuestion, now: Instant): Validation {
  const found = new Set(reasonsAgainst(question, now));
  const reasons = validationReasons.filter((reason) => found.has(reason));
  const [code = 'valid'] = reasons;
  return { valid: reasons.every((reason) => harmless.includes(reason)), code, reasons };
}

function* reasonsAgainst(question: ValidationQuestion, now: Instant): Generator<ValidationReason> {
  const { entitlement, activation, askedProduct, askedDevice } = question;
  if (question.revoked || entitlement.status === 'cancelled') yield 'revoked';
  if (entitlement.status === 'suspended') yield 'suspended';
  if (entitlement.status === 'provisioning') yield 'provisioning';
  if (askedProduct !== undefined && askedProduct !== question.product) yield 'wrong_product';
  if (activation && !activation.active) yield 'not_activated';
  if (activation && askedDevice !== activation.device) yield 'wrong_device';
  yield* lateness(question, now);
}

function* lateness(
  { entitlement, graceDays, fileExpiresAt }: ValidationQuestion,
  now: Instant,
): Generator<ValidationReason> {
  const { expiresAt } = entitlement;
  if (statusAt(entitlement, now) === 'expired') {
    const graceEnds = expiresAt === null ? now : expiresAt + graceDays * millisecondsPerDay;
    yield now >= graceEnds ? 'expired' : 'in_grace';
  } else if (fileExpiresAt != null && now >= fileExpiresAt) yield 'renewal_due';
}
