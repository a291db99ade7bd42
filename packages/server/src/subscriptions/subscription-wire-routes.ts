import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseOrderId } from '@kontor/domain/ids';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readOffersAt } from '../catalog/read-offers-at.ts';
import { act } from '../partners/act.ts';
import { answerAfter } from '../partners/answer-after.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import type { AnyRefusal } from '../platform/http/register-kontor.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { readCloudSubscriptions } from '../reservations/cloud-subscription-store.ts';
import { versionOfEtag } from '../wire/etag.ts';
import { link } from '../wire/seek-page.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { changeSubscription } from './change-subscription.ts';
import { getSubscription, recordsOf, type SubscriptionRecord } from './list-subscriptions.ts';
import {
  readAllSubscriptions,
  readSupportContact,
  type SupportContact,
  updateResellerOnRecord,
  updateSupportContact,
} from './subscription-store.ts';
import {
  changeFromWire,
  cloudSubscriptionWire,
  provisioningWire,
  subscriptionWire,
  supportContactWire,
  type WireChange,
} from './subscription-wire.ts';

type Params = Readonly<Record<string, string>>;

const nameFrom = (params: Params) => ({
  customerId: customerIdFrom(params.customer),
  subscriptionId: uuidFrom(params.subscription),
});

const collection = (items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  attributes: { objectType: 'Collection' },
});

const nobody = '-';

