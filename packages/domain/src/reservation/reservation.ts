import { type Instant, type LocalDate, localDateAt, type Zone } from '../time.ts';

export const reservationStatuses = ['active', 'exchanged', 'refunded', 'expired'] as const;
export type ReservationStatus = (typeof reservationStatuses)[number];

/** Where each status may go; whatever ended a reservation is for ever. */
export const reservationMoves = {
  active: ['exchanged', 'refunded', 'expired'],
  exchanged: [],
  refunded: [],
  expired: [],
} as const satisfies Readonly<Record<ReservationStatus, readonly ReservationStatus[]>>;

/** 'single' applies to one cloud subscription, 'shared' to all of the customer's. */
export const reservationScopes = ['shared', 'single'] as const;
export type ReservationScope = (typeof reservationScopes)[number];

export function parseReservationScope(text: string): ReservationScope | undefined {
  return reservationScopes.find((scope) => scope === text.toLowerCase());
}

export type ReservationState = {
  readonly status: ReservationStatus;
  /** The first local date on which it no longer holds. */
  readonly endsOn: LocalDate;
};

export type ReservationInactive = {
  readonly code: 'reservation.not_active';
  readonly reservationStatus: ReservationStatus;
};

/** The status that is true at an instant, also before the work that falls due then has run. */
export function reservationStatusAt(
  { status, endsOn }: ReservationState,
  zone: Zone,
  now: Instant,
): ReservationStatus {
  return status === 'active' && localDateAt(now, zone) >= endsOn ? 'expired' : status;
}
