import { accepted, type Decision, refused } from '../decision.ts';
import type { OrderId } from '../ids.ts';
import { invariant } from '../invariant.ts';
import type { Family } from '../market/family.ts';
import type { CurrencyCode } from '../money.ts';
import { orderStatusAfterCancel } from '../order/order.ts';
import type { RefundRefusal } from '../reservation/refund-reservation.ts';
import { type Instant, type LocalDate, localDateAt } from '../time.ts';
import { type ChargeCredit, type CreditAmounts, creditForCharge, sumCredits } from './credit.ts';
import { explainCredits } from './explain.ts';
import type { Purchase, PurchaseLine } from './purchase.ts';
import { firstReviewMatch, type ReviewRule, type ReviewRuleKind } from './review-rules.ts';
import {
  type LineCancellation,
  type OpenStanding,
  standing,
  windowDays,
  windowHours,
  windowOf,
} from './window.ts';

export type CancelQuestion = {
  readonly purchase: Purchase;
  /** Absent: every line that is not cancelled yet. */
  readonly lineNumbers?: readonly number[];
  readonly reviewRules: readonly ReviewRule[];
};

/** The end of lines and what is given back for it, whoever decided that and by which rule. */
export type PurchaseEnding = {
  readonly orderId: OrderId;
  readonly cancelledAt: Instant;
  readonly lines: readonly LineCancellationPlan[];
  readonly lineNumbers: readonly number[];
  readonly orderStatus: 'completed' | 'cancelled';
  readonly credit: CreditAmounts;
  readonly policyVersion: number;
};

/** What a cancel would do and, once applied, has done: preview and deed are this one value. */
export type CancellationPlan = PurchaseEnding & {
  /** Of the line whose window closes first. */
  readonly standing: OpenStanding;
};

export type LineCancellationPlan = CreditAmounts & {
  readonly lineNumber: number;
  /** The day in the policy's zone on which the line ends; it counts as unused. */
  readonly cancelDate: LocalDate;
  /** One a charge, also where nothing is left to give back. */
  readonly charges: readonly ChargeCredit[];
  readonly explanation: string;
};

export type CancellationRefusal =
  | ReservationCancelRefusal
  | { readonly code: 'order.line_unknown'; readonly lines: readonly number[] }
  | {
      readonly code: 'order.already_cancelled';
      readonly lines: readonly number[];
      readonly policyVersion?: number;
    }
  | {
      readonly code: 'order.not_cancellable';
      readonly lines: readonly number[];
      readonly families: readonly Family[];
      readonly policyVersion?: number;
    }
  | ({
      readonly code: 'order.window_closed';
      readonly lines: readonly number[];
      readonly policyVersion: number;
      readonly supportRequest: SupportRequestFacts;
    } & (
      | { readonly closedOn: LocalDate; readonly windowDays: number }
      | { readonly closedAt: Instant; readonly windowHours: number }
    ))
  | {
      readonly code: 'order.needs_review';
      readonly lines: readonly number[];
      readonly reviewRule: ReviewRuleKind;
      readonly reviewRuleId: string;
      readonly policyVersion: number;
      readonly supportRequest: SupportRequestFacts;
    };

/** Reservations are not cancelled by a window: who may not have one refunded here asks for it (product 8). */
export type ReservationCancelRefusal = (
  | { readonly code: 'reservation.not_cancellable_here' }
  | RefundRefusal
) & {
  readonly lines: readonly number[];
  readonly supportRequest: SupportRequestFacts;
};

/** What a support request form is filled in with when it is opened from a refused cancel. */
export type SupportRequestFacts = { readonly orderId: OrderId; readonly lines: readonly number[] };

export type CancellableLine = PurchaseLine & { readonly cancellation: LineCancellation };

/**
 * Decides a cancel in the fixed order of product 6: already cancelled, not this kind of product, window passed,
 * needs review, eligible. All named (or all open) lines are cancelled, or none is.
 */