/** All of a customer's, unpaged as the service has it; cloud subscriptions stand behind those that are sold by licence. */
const listAll = async (
  ctx: RequestContext,
  { params, query }: Pick<WireInput<never>, 'params' | 'query'>,
) => {
  const customerId = customerIdFrom(params.customer);
  const { accountId } = ctx.principal;
  const orderId = query.order_id === undefined ? null : (parseOrderId(query.order_id) ?? nobody);
  const mpnId = query.mpn_id ?? null;
  const read = await readAs(ctx, 'subscriptions.read', customerId, [
    readAllSubscriptions(accountId, customerId, { orderId, mpnId }),
    readCloudSubscriptions(accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const records = await recordsOf(ctx, caller, rows[0]);
  const clouds = orderId === null && mpnId === null ? rows[1] : [];
  return accepted([
    ...records.map(subscriptionWire),
    ...clouds.map((row) => cloudSubscriptionWire(row, customerId)),
  ]);
};

/** A cloud subscription of the customer, if the id is one's. */
const findCloud = async (ctx: RequestContext, params: Params) => {
  const { customerId, subscriptionId } = nameFrom(params);
  const read = await readAs(ctx, 'subscriptions.read', customerId, [
    readCloudSubscriptions(ctx.principal.accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const row = read.value.rows[0].find(({ id }) => id === subscriptionId);
  return row ? accepted(row) : refused({ code: 'subscription.not_found' as const });
};

/** One of either kind, in the service's words. */
const getOne = async (ctx: RequestContext, params: Params) => {
  const found = await getSubscription(ctx, nameFrom(params));
  if (found.accepted) return accepted<unknown>(subscriptionWire(found.value));
  if (found.refusal.code !== 'subscription.not_found') return found;
  const cloud = await findCloud(ctx, params);
  return cloud.accepted
    ? accepted<unknown>(cloudSubscriptionWire(cloud.value, params.customer ?? ''))
    : cloud;
};

const explicitNull = (body: unknown, name: string): boolean =>
  typeof body === 'object' &&
  body !== null &&
  Object.entries(body).some(([member, value]) => member.toLowerCase() === name && value === null);

type PatchInput = WireInput<(typeof operations)['patchSubscription']>;

/** A change of the whole resource: cancelled, or else changed in all that differs from what it is. */
const patch = async (
  ctx: RequestContext,
  { params, body, ifMatch, request }: PatchInput,
): Promise<Decision<SubscriptionRecord, AnyRefusal>> => {
  const name = nameFrom(params);
  const permission = body.status === 'deleted' ? 'orders.cancel' : 'subscriptions.change';
  const self = await readAs(ctx, permission, name.customerId, []);
  if (!self.accepted) return self;
  const { idempotency: _kept, ...plainly } = ctx;
  const found = await getSubscription(plainly, name);
  if (!found.accepted) return found;
  const wanted = changeFromWire(
    found.value,
    body,
    explicitNull(request.body, 'schedulednextterminstructions'),
  );
  if (!wanted.accepted) return wanted;
  // A text that is no etag of this subscription can never be its present one.
  const version =
    ifMatch === undefined || ifMatch === '*'
      ? undefined
      : (versionOfEtag(ifMatch, name.subscriptionId) ?? -1);
  return answerAfter<SubscriptionRecord, AnyRefusal>(ctx, self.value.caller, (plain) =>
    wanted.value.cancel
      ? cancelWhole(plain, name, version)
      : changeWhole(plain, found.value, wanted.value, version),
  );
};

type Name = ReturnType<typeof nameFrom>;

const cancelWhole = async (
  ctx: RequestContext,
  name: Name,
  version: number | undefined,
): Promise<Decision<SubscriptionRecord, AnyRefusal>> => {
  const done = await cancelSubscription(ctx, { ...name, acknowledged: true, version });
  if (!done.accepted) return done;
  const { refusal } = done.value;
  // Twice is once: the subscription as it stands.
  if (refusal !== undefined && refusal.code !== 'order.already_cancelled') return refused(refusal);
  return getSubscription(ctx, name);
};

const changeWhole = async (
  ctx: RequestContext,
  { row }: SubscriptionRecord,
  { change, mpnId }: WireChange,
  version: number | undefined,
): Promise<Decision<SubscriptionRecord, AnyRefusal>> => {
  const name = { customerId: customerIdFrom(row.customer_id), subscriptionId: row.id };
  // Also where nothing differs: who may not change is told so, and a stale version is.
  const changed = await changeSubscription(ctx, { ...name, change, version });
  if (!changed.accepted || mpnId === undefined) return changed;
  const read = await readAs(ctx, 'subscriptions.change', name.customerId, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const { id, version: now } = changed.value.row;
  const done = await act(
    ctx,
    caller,
    {
      writes: [updateResellerOnRecord(caller.accountId, { id, version: now }, mpnId)],
      activity: [
        {
          action: 'update_subscription',
          resourceId: id,
          oldValue: { partnerId: row.partner_mpn_id },
          newValue: { partnerId: mpnId },
          details: { orderId: row.order_id, partnerId: mpnId },
        },
      ],
      events: [],
    },
    undefined,
  );
  return done.accepted ? getSubscription(ctx, name) : done;
};

const readContact = async (ctx: RequestContext, params: Params) => {
  const { customerId, subscriptionId } = nameFrom(params);
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'subscription_support.read', customerId, [
    readSupportContact(accountId, customerId, subscriptionId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [row] = rows[0];
  if (!row) return refused({ code: 'subscription.not_found' as const });
  const own: SupportContact = { supportTenantId: accountId, supportMpnId: '', name: caller.account.name };
  return accepted({ customerId, subscriptionId, contact: row.support_contact ?? own, caller });
};

const putContact = async (
  ctx: RequestContext,
  { params, body }: WireInput<(typeof operations)['putSupportContact']>,
) => {
  const before = await readContact(ctx, params);
  if (!before.accepted) return before;
  const { caller, customerId, subscriptionId } = before.value;
  const contact: SupportContact = {
    supportTenantId: body.supportTenantId,
    supportMpnId: body.supportMpnId ?? '',
    name: body.name ?? '',
  };
  const value = { customerId, subscriptionId, contact };
  const done = await act(
    ctx,
    caller,
    {
      writes: [updateSupportContact(caller.accountId, subscriptionId, contact)],
      activity: [
        {
          action: 'update_subscription',
          resourceId: subscriptionId,
          oldValue: { supportContact: before.value.contact },
          newValue: { supportContact: contact },
        },
      ],
      events: [],
    },
    value,
  );
  return done.accepted ? accepted(value) : done;
};

/** Other SKUs of the same product that the next term may be of. Nothing changes its kind in the middle of a term. */
const eligibilities = async (
  ctx: RequestContext,
  { params, query }: Pick<WireInput<never>, 'params' | 'query'>,
) => {
  const name = nameFrom(params);
  const read = await readAs(ctx, 'subscriptions.read', name.customerId, []);
  if (!read.accepted) return read;
  const found = await getSubscription(ctx, name);
  if (!found.accepted) return found;
  const { row } = found.value;
  const kind = (query.eligibilitytype ?? 'immediate').toLowerCase();
  if (kind !== 'immediate' && kind !== 'scheduled')
    return refused({
      code: 'request.invalid' as const,
      errors: [{ path: 'eligibilityType', message: 'must be immediate or scheduled' }],
    });
  if (kind === 'immediate' || row.family === 'software_plan' || row.status !== 'active')
    return accepted<unknown[]>([]);
  const { caller } = read.value;
  const want = {
    customerId: row.customer_id,
    productId: row.product_id as string,
    skuId: row.sku_id as string,
  };
  const offersAt = await readOffersAt(ctx.pools.app, caller.scope, caller.accountId, {
    wants: [want],
    at: caller.now,
  });
  const offers = offersAt(want).filter((offer) => offer.isPurchasable && offer.isSoldInMarket);
  return accepted<unknown[]>(
    offers.map((offer) => ({
      catalogItemId: offer.catalogItemId,
      title: row.product_title,
      description: row.sku_title,
      quantity: row.quantity,
      eligibilities: [{ isEligible: true, transitionType: 'scheduled' }],
      attributes: { objectType: 'TransitionEligibility' },
    })),
  );
};

const refuseTransition = async (ctx: RequestContext, params: Params) => {
  const read = await readAs(ctx, 'subscriptions.change', customerIdFrom(params.customer), []);
  if (!read.accepted) return read;
  const found = await getSubscription(ctx, nameFrom(params));
  if (!found.accepted) return found;
  return found.value.row.family === 'software_plan'
    ? refused({ code: 'subscription.never_converted' as const })
    : refused({ code: 'subscription.transition_not_offered' as const });
};

const registration = async (ctx: RequestContext, params: Params) => {
  const cloud = await findCloud(ctx, params);
  if (cloud.accepted)
    return accepted({
      id: cloud.value.id,
      status: cloud.value.status === 'registered' ? 'Registered' : 'Registering',
    });
  if (cloud.refusal.code !== 'subscription.not_found') return cloud;
  const found = await getSubscription(ctx, nameFrom(params));
  return found.accepted ? accepted({ id: found.value.row.id, status: 'NotRegistered' }) : found;
};

const activate = async (ctx: RequestContext, params: Params) => {
  const name = nameFrom(params);
  const read = await readAs(ctx, 'subscriptions.change', name.customerId, []);
  if (!read.accepted) return read;
  const found = await getSubscription(ctx, name);
  if (!found.accepted) return found;
  const { row } = found.value;
  if (!read.value.caller.sandbox || row.family !== 'marketplace_saas')
    return refused({ code: 'subscription.activation_not_offered' as const });
  return accepted({ subscriptionId: row.id, status: row.status === 'active' ? 'Success' : row.status });
};

/** A subscription of either kind has to be there before it is said that it has none of something. */
const noneOf = async (ctx: RequestContext, params: Params) => {
  const found = await getOne(ctx, params);
  return found.accepted ? accepted([] as unknown[]) : found;
};

export const registerSubscriptionsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.listSubscriptions, { run: listAll, view: collection });
  registerWire(app, surface, operations.getSubscription, {
    run: (ctx, { params }) => getOne(ctx, params),
    view: (subscription) => subscription,
  });
  registerWire(app, surface, operations.patchSubscription, { run: patch, view: subscriptionWire });
  for (const operation of [
    operations.listSubscriptionAddOns,
    operations.listUpgrades,
    operations.listConversions,
    operations.listSubscriptionActivationLinks,
  ])
    registerWire(app, surface, operation, {
      run: (ctx, { params }) => noneOf(ctx, params),
      view: collection,
    });
  registerWire(app, surface, operations.getSubscriptionProvisioning, {
    run: async (ctx, { params }) => {
      const name = nameFrom(params);
      const read = await readAs(ctx, 'subscription_support.read', name.customerId, []);
      return read.accepted ? getSubscription(ctx, name) : read;
    },
    view: provisioningWire,
  });
  registerWire(app, surface, operations.getSupportContact, {
    run: (ctx, { params }) => readContact(ctx, params),
    view: ({ contact, customerId, subscriptionId }) =>
      supportContactWire(contact, customerId, subscriptionId),
  });
  registerWire(app, surface, operations.putSupportContact, {
    run: putContact,
    view: ({ contact, customerId, subscriptionId }) =>
      supportContactWire(contact, customerId, subscriptionId),
  });
  registerTransitions(app, surface);
  registerCloud(app, surface);
};

const registerTransitions = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.listTransitionEligibilities, {
    run: eligibilities,
    view: collection,
  });
  registerWire(app, surface, operations.listTransitions, {
    run: (ctx, { params }) => noneOf(ctx, params),
    view: (transition) => ({ transition, attributes: { objectType: 'Collection' } }),
  });
  registerWire(app, surface, operations.createTransition, {
    run: (ctx, { params }) => refuseTransition(ctx, params),
    view: () => undefined,
  });
  registerWire(app, surface, operations.activateSubscription, {
    run: (ctx, { params }) => activate(ctx, params),
    view: (answer) => answer,
  });
};

const statusAddress = (customer: string, id: string): string =>
  `/customers/${customer}/subscriptions/${id}/registrationstatus`;

const registerCloud = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.registerSubscription, {
    run: async (ctx, { params }) => {
      const read = await readAs(ctx, 'orders.buy', customerIdFrom(params.customer), []);
      if (!read.accepted) return read;
      const found = await registration(ctx, params);
      if (!found.accepted) return found;
      // Only a cloud subscription can be registered; it is by being here.
      return found.value.status === 'NotRegistered'
        ? refused({ code: 'subscription.not_cloud' as const })
        : found;
    },
    headers: ({ id }, _ctx, { params }) => ({ location: statusAddress(params.customer ?? '', id) }),
    view: () => undefined,
  });
  registerWire(app, surface, operations.getRegistrationStatus, {
    run: (ctx, { params }) => registration(ctx, params),
    view: ({ id, status }, _ctx, { params }) => ({
      subscriptionId: id,
      status,
      links: { self: link(statusAddress(params.customer ?? '', id)) },
      attributes: { objectType: 'SubscriptionRegistrationStatus' },
    }),
  });
  registerWire(app, surface, operations.listAzureEntitlements, {
    run: (ctx, { params }) => findCloud(ctx, params),
    view: (row) =>
      collection([
        {
          id: row.id,
          friendlyName: row.name,
          status: 'active',
          subscriptionId: row.id,
          attributes: { objectType: 'AzureEntitlement' },
        },
      ]),
  });
};
