import { isDeepStrictEqual } from 'node:util';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { answerAfter } from '../partners/answer-after.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { AnyRefusal } from '../platform/http/register-kontor.ts';
import {
  holdCustomer,
  purgeCustomer,
  readRunning,
  releaseCustomer,
  updateBilling,
} from './create-customer-store.ts';
import { type CustomerBody, readCustomerBody } from './customer-input.ts';
import { type CustomerDetailRow, readCustomer } from './customer-store.ts';

type Places = Parameters<typeof readCustomerBody>[1];

export type BillingChange = {
  readonly customerId: CustomerId;
  /** The whole profile, made from what stands. */
  readonly bodyOf: (row: CustomerDetailRow) => CustomerBody;
  /** Whether the version that the client has read is the one that stands. */
  readonly isCurrent: (row: CustomerDetailRow) => boolean;
  readonly places: Places;
};

/** The name, address and contact of a customer; its domain and country stay as they are. */
export const changeBilling = (ctx: RequestContext, change: BillingChange) =>
  withRetries(async () => {
    const { customerId, places } = change;
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'customers.edit', customerId, [
      readCustomer(accountId, ctx.realNow(), customerId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    if (!row) return refused({ code: 'customer.not_found' as const });
    if (!change.isCurrent(row)) return refused({ code: 'customer.version_stale' as const });
    const facts = readCustomerBody(change.bodyOf(row), places);
    if (!facts.accepted) return facts;
    if (facts.value.market !== row.market)
      return invalid([
        {
          path: `${places.address}country`,
          message: `must stay ${row.market}: prices and tax hang on it; add another customer for another country`,
        },
      ]);
    const value: CustomerDetailRow = { ...row, ...facts.value, version: row.version + 1 };
    const done = await act(
      ctx,
      caller,
      {
        writes: [updateBilling(accountId, customerId, row.version, facts.value)],
        activity: [
          {
            action: 'update_customer_billing_profile',
            resourceId: customerId,
            oldValue: profileOf(row),
            newValue: profileOf(value),
          },
        ],
        events: [
          {
            type: 'customer.updated',
            aggregateType: 'customer',
            aggregateId: customerId,
            data: { fields: changedFields(row, value) },
          },
        ],
      },
      value,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

const profileOf = ({ name, email, culture, language, region, address }: CustomerDetailRow) => ({
  name,
  email,
  culture,
  language,
  region,
  address,
});

const changedFields = (before: CustomerDetailRow, after: CustomerDetailRow): string[] => {
  const [old, now] = [profileOf(before), profileOf(after)] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return Object.keys(now).filter((name) => !isDeepStrictEqual(old[name], now[name]));
};

/** The partner lets the customer go: reservations returned and subscriptions suspended first (reference 2). */
export const endRelationship = async (
  ctx: RequestContext,
  customerId: CustomerId,
): Promise<Decision<undefined, AnyRefusal>> => {
  // Who asks again is answered as before, although the customer is gone by then.
  const read = await readAs(ctx, 'customers.release', undefined, []);
  if (!read.accepted) return read;
  return answerAfter<undefined, AnyRefusal>(ctx, read.value.caller, (plain) => release(plain, customerId));
};

const release = (ctx: RequestContext, customerId: CustomerId) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'customers.release', customerId, [
      readCustomer(accountId, ctx.realNow(), customerId),
      readRunning(accountId, customerId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], [running]] = rows;
    if (!row || !running) return refused({ code: 'customer.not_found' as const });
    const [reservations, subscriptions] = [Number(running.reservations), Number(running.subscriptions)];
    if (reservations + subscriptions > 0)
      return refused({ code: 'customer.has_purchases' as const, reservations, subscriptions });
    const said = { name: row.name, domain: row.domain };
    const done = await act(
      ctx,
      caller,
      {
        writes: [holdCustomer(accountId, customerId), releaseCustomer(accountId, customerId, caller.now)],
        activity: [
          {
            action: 'remove_partner_customer_relationship',
            resourceId: customerId,
            oldValue: said,
            details: said,
          },
        ],
        events: [
          { type: 'customer.released', aggregateType: 'customer', aggregateId: customerId, data: said },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });

/** A sandbox is tidied up: all that the customer has ends, and its domain is free again. */
export const deleteCustomer = (ctx: RequestContext, customerId: CustomerId) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'customers.delete', customerId, [
      readCustomer(accountId, ctx.realNow(), customerId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    if (!row) return refused({ code: 'customer.not_found' as const });
    if (!caller.sandbox) return refused({ code: 'customer.not_sandbox' as const });
    const said = { name: row.name, domain: row.domain };
    const done = await act(
      ctx,
      caller,
      {
        writes: [purgeCustomer(accountId, customerId, caller.now)],
        activity: [{ action: 'delete_customer', resourceId: customerId, oldValue: said, details: said }],
        events: [
          { type: 'customer.deleted', aggregateType: 'customer', aggregateId: customerId, data: said },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
