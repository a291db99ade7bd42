import { describe, expect, test } from 'vitest';
import { parseCloudSubscriptionId } from '../ids.ts';
import { amount, at, date, must, zone } from '../testing/fixtures.ts';
import { utc } from '../time.ts';
import { changeReservation } from './change-reservation.ts';
import {
  parseReservationScope,
  reservationMoves,
  reservationStatusAt,
  reservationStatuses,
} from './reservation.ts';
import { planReservation, type ReservationOffer, reservationLineError } from './reservation-line.ts';
import { chooseReservationPolicy, countsToCap, daysSince } from './reservation-policy.ts';

const cloud = must(parseCloudSubscriptionId('11111111-2222-4333-8444-555555555555'));
const other = must(parseCloudSubscriptionId('99999999-2222-4333-8444-555555555555'));

describe('a reservation', () => {
  test('ends with its term, also before the work that falls due then has run', () => {
    const state = { status: 'active', endsOn: date('2027-11-22') } as const;
    expect(reservationStatusAt(state, utc, at('2027-11-21T23:59:59.999Z'))).toBe('active');
    expect(reservationStatusAt(state, utc, at('2027-11-22T00:00:00Z'))).toBe('expired');
    expect(reservationStatusAt(state, zone('America/New_York'), at('2027-11-22T04:59:59Z'))).toBe('active');
    expect(reservationStatusAt({ ...state, status: 'exchanged' }, utc, at('2030-01-01T00:00:00Z'))).toBe(
      'exchanged',
    );
  });

  test('ends once', () => {
    expect(Object.keys(reservationMoves)).toEqual([...reservationStatuses]);
    for (const status of reservationStatuses)
      expect(reservationMoves[status]).toEqual(
        status === 'active' ? ['exchanged', 'refunded', 'expired'] : [],
      );
  });
});

describe('a change of name or scope', () => {
  const current = {
    name: 'Web',
    scope: 'shared',
    cloudSubscriptionId: null,
    status: 'active',
    endsOn: date('2027-11-22'),
  } as const;
  const when = { zone: utc, now: at('2027-01-01T00:00:00Z') };

  test('leaves what is not named as it is', () => {
    expect(changeReservation(current, { name: 'Api' }, [], when)).toEqual({
      accepted: true,
      value: { name: 'Api', scope: 'shared', cloudSubscriptionId: null },
    });
  });

  test('to a single scope needs a registered cloud subscription', () => {
    expect(changeReservation(current, { scope: 'single' }, [cloud], when)).toMatchObject({
      refusal: { code: 'reservation.scope_needs_subscription' },
    });
    expect(
      changeReservation(current, { scope: 'single', cloudSubscriptionId: other }, [cloud], when),
    ).toMatchObject({ refusal: { code: 'reservation.subscription_unknown', cloudSubscriptionId: other } });
    expect(
      changeReservation(current, { scope: 'single', cloudSubscriptionId: cloud }, [cloud], when),
    ).toMatchObject({ value: { scope: 'single', cloudSubscriptionId: cloud } });
  });

  test('is refused once it has ended', () => {
    expect(
      changeReservation(current, { name: 'Api' }, [], { zone: utc, now: at('2027-11-22T00:00:00Z') }),
    ).toMatchObject({ refusal: { code: 'reservation.not_active', reservationStatus: 'expired' } });
  });
});

describe('a line for a reservation', () => {
  const offer: ReservationOffer = {
    region: 'westeurope',
    needsCloudSubscription: true,
    offersHybridBenefit: true,
    registeredSubscriptions: [cloud],
  };
  const wish = { scope: 'shared', hybridBenefit: false };
  const error = (line: Parameters<typeof reservationLineError>[0], changes: Partial<ReservationOffer> = {}) =>
    reservationLineError(line, { ...offer, ...changes });

  test('can be had with its scope and a registered cloud subscription; the region is the SKU’s own', () => {
    const line = { cloudSubscriptionId: cloud.toUpperCase(), reservation: { ...wish, scope: 'Single' } };
    expect(error(line)).toBeUndefined();
    expect(planReservation(line, offer)).toEqual({
      scope: 'single',
      region: 'westeurope',
      hybridBenefit: false,
      cloudSubscriptionId: cloud,
    });
    expect(planReservation(line, undefined)).toBeNull();
  });

  test.each([
    ['no scope', { reservation: { hybridBenefit: false } }, 'reservation_scope_missing'],
    ['a scope nobody knows', { reservation: { ...wish, scope: 'global' } }, 'reservation_scope_missing'],
    ['nothing said of it', {}, 'reservation_scope_missing'],
    ['another region', { reservation: { ...wish, region: 'northeurope' } }, 'reservation_region_not_offered'],
    ['no cloud subscription', { reservation: wish }, 'cloud_subscription_missing'],
    [
      'one that is not registered',
      { cloudSubscriptionId: other, reservation: wish },
      'cloud_subscription_not_registered',
    ],
  ])('with %s has an error', (_, line, code) => {
    expect(error(line)).toMatchObject({ code });
  });

  test('has the benefit only at a base rate', () => {
    const line = { cloudSubscriptionId: cloud, reservation: { ...wish, hybridBenefit: true } };
    expect(error(line)).toBeUndefined();
    expect(error(line, { offersHybridBenefit: false })).toEqual({ code: 'hybrid_benefit_not_offered' });
  });

  test('names the region where the SKU leaves it open', () => {
    const free = { region: '', needsCloudSubscription: false };
    expect(error({ reservation: wish }, free)).toEqual({ code: 'reservation_region_missing' });
    expect(error({ reservation: { ...wish, region: 'westus' } }, free)).toBeUndefined();
  });
});

describe('the policy of reservations', () => {
  const policy = (version: number, from: string) => ({
    version,
    fullRefundDays: 5,
    feeBasisPoints: 1200,
    cap: amount('50000.00 USD'),
    capMonths: 12,
    zone: utc,
    effectiveFrom: at(from),
  });

  test('is the latest in force, of two from the same instant the later version', () => {
    const rows = [
      policy(1, '2000-01-01T00:00:00Z'),
      policy(2, '2026-01-01T00:00:00Z'),
      policy(3, '2026-01-01T00:00:00Z'),
      policy(4, '2027-01-01T00:00:00Z'),
    ];
    const versionAt = (instant: string) => chooseReservationPolicy(rows, at(instant))?.version;
    expect(versionAt('2025-12-31T23:59:59.999Z')).toBe(1);
    expect(versionAt('2026-06-01T00:00:00Z')).toBe(3);
    expect(versionAt('2027-01-01T00:00:00Z')).toBe(4);
    expect(chooseReservationPolicy([], at('2026-01-01T00:00:00Z'))).toBeUndefined();
  });

  test('counts days as calendars do', () => {
    expect(daysSince({ zone: utc }, at('2026-11-22T23:59:59Z'), at('2026-11-23T00:00:00Z'))).toBe(1);
  });

  test('counts a refund of 29 February until 28 February', () => {
    const returned = at('2028-02-29T12:00:00Z');
    const rolling = { zone: utc, capMonths: 12 };
    expect(countsToCap(rolling, returned, at('2029-02-27T23:59:59.999Z'))).toBe(true);
    expect(countsToCap(rolling, returned, at('2029-02-28T00:00:00Z'))).toBe(false);
  });
});

test.each([
  ['Shared', 'shared'],
  ['single', 'single'],
  ['', undefined],
])('reads the scope %s', (text, scope) => {
  expect(parseReservationScope(text)).toBe(scope);
});
