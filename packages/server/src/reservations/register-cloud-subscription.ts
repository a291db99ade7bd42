import { accepted } from '@kontor/domain/decision';
import { type CustomerId, parseCloudSubscriptionId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  type CloudSubscriptionRow,
  insertCloudSubscription,
  readCloudSubscriptions,
} from './cloud-subscription-store.ts';

export type Registration = {
  readonly customerId: CustomerId;
  /** Its own id in the cloud; left out, a new one. */
  readonly id?: string | undefined;
  readonly name: string;
};

/** Registers a cloud subscription, so that reservations can be bought for it. Twice is once. */
export const registerCloudSubscription = (ctx: RequestContext, { customerId, id, name }: Registration) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'orders.buy', customerId, [readCloudSubscriptions(accountId, customerId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const known = id === undefined ? newUuid() : parseCloudSubscriptionId(id.trim());
    if (!known)
      return invalid([{ path: 'id', message: 'is not the id of a cloud subscription: send a uuid' }]);
    if (name.trim() === '') return invalid([{ path: 'name', message: 'is empty: send a name' }]);
    const before = rows[0].find((row) => row.id === known);
    if (before) return accepted(before);
    const row: CloudSubscriptionRow = {
      id: known,
      name: name.trim(),
      status: 'registered',
      registered_at: caller.now,
    };
    const details = { cloudSubscriptionId: row.id, name: row.name };
    const done = await act(
      ctx,
      caller,
      {
        writes: [insertCloudSubscription(accountId, customerId, row)],
        activity: [{ action: 'register_cloud_subscription', resourceId: row.id, newValue: details, details }],
        events: [
          {
            type: 'cloud_subscription.registered',
            aggregateType: 'cloud_subscription',
            aggregateId: row.id,
            data: { ...details, customerId },
          },
        ],
      },
      row,
    );
    return done.accepted ? accepted(row) : done;
  });
