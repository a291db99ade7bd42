import type { PolicyId } from '../ids.ts';
import { invariant } from '../invariant.ts';
import {
  addDuration,
  addTerm,
  daysBetween,
  endOfDay,
  type Instant,
  instant,
  type LocalDate,
  localDateAt,
  millisecondsPerHour,
  parseDuration,
  startOfDay,
  type Zone,
} from '../time.ts';
import type { CancellationPolicy, CreditRule } from './policy.ts';

/** The policy as frozen on an order line at purchase. */
export type LineCancellation = {
  readonly policyId: PolicyId;
  readonly policyVersion: number;
  readonly windowKind: 'calendar' | 'exact';
  /** The last millisecond at which a cancel is allowed. */
  readonly cancellableUntil: Instant;
  /** The local date of the last allowed day; null for windows in hours. */
  readonly closedOn: LocalDate | null;
  readonly zone: Zone;
  readonly creditRule: CreditRule;
};

type WindowBase = {
  readonly cancellableUntil: Instant;
  readonly zone: Zone;
  readonly policyId: PolicyId;
  readonly policyVersion: number;
};
export type CalendarWindow = WindowBase & { readonly kind: 'calendar'; readonly closedOn: LocalDate };
export type ExactWindow = WindowBase & { readonly kind: 'exact'; readonly closedAt: Instant };
export type Window = CalendarWindow | ExactWindow;

export type OpenStanding = { readonly status: 'open'; readonly cancellableUntil: Instant } & (
  | { readonly kind: 'calendar'; readonly daysRemaining: number }
  | { readonly kind: 'exact'; readonly hoursRemaining: number }
);
export type ClosedStanding = { readonly status: 'closed' } & (
  | { readonly kind: 'calendar'; readonly closedOn: LocalDate }
  | { readonly kind: 'exact'; readonly closedAt: Instant }
);
export type Standing = OpenStanding | ClosedStanding;

/** The window of a purchase made under a policy; null when the policy never allows a cancel. */
export function resolveWindow(policy: CancellationPolicy, purchasedAt: Instant): Window | null {
  if (policy.window === null) return null;
  const duration = parseDuration(policy.window);
  invariant(duration, `policy ${policy.id} has no readable window: ${policy.window}`);
  const { zone, id: policyId, version: policyVersion } = policy;
  if (duration.kind === 'exact') {
    const closedAt = addDuration(purchasedAt, duration, zone);
    return {
      kind: 'exact',
      cancellableUntil: instant(closedAt - 1),
      closedAt,
      zone,
      policyId,
      policyVersion,
    };
  }
  const cancellableUntil = endOfDay(addTerm(localDateAt(purchasedAt, zone), policy.window), zone);
  // Read back from the instant, because the day arrived at may be one that the zone skipped.
  const closedOn = localDateAt(cancellableUntil, zone);
  return { kind: 'calendar', cancellableUntil, closedOn, zone, policyId, policyVersion };
}

/**
 * What the order line keeps of its policy; null when it can never be cancelled. A window never outlives the term
 * (`termEndsOn` is the first day after it): of what has run out nothing is left to give back.
 */
export function freezeCancellation(
  policy: CancellationPolicy,
  purchasedAt: Instant,
  termEndsOn: LocalDate | null = null,
): LineCancellation | null {
  const resolved = resolveWindow(policy, purchasedAt);
  if (!resolved) return null;
  const window = termEndsOn === null ? resolved : withinTerm(resolved, termEndsOn);
  return {
    policyId: window.policyId,
    policyVersion: window.policyVersion,
    windowKind: window.kind,
    cancellableUntil: window.cancellableUntil,
    closedOn: window.kind === 'calendar' ? window.closedOn : null,
    zone: window.zone,
    creditRule: policy.credit,
  };
}

function withinTerm(window: Window, termEndsOn: LocalDate): Window {
  const termEnd = startOfDay(termEndsOn, window.zone);
  const cancellableUntil = instant(termEnd - 1);
  if (window.cancellableUntil <= cancellableUntil) return window;
  if (window.kind === 'exact') return { ...window, cancellableUntil, closedAt: termEnd };
  return { ...window, cancellableUntil, closedOn: localDateAt(cancellableUntil, window.zone) };
}

/**
 * The line's window under a later policy that extends purchases already made: never shorter than before, never
 * longer than the line's term, and with the credit rule and the zone that were agreed at purchase.
 */
export function extendCancellation(
  current: LineCancellation,
  policy: CancellationPolicy,
  purchasedAt: Instant,
  termEndsOn: LocalDate | null = null,
): LineCancellation {
  if (!policy.extendsExisting) return current;
  const frozen = freezeCancellation(
    { ...policy, zone: current.zone, credit: current.creditRule },
    purchasedAt,
    termEndsOn,
  );
  return frozen && frozen.cancellableUntil > current.cancellableUntil ? frozen : current;
}

export function windowOf(line: LineCancellation): Window {
  const { cancellableUntil, zone, policyId, policyVersion } = line;
  const base = { cancellableUntil, zone, policyId, policyVersion };
  if (line.windowKind === 'exact') return { kind: 'exact', closedAt: instant(cancellableUntil + 1), ...base };
  return { kind: 'calendar', closedOn: line.closedOn ?? localDateAt(cancellableUntil, zone), ...base };
}

/** Whether the window is open, with whole days or whole hours (rounded down) that remain. */
export function standing(window: Window, now: Instant): Standing {
  const { cancellableUntil } = window;
  if (window.kind === 'exact') {
    if (now > cancellableUntil) return { status: 'closed', kind: 'exact', closedAt: window.closedAt };
    const hoursRemaining = Math.floor((window.closedAt - now) / millisecondsPerHour);
    return { status: 'open', kind: 'exact', cancellableUntil, hoursRemaining };
  }
  if (now > cancellableUntil) return { status: 'closed', kind: 'calendar', closedOn: window.closedOn };
  const daysRemaining = daysBetween(localDateAt(now, window.zone), window.closedOn);
  return { status: 'open', kind: 'calendar', cancellableUntil, daysRemaining };
}

/** The window's length in whole days, for the sentence that it has passed. */
export function windowDays(window: CalendarWindow, purchasedAt: Instant): number {
  return daysBetween(localDateAt(purchasedAt, window.zone), window.closedOn);
}

/** The window's length in whole hours. */
export function windowHours(window: ExactWindow, purchasedAt: Instant): number {
  return Math.floor((window.closedAt - purchasedAt) / millisecondsPerHour);
}
