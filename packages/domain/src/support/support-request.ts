import { type Actor, authorize } from '../access/authorize.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { type Instant, millisecondsPerDay } from '../time.ts';
import {
  type SupportMove,
  type SupportOutcome,
  type SupportSide,
  type SupportStatus,
  statusAfter,
} from './support-status.ts';
import { pauseClock, resumeClock, stopClock, type TargetClock } from './target-clock.ts';

/** A request as far as what may be done with it depends on it. */
export type SupportState = {
  readonly status: SupportStatus;
  readonly closedAt?: Instant;
  readonly outcome?: SupportOutcome;
  readonly clock: TargetClock;
};

export type SupportRefusal =
  | { readonly code: 'support.closed' }
  | { readonly code: 'support.not_closed' }
  | { readonly code: 'support.already_decided'; readonly outcome: SupportOutcome };

/** How long after its end a request can be gone on with. */
export const reopenableDays = 30;

export function sideOf(actor: Actor): SupportSide {
  return actor.kind === 'operator' ? 'operator' : 'partner';
}

/** Everyone sees their own; Admin agents and Global administrators all of the partner's; the operator all (product 1). */
export function maySeeRequest(actor: Actor, request: { readonly authorId: string }): boolean {
  return actor.userId === request.authorId || authorize(actor, 'support.read_all').accepted;
}

/**
 * What a request is after an act, or why the act is not possible. `refund` and `decline` end it, once: of two
 * decisions the second is told. A note of whoever asked opens it again; a refunded one stays refunded all the same.
 */
export function moveRequest(
  state: SupportState,
  move: SupportMove,
  now: Instant,
): Decision<SupportState, SupportRefusal> {
  const deciding = move === 'refund' || move === 'decline' || move === 'ask';
  if (deciding && state.outcome !== undefined)
    return refused({ code: 'support.already_decided', outcome: state.outcome });
  const status = statusAfter(move, state.status);
  if (status === undefined)
    return refused({ code: move === 'reopen' ? 'support.not_closed' : 'support.closed' });
  if (state.status === 'closed' && isLongClosed(state, now)) return refused({ code: 'support.closed' });
  const outcome = outcomeAfter(state, move);
  return accepted({
    status,
    clock: clockAfter(state, move, now),
    ...(status === 'closed' ? { closedAt: state.closedAt ?? now } : {}),
    ...(outcome === undefined ? {} : { outcome }),
  });
}

/** Thirty days after its end the facts have usually changed. */
export function isLongClosed({ closedAt }: Pick<SupportState, 'closedAt'>, now: Instant): boolean {
  return closedAt !== undefined && now > closedAt + reopenableDays * millisecondsPerDay;
}

// What was declined can be decided anew once it is open again; money that was given back is not given twice.
function outcomeAfter(state: SupportState, move: SupportMove): SupportOutcome | undefined {
  if (move === 'refund' || move === 'decline') return move;
  const opens = state.status === 'closed' && (move === 'reopen' || move === 'partner_note');
  return opens && state.outcome === 'decline' ? undefined : state.outcome;
}

function clockAfter({ status, clock }: SupportState, move: SupportMove, now: Instant): TargetClock {
  switch (move) {
    case 'partner_note':
    case 'reopen':
      return resumeClock(clock, status === 'attention_needed', now);
    case 'ask':
      return pauseClock(clock, now);
    case 'operator_note':
      return status === 'attention_needed' ? clock : stopClock();
    case 'refund':
    case 'decline':
    case 'close':
      return stopClock();
  }
}
