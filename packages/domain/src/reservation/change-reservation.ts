import { accepted, type Decision, refused } from '../decision.ts';
import type { CloudSubscriptionId } from '../ids.ts';
import type { Instant, Zone } from '../time.ts';
import {
  type ReservationInactive,
  type ReservationScope,
  type ReservationState,
  reservationStatusAt,
} from './reservation.ts';

export type ReservationSettings = {
  readonly name: string;
  readonly scope: ReservationScope;
  readonly cloudSubscriptionId: CloudSubscriptionId | null;
};

export type ReservationChange = Partial<ReservationSettings>;

export type ChangeRefusal =
  | ReservationInactive
  | { readonly code: 'reservation.scope_needs_subscription' }
  | {
      readonly code: 'reservation.subscription_unknown';
      readonly cloudSubscriptionId: string;
    };

/** The settings after a change of name or scope; a single scope needs a registered subscription of the customer. */
export function changeReservation(
  current: ReservationSettings & ReservationState,
  change: ReservationChange,
  registered: readonly string[],
  { zone, now }: { readonly zone: Zone; readonly now: Instant },
): Decision<ReservationSettings, ChangeRefusal> {
  const status = reservationStatusAt(current, zone, now);
  if (status !== 'active') return refused({ code: 'reservation.not_active', reservationStatus: status });
  const { name = current.name, scope = current.scope } = change;
  const cloudSubscriptionId =
    change.cloudSubscriptionId === undefined ? current.cloudSubscriptionId : change.cloudSubscriptionId;
  if (scope === 'single' && cloudSubscriptionId === null) {
    return refused({ code: 'reservation.scope_needs_subscription' });
  }
  if (cloudSubscriptionId !== null && !registered.includes(cloudSubscriptionId)) {
    return refused({ code: 'reservation.subscription_unknown', cloudSubscriptionId });
  }
  return accepted({ name, scope, cloudSubscriptionId });
}