export function cancelPurchase(
  question: CancelQuestion,
  now: Instant,
): Decision<CancellationPlan, CancellationRefusal> {
  const { purchase, lineNumbers, reviewRules } = question;
  const unknown = (lineNumbers ?? []).filter((n) => !purchase.lines.some((line) => line.lineNumber === n));
  if (unknown.length > 0 || lineNumbers?.length === 0) {
    return refused({ code: 'order.line_unknown', lines: unknown });
  }

  const named = purchase.lines.filter((line) => lineNumbers?.includes(line.lineNumber) ?? true);
  const open = named.filter((line) => line.status !== 'cancelled');
  if (open.length === 0) {
    return refused({ code: 'order.already_cancelled', lines: numbersOf(named), ...policyVersionOf(named) });
  }
  const lines = open.filter(isCancellable);
  if (lines.length < open.length) return refused(notCancellable(open));

  const closed = lines.filter((line) => now > line.cancellation.cancellableUntil);
  if (closed.length > 0) return refused(windowClosed(purchase, closed));

  const review = firstReviewMatch(reviewRules, purchase, lines);
  if (review) {
    const held = numbersOf(review.lines);
    return refused({
      code: 'order.needs_review',
      lines: held,
      reviewRule: review.rule.kind,
      reviewRuleId: review.rule.id,
      policyVersion: earliest(lines).cancellation.policyVersion,
      supportRequest: { orderId: purchase.orderId, lines: held },
    });
  }
  return accepted(planOf(purchase, lines, now));
}

function planOf(purchase: Purchase, lines: readonly CancellableLine[], now: Instant): CancellationPlan {
  const first = standing(windowOf(earliest(lines).cancellation), now);
  invariant(first.status === 'open', 'a plan is made only inside the window');
  return { ...endingOf(purchase, lines, now), standing: first };
}

/** Ends lines as their policy gives back, also outside the window: whoever asks has decided that they end. */
export function endingOf(
  purchase: Purchase,
  lines: readonly CancellableLine[],
  now: Instant,
): PurchaseEnding {
  // What was charged is given back, which is in another currency than the order's where the account is billed in one.
  const charged = lines.flatMap(({ charges }) => charges)[0];
  const currency = charged?.net.currency ?? purchase.total.currency;
  const plans = lines.map((line) => linePlan(line, currency, now));
  const lineNumbers = numbersOf(lines);
  const statuses = purchase.lines.map(({ lineNumber, status }) =>
    lineNumbers.includes(lineNumber) ? 'cancelled' : status,
  );
  return {
    orderId: purchase.orderId,
    cancelledAt: now,
    lines: plans,
    lineNumbers,
    orderStatus: orderStatusAfterCancel(statuses),
    credit: sumCredits(plans, currency),
    policyVersion: earliest(lines).cancellation.policyVersion,
  };
}

function linePlan(line: CancellableLine, currency: CurrencyCode, now: Instant): LineCancellationPlan {
  const { zone, creditRule } = line.cancellation;
  const cancelDate = localDateAt(now, zone);
  const charges = line.charges.map((charge) => creditForCharge(charge, creditRule, cancelDate));
  return {
    lineNumber: line.lineNumber,
    cancelDate,
    charges,
    ...sumCredits(charges, currency),
    explanation: explainCredits(charges.map(({ formula }) => formula)),
  };
}

function notCancellable(open: readonly PurchaseLine[]): CancellationRefusal {
  const never = open.filter((line) => !isCancellable(line));
  return {
    code: 'order.not_cancellable',
    lines: numbersOf(never),
    families: [...new Set(never.map(({ family }) => family))],
    ...policyVersionOf(never),
  };
}

function windowClosed(purchase: Purchase, closed: readonly CancellableLine[]): CancellationRefusal {
  const first = earliest(closed);
  const window = windowOf(first.cancellation);
  const lines = numbersOf(closed);
  const facts = {
    code: 'order.window_closed',
    lines,
    policyVersion: window.policyVersion,
    supportRequest: { orderId: purchase.orderId, lines },
  } as const;
  if (window.kind === 'exact') {
    return { ...facts, closedAt: window.closedAt, windowHours: windowHours(window, purchase.purchasedAt) };
  }
  return { ...facts, closedOn: window.closedOn, windowDays: windowDays(window, purchase.purchasedAt) };
}

export function isCancellable(line: PurchaseLine): line is CancellableLine {
  return line.cancellation !== null && line.family !== 'software_plan' && line.family !== 'reservation';
}

function earliest(lines: readonly CancellableLine[]): CancellableLine {
  return lines.reduce((first, line) =>
    line.cancellation.cancellableUntil < first.cancellation.cancellableUntil ? line : first,
  );
}

function numbersOf(lines: readonly PurchaseLine[]): number[] {
  return lines.map(({ lineNumber }) => lineNumber);
}

function policyVersionOf(lines: readonly PurchaseLine[]): { policyVersion?: number } {
  const known = lines.find(({ cancellation }) => cancellation !== null)?.cancellation;
  return known ? { policyVersion: known.policyVersion } : {};
}
