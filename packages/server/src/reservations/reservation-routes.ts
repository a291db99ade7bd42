import * as contract from '@kontor/contract/reservations';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { supportRequestUrl } from '../cancellations/verdict-shown.ts';
import { versionFrom } from '../carts/cart-version.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom, reservationIdFrom } from '../platform/http/path-ids.ts';
import { type AnyRefusal, type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { changeReservation, recordUse } from './change-reservation.ts';
import { exchangeReservation, previewExchange } from './exchange-reservation.ts';
import { readHybridBenefit } from './hybrid-benefit.ts';
import { listCloudSubscriptions, listReservations, readReservation } from './read-reservations.ts';
import {
  previewForPartner,
  previewRefund,
  refundForPartner,
  refundReservation,
} from './refund-reservation.ts';
import { registerCloudSubscription } from './register-cloud-subscription.ts';
import { createReservationPolicy, listReservationPolicies } from './reservation-policies.ts';
import {
  cloudSubscriptionView,
  coverageView,
  exchangeView,
  hybridBenefitView,
  refundView,
  reservationPolicyView,
  reservationView,
} from './reservation-view.ts';

type Params = { readonly customerId: string; readonly reservationId: string };

const targetOf = ({ customerId, reservationId }: Params) => ({
  customerId: customerIdFrom(customerId),
  reservationId: reservationIdFrom(reservationId),
});

const readPage = async (
  ctx: RequestContext,
  customer: string,
  query: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const customerId = customerIdFrom(customer);
  const place = { accountId: ctx.principal.accountId, list: `reservations/${customerId}` };
  const position = openCursor(ctx.vault, place, query.cursor);
  if (!position.accepted) return position;
  const [at, id] = position.value ?? [];
  const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
  const page = await listReservations(ctx, { customerId, after, limit: limit.value });
  if (!page.accepted) return page;
  const { items, last } = page.value;
  const next = last && sealCursor(ctx.vault, place, [String(last.created_at), last.id]);
  return accepted({ items, next });
};

/** A refusal that leads to support names the form with everything filled in. */
const withSupportUrl = async <V>(
  outcome: Promise<Decision<V, AnyRefusal>>,
  { publicUrl }: RequestContext,
): Promise<Decision<V, AnyRefusal>> => {
  const decided = await outcome;
  if (decided.accepted || decided.refusal.supportRequest === undefined) return decided;
  const { supportRequest, ...refusal } = decided.refusal;
  // Made of order and line by supportOf, where the refusal is.
  const facts = supportRequest as { readonly orderId: string; readonly lines: readonly number[] };
  return refused({ ...refusal, supportRequestUrl: supportRequestUrl(publicUrl, facts) });
};

const registerReading = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.registerCloudSubscription, {
    run: (ctx, { params, body }) =>
      registerCloudSubscription(ctx, { customerId: customerIdFrom(params.customerId), ...body }),
    view: cloudSubscriptionView,
  });
  registerKontor(app, surface, contract.listCloudSubscriptions, {
    run: (ctx, { params }) => listCloudSubscriptions(ctx, customerIdFrom(params.customerId)),
    view: (rows) => ({ items: rows.map(cloudSubscriptionView) }),
  });
  registerKontor(app, surface, contract.listReservations, {
    run: (ctx, { params, query }) => readPage(ctx, params.customerId, query),
    view: ({ items, next }, { publicUrl }) => ({
      items: items.map((item) => reservationView(item, publicUrl)),
      next,
    }),
  });
  registerKontor(app, surface, contract.getReservation, {
    run: (ctx, { params }) => readReservation(ctx, targetOf(params)),
    view: (record, { publicUrl }) => reservationView(record, publicUrl),
  });
  registerKontor(app, surface, contract.getHybridBenefit, {
    run: (ctx, { params }) => readHybridBenefit(ctx, customerIdFrom(params.customerId), []),
    view: hybridBenefitView,
  });
  registerKontor(app, surface, contract.coverMachines, {
    run: (ctx, { params, body }) => readHybridBenefit(ctx, customerIdFrom(params.customerId), body.vms),
    view: coverageView,
  });
};

const registerChanging = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.changeReservation, {
    run: (ctx, { params, body, ifMatch }) =>
      changeReservation(ctx, { ...targetOf(params), ...body, version: versionFrom(ifMatch) }),
    view: (record, { publicUrl }) => reservationView(record, publicUrl),
  });
  registerKontor(app, surface, contract.recordReservationUse, {
    run: (ctx, { params }) => recordUse(ctx, targetOf(params)),
    view: (record, { publicUrl }) => reservationView(record, publicUrl),
  });
  registerKontor(app, surface, contract.previewReservationRefund, {
    run: (ctx, { params }) => withSupportUrl(previewRefund(ctx, targetOf(params)), ctx),
    view: (refund, { publicUrl }) => refundView(refund, publicUrl),
  });
  registerKontor(app, surface, contract.refundReservation, {
    run: (ctx, { params }) => withSupportUrl(refundReservation(ctx, targetOf(params)), ctx),
    view: (refund, { publicUrl }) => refundView(refund, publicUrl),
  });
  registerKontor(app, surface, contract.previewExchange, {
    run: (ctx, { params, body }) => previewExchange(ctx, exchangeInput(params, body)),
    view: exchangeView,
  });
  registerKontor(app, surface, contract.exchangeReservation, {
    run: (ctx, { params, body }) => exchangeReservation(ctx, exchangeInput(params, body)),
    view: ({ reservationId, orderId, ...exchange }) => ({
      exchange: exchangeView(exchange),
      reservationId,
      orderId,
    }),
  });
};

type ExchangeBody = {
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly termDuration?: string | undefined;
  readonly billingCycle?: string | undefined;
  readonly reservation?: Parameters<typeof exchangeReservation>[1]['reservation'];
};

const exchangeInput = (params: Params, { termDuration, ...body }: ExchangeBody) => ({
  ...targetOf(params),
  ...body,
  term: termDuration,
});

const registerOperator = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.previewPartnerRefund, {
    run: (ctx, { params }) =>
      previewForPartner(ctx, {
        partnerId: params.partnerId,
        reservationId: reservationIdFrom(params.reservationId),
      }),
    view: (refund, { publicUrl }) => refundView(refund, publicUrl),
  });
  registerKontor(app, surface, contract.refundPartnerReservation, {
    run: (ctx, { params, body }) =>
      refundForPartner(ctx, {
        partnerId: params.partnerId,
        reservationId: reservationIdFrom(params.reservationId),
        reason: body.reason,
      }),
    view: (refund, { publicUrl }) => refundView(refund, publicUrl),
  });
  registerKontor(app, surface, contract.createReservationPolicy, {
    run: (ctx, { body }) => createReservationPolicy(ctx, body),
    view: reservationPolicyView,
  });
  registerKontor(app, surface, contract.listReservationPolicies, {
    run: (ctx) => listReservationPolicies(ctx),
    view: ({ items, inForce }) => ({ items: items.map(reservationPolicyView), inForce }),
  });
};

/** Cloud subscriptions, what is reserved for them, and what the customer's own licences spare. */
export const registerReservationsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerReading(app, surface);
  registerChanging(app, surface);
  registerOperator(app, surface);
};
