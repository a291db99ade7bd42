import { type AccessRefusal, authorize } from '@kontor/domain/access/authorize';
import type { Decision } from '@kontor/domain/decision';
import { type ReservationStatus, reservationStatusAt } from '@kontor/domain/reservation/reservation';
import { type Instant, utc, type Zone } from '@kontor/domain/time';
import type { Caller } from '../partners/read-as.ts';
import type { ReservationRow } from './reservation-store.ts';
import { stateOf } from './return-facts.ts';

/** A reservation as a person sees it: what it is now, and what they may do with it or why not. */
export type ReservationRecord = {
  readonly row: ReservationRow;
  readonly status: ReservationStatus;
  readonly actions: Readonly<Record<'change' | 'exchange' | 'refund', ReservationAction>>;
};

export type ReservationAction =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: string; readonly anyOf?: readonly string[] };

/** Nothing of a reservation hangs on a zone but its end, which its line's policy counts; without one in UTC. */
export const reservationZone: Zone = utc;

export const statusOf = (row: ReservationRow, now: Instant): ReservationStatus =>
  reservationStatusAt(stateOf(row), reservationZone, now);

/** What nobody may do is said before what this person may not do: no role would help there. */
export const reservationRecord = (row: ReservationRow, caller: Caller): ReservationRecord => {
  const status = statusOf(row, caller.now);
  const action = (access: Decision<void, AccessRefusal>, hindrance?: string): ReservationAction => {
    if (status !== 'active') return { allowed: false, code: 'reservation.not_active' };
    if (hindrance) return { allowed: false, code: hindrance };
    if (access.accepted) return { allowed: true };
    const { code, ...facts } = access.refusal;
    return { allowed: false, code, ...('anyOf' in facts ? { anyOf: facts.anyOf } : {}) };
  };
  const returning = authorize(caller.actor, 'reservations.return');
  return {
    row,
    status,
    actions: {
      change: action(authorize(caller.actor, 'subscriptions.change')),
      exchange: action(returning),
      refund: action(returning, caller.sandbox ? undefined : 'reservation.not_cancellable_here'),
    },
  };
};
