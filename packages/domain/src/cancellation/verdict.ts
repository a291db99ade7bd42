import type { Decision } from '../decision.ts';
import type { Instant, LocalDate } from '../time.ts';
import type { CancellationPlan, CancellationRefusal, SupportRequestFacts } from './cancel-purchase.ts';
import type { ReviewRuleKind } from './review-rules.ts';

/** The answer to "can this be cancelled" as a person sees it (product 6). */
export type CancellationVerdict = {
  readonly code: 'eligible' | 'already_cancelled' | 'not_cancellable' | 'window_closed' | 'needs_review';
  readonly lines: readonly number[];
  readonly daysRemaining?: number;
  readonly hoursRemaining?: number;
  readonly cancellableUntil?: Instant;
  readonly closedOn?: LocalDate;
  readonly closedAt?: Instant;
  readonly reviewRule?: ReviewRuleKind;
  readonly policyVersion?: number;
  /** Present exactly where the person is to be led to the support request form. */
  readonly supportRequest?: SupportRequestFacts;
};

export type VerdictRefusal = Exclude<CancellationRefusal, { code: 'order.line_unknown' }>;

/** Naming a line that the order does not have is a mistake of the caller and has no verdict. */
export function hasVerdict(
  decision: Decision<CancellationPlan, CancellationRefusal>,
): decision is Decision<CancellationPlan, VerdictRefusal> {
  return decision.accepted || decision.refusal.code !== 'order.line_unknown';
}

export function verdictOf(decision: Decision<CancellationPlan, VerdictRefusal>): CancellationVerdict {
  return decision.accepted ? eligible(decision.value) : refusedVerdict(decision.refusal);
}

function eligible(plan: CancellationPlan): CancellationVerdict {
  const { standing, policyVersion, lineNumbers: lines } = plan;
  const remaining =
    standing.kind === 'calendar'
      ? { daysRemaining: standing.daysRemaining }
      : { hoursRemaining: standing.hoursRemaining };
  return {
    code: 'eligible',
    lines,
    ...remaining,
    cancellableUntil: standing.cancellableUntil,
    policyVersion,
  };
}

function refusedVerdict(refusal: VerdictRefusal): CancellationVerdict {
  switch (refusal.code) {
    case 'order.already_cancelled':
      return { code: 'already_cancelled', lines: refusal.lines, policyVersion: refusal.policyVersion };
    case 'order.not_cancellable':
      return { code: 'not_cancellable', lines: refusal.lines, policyVersion: refusal.policyVersion };
    case 'reservation.not_cancellable_here':
    case 'reservation.not_active':
    case 'reservation.cap_exceeded':
    case 'reservation.cap_rate_missing': {
      const { lines, supportRequest } = refusal;
      return { code: 'not_cancellable', lines, supportRequest };
    }
    case 'order.window_closed': {
      const { lines, policyVersion, supportRequest } = refusal;
      const closing = 'closedOn' in refusal ? { closedOn: refusal.closedOn } : { closedAt: refusal.closedAt };
      return { code: 'window_closed', lines, ...closing, policyVersion, supportRequest };
    }
    case 'order.needs_review': {
      const { lines, reviewRule, policyVersion, supportRequest } = refusal;
      return { code: 'needs_review', lines, reviewRule, policyVersion, supportRequest };
    }
  }
}
