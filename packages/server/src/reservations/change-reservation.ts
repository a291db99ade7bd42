import { accepted, refused } from '@kontor/domain/decision';
import { type CloudSubscriptionId, parseCloudSubscriptionId } from '@kontor/domain/ids';
import {
  changeReservation as decide,
  type ReservationChange,
  type ReservationSettings,
} from '@kontor/domain/reservation/change-reservation';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readCloudSubscriptions } from './cloud-subscription-store.ts';
import type { ReservationTarget } from './read-reservations.ts';
import { reservationRecord, reservationZone, statusOf } from './reservation-access.ts';
import { markUsed, type ReservationRow, readReservation, saveSettings } from './reservation-store.ts';
import { stateOf } from './return-facts.ts';

export type ChangeInput = ReservationTarget & {
  readonly name?: string | undefined;
  readonly scope?: ReservationRow['scope'] | undefined;
  readonly cloudSubscriptionId?: string | null | undefined;
  readonly version?: number | undefined;
};

/** Changes the name or the scope of a reservation. */
export const changeReservation = (ctx: RequestContext, input: ChangeInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { customerId, reservationId, version } = input;
    const read = await readAs(ctx, 'subscriptions.change', customerId, [
      readReservation(accountId, customerId, reservationId),
      readCloudSubscriptions(accountId, customerId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], subscriptions] = rows;
    if (!row) return refused({ code: 'reservation.not_found' });
    if (version !== undefined && version !== row.version)
      return refused({ code: 'reservation.version_stale' });
    const registered = subscriptions.filter(({ status }) => status === 'registered').map(({ id }) => id);
    const decision = decide({ ...settingsOf(row), ...stateOf(row) }, changeOf(input), registered, {
      zone: reservationZone,
      now: caller.now,
    });
    if (!decision.accepted) return refused({ ...decision.refusal, ...wordsOf(decision.refusal.code) });
    const settings = decision.value;
    const changed: ReservationRow = {
      ...row,
      name: settings.name,
      scope: settings.scope,
      cloud_subscription_id: settings.cloudSubscriptionId,
      cloud_subscription_name:
        subscriptions.find(({ id }) => id === settings.cloudSubscriptionId)?.name ?? null,
    };
    const record = reservationRecord({ ...changed, version: row.version + 1 }, caller);
    const details = { reservationId: row.id, ...settings };
    const done = await act(
      ctx,
      caller,
      {
        writes: [saveSettings(accountId, changed)],
        activity: [
          {
            action: 'update_reservation',
            resourceId: row.id,
            oldValue: settingsOf(row),
            newValue: settings,
            details,
          },
        ],
        events: [eventOf('reservation.changed', row, { ...settings })],
      },
      record,
    );
    return done.accepted ? accepted(record) : done;
  });

/** Keeps the first use that is reported: from then on a refund is never in full. Once is enough. */
export const recordUse = (ctx: RequestContext, { customerId, reservationId }: ReservationTarget) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'subscriptions.change', customerId, [
      readReservation(accountId, customerId, reservationId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    if (!row) return refused({ code: 'reservation.not_found' });
    const status = statusOf(row, caller.now);
    if (status !== 'active')
      return refused({ code: 'reservation.not_active' as const, reservationStatus: status });
    if (row.used_at !== null) return accepted(reservationRecord(row, caller));
    const used = { ...row, used_at: caller.now, version: row.version + 1 };
    const record = reservationRecord(used, caller);
    const done = await act(
      ctx,
      caller,
      {
        writes: [markUsed(accountId, row, caller.now)],
        activity: [
          {
            action: 'update_reservation',
            resourceId: row.id,
            newValue: { used: true },
            details: { reservationId: row.id, used: true },
          },
        ],
        events: [eventOf('reservation.used', row, {})],
      },
      record,
    );
    return done.accepted ? accepted(record) : done;
  });

const eventOf = (type: string, row: ReservationRow, data: Readonly<Record<string, unknown>>) => ({
  type,
  aggregateType: 'reservation',
  aggregateId: row.id,
  data: { ...data, reservationId: row.id, orderId: row.order_id, customerId: row.customer_id },
});

const settingsOf = (row: ReservationRow): ReservationSettings => ({
  name: row.name,
  scope: row.scope,
  cloudSubscriptionId: subscriptionIdOf(row.cloud_subscription_id),
});

const changeOf = ({ name, scope, cloudSubscriptionId }: ChangeInput): ReservationChange => ({
  ...(name === undefined ? {} : { name: name.trim() }),
  ...(scope === undefined ? {} : { scope }),
  ...(cloudSubscriptionId === undefined
    ? {}
    : { cloudSubscriptionId: subscriptionIdOf(cloudSubscriptionId) }),
});

/** A text that is no id is looked for as it is, and not found. */
const subscriptionIdOf = (text: string | null): CloudSubscriptionId | null =>
  text === null ? null : (parseCloudSubscriptionId(text) ?? (text as CloudSubscriptionId)); // compared, never stored

const wordsOf = (code: string) => {
  if (code === 'reservation.scope_needs_subscription')
    return {
      errors: [
        {
          path: 'cloudSubscriptionId',
          message:
            'a single scope needs a cloud subscription: name one that is registered, or share the scope',
        },
      ],
    };
  if (code === 'reservation.subscription_unknown')
    return {
      errors: [
        {
          path: 'cloudSubscriptionId',
          message: 'is not registered for this customer: register it, or name another one',
        },
      ],
    };
  return {};
};
