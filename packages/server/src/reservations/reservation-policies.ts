import { accepted } from '@kontor/domain/decision';
import { parseAmount, parseCurrency } from '@kontor/domain/money';
import {
  chooseReservationPolicy,
  type ReservationPolicy,
} from '@kontor/domain/reservation/reservation-policy';
import { formatInstant, parseZone } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import { reservationPolicyOf } from './return-facts.ts';
import { insertReservationPolicy, readReservationPolicies } from './return-store.ts';

export type ReservationPolicyInput = {
  readonly fullRefundDays: number;
  readonly feeBasisPoints: number;
  readonly cap: { readonly amount: string; readonly currency: string };
  readonly capMonths?: number | undefined;
  readonly zone?: string | undefined;
  readonly effectiveFrom: string;
};

export type ReservationPolicies = { readonly items: readonly ReservationPolicy[]; readonly inForce: number };

export const listReservationPolicies = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'policies.manage', undefined, []);
  if (!read.accepted) return read;
  const rows = await query(ctx.pools.system, noTenant, readReservationPolicies());
  const items = rows.map(reservationPolicyOf);
  const inForce = chooseReservationPolicy(items, read.value.caller.now)?.version ?? 0;
  return accepted<ReservationPolicies>({ items, inForce });
};

/** Sets how reservations are given back from an instant on. Earlier versions stand as they were. */
export const createReservationPolicy = async (ctx: RequestContext, input: ReservationPolicyInput) => {
  const read = await readAs(ctx, 'policies.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const [rows] = await readBatch(ctx.pools.system, noTenant, [readReservationPolicies()]);
  const current = rows.at(-1);
  const from = effectiveFrom(input.effectiveFrom, caller.now);
  const zone = parseZone(input.zone ?? 'UTC');
  const currency = parseCurrency(input.cap.currency);
  const cap = currency && parseAmount(input.cap.amount, currency);
  const errors = [
    ...(typeof from === 'number' ? [] : [{ path: 'effectiveFrom', message: from.message }]),
    ...(zone ? [] : [{ path: 'zone', message: 'is no time zone: send a name such as Europe/Istanbul' }]),
    // What was given back is counted in the currency of its cap, so that another one would begin at nothing.
    ...(current && currency === current.cap_currency
      ? []
      : [
          {
            path: 'cap.currency',
            message: `must be ${current?.cap_currency ?? 'USD'}, in which refunds are counted`,
          },
        ]),
    ...(cap && cap.minor >= 0n
      ? []
      : [
          {
            path: 'cap.amount',
            message: 'must be 0 or more, as decimal text with the decimals of the currency',
          },
        ]),
  ];
  if (typeof from !== 'number' || !zone || !cap || errors.length > 0) return invalid(errors);
  const draft = {
    full_refund_days: input.fullRefundDays,
    fee_basis_points: input.feeBasisPoints,
    cap_minor: cap.minor,
    cap_currency: cap.currency,
    cap_months: input.capMonths ?? current?.cap_months ?? 12,
    zone,
    effective_from: from,
  };
  const details = { ...input, family: 'reservation', zone, effectiveFrom: formatInstant(from) };
  const version = (current?.version ?? 0) + 1;
  const policy = reservationPolicyOf({ ...draft, version });
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertReservationPolicy(draft)],
      activity: [
        { action: 'policy_created', resourceId: `reservation/${version}`, newValue: details, details },
      ],
      events: [
        {
          type: 'reservation_policy.created',
          aggregateType: 'reservation_policy',
          aggregateId: `reservation/${version}`,
          data: details,
        },
      ],
    },
    policy,
  );
  if (!done.accepted) return done;
  return accepted(policy);
};
