import * as contract from '@kontor/contract/licences';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom, entitlementIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { activateDevice } from './activate-device.ts';
import { registerDeviceLicences } from './device-licence-routes.ts';
import { issueLicence } from './issue-licence.ts';
import { activationListView, deviceView, licenceView, offerView } from './licence-view.ts';
import { deactivateDevice, listActivations } from './manage-activations.ts';
import { readLicenceOffers, rotateLicenceKey, setLicenceOffer } from './offer-licences.ts';
import { registerPublishedLicences } from './published-licence-routes.ts';

/** Offline licences: a partner's surface, a customer's own, the devices', the operator's, and what is public. */
export const registerLicences = (app: FastifyInstance, surface: KontorSurface): void => {
  registerPartnerLicences(app, surface);
  registerOwnLicences(app, surface);
  registerLicenceOffers(app, surface);
  registerDeviceLicences(app, surface);
  registerPublishedLicences(app, surface);
};

const registerPartnerLicences = (app: FastifyInstance, surface: KontorSurface): void => {
  const permission = contract.getOfflineLicence.access;
  registerKontor(app, surface, contract.getOfflineLicence, {
    run: (ctx, { params }) => issueLicence(ctx, { permission, ...purchaseOf(params) }),
    view: licenceView,
  });
  registerKontor(app, surface, contract.replaceOfflineLicence, {
    run: (ctx, { params }) => issueLicence(ctx, { permission, ...purchaseOf(params), replace: true }),
    view: licenceView,
  });
  registerKontor(app, surface, contract.listActivations, {
    run: (ctx, { params }) => listActivations(ctx, { permission, ...purchaseOf(params) }),
    view: activationListView,
  });
  registerKontor(app, surface, contract.activateDevice, {
    run: (ctx, { params, body }) => activateDevice(ctx, { permission, ...purchaseOf(params), device: body }),
    view: deviceView,
  });
  registerKontor(app, surface, contract.deactivateDevice, {
    run: (ctx, { params }) =>
      deactivateDevice(ctx, {
        permission,
        ...purchaseOf(params),
        activationId: uuidFrom(params.activationId),
      }),
    view: () => undefined,
  });
};

/** The same deeds for the caller's own organisation. */
const registerOwnLicences = (app: FastifyInstance, surface: KontorSurface): void => {
  const permission = contract.getMyOfflineLicence.access;
  registerKontor(app, surface, contract.getMyOfflineLicence, {
    run: (ctx, { params }) => issueLicence(ctx, { permission, ...ownPurchaseOf(ctx, params) }),
    view: licenceView,
  });
  registerKontor(app, surface, contract.replaceMyOfflineLicence, {
    run: (ctx, { params }) => issueLicence(ctx, { permission, ...ownPurchaseOf(ctx, params), replace: true }),
    view: licenceView,
  });
  registerKontor(app, surface, contract.listMyActivations, {
    run: (ctx, { params }) => listActivations(ctx, { permission, ...ownPurchaseOf(ctx, params) }),
    view: activationListView,
  });
  registerKontor(app, surface, contract.activateMyDevice, {
    run: (ctx, { params, body }) =>
      activateDevice(ctx, { permission, ...ownPurchaseOf(ctx, params), device: body }),
    view: deviceView,
  });
  registerKontor(app, surface, contract.deactivateMyDevice, {
    run: (ctx, { params }) =>
      deactivateDevice(ctx, {
        permission,
        ...ownPurchaseOf(ctx, params),
        activationId: uuidFrom(params.activationId),
      }),
    view: () => undefined,
  });
};

const registerLicenceOffers = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listLicenceOffers, {
    run: (ctx) => readLicenceOffers(ctx),
    view: (rows) => ({ items: rows.map(offerView), next: null }),
  });
  registerKontor(app, surface, contract.setLicenceOffer, {
    run: (ctx, { params, body }) => setLicenceOffer(ctx, { ...params, setting: body }),
    view: offerView,
  });
  registerKontor(app, surface, contract.rotateLicenceKey, {
    run: (ctx, { body }) => rotateLicenceKey(ctx, body.verifiesDays),
    view: (rotated) => rotated,
  });
};

const purchaseOf = (params: { readonly customerId: string; readonly entitlementId: string }) => ({
  customerId: customerIdFrom(params.customerId),
  entitlementId: entitlementIdFrom(params.entitlementId),
});

const ownPurchaseOf = ({ principal }: RequestContext, params: { readonly entitlementId: string }) => ({
  customerId: principal.kind === 'customer_user' ? principal.customerId : undefined,
  entitlementId: entitlementIdFrom(params.entitlementId),
});
