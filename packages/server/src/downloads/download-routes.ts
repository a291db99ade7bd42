import * as contract from '@kontor/contract/software';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom, entitlementIdFrom, linkIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { downloadView, linksView } from './download-view.ts';
import { createDownloadLink, startDownload } from './give-download.ts';
import { listLinks, revokeDownloadLink } from './manage-links.ts';
import { type ServeOptions, serveDownloads } from './serve-download.ts';
import { showLinks } from './show-link.ts';

/** A partner's surface: keys and links of a customer they name. */
export const registerDownloadsKontor = (
  app: FastifyInstance,
  surface: KontorSurface,
  options: ServeOptions = {},
): void => {
  registerKontor(app, surface, contract.startDownload, {
    run: (ctx, { params, body }) =>
      startDownload(ctx, {
        permission: contract.startDownload.access,
        customerId: customerIdFrom(params.customerId),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice: body,
      }),
    view: downloadView,
  });
  registerKontor(app, surface, contract.createDownloadLink, {
    run: (ctx, { params, body: { expiresInSeconds, ...choice } }) =>
      createDownloadLink(ctx, {
        permission: contract.createDownloadLink.access,
        customerId: customerIdFrom(params.customerId),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice,
        expiresInSeconds,
      }),
    view: downloadView,
  });
  registerKontor(app, surface, contract.listDownloadLinks, {
    run: (ctx, { params }) =>
      listLinks(ctx, { permission: contract.listDownloadLinks.access, ...purchaseOf(params) }),
    view: linksView,
  });
  registerKontor(app, surface, contract.revokeDownloadLink, {
    run: (ctx, { params }) =>
      revokeDownloadLink(ctx, {
        permission: contract.revokeDownloadLink.access,
        ...purchaseOf(params),
        linkId: linkIdFrom(params.linkId),
      }),
    view: () => undefined,
  });
  registerOwnDownloads(app, surface);
  serveDownloads(app, surface, options);
  showLinks(app, surface);
};

/** The customer's own surface: the same deeds for their own organisation. */
const registerOwnDownloads = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.startMyDownload, {
    run: (ctx, { params, body }) =>
      startDownload(ctx, {
        permission: contract.startMyDownload.access,
        customerId: ownCustomer(ctx),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice: body,
      }),
    view: downloadView,
  });
  registerKontor(app, surface, contract.createMyDownloadLink, {
    run: (ctx, { params, body: { expiresInSeconds, ...choice } }) =>
      createDownloadLink(ctx, {
        permission: contract.createMyDownloadLink.access,
        customerId: ownCustomer(ctx),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice,
        expiresInSeconds,
      }),
    view: downloadView,
  });
  registerKontor(app, surface, contract.listMyDownloadLinks, {
    run: (ctx, { params }) =>
      listLinks(ctx, {
        permission: contract.listMyDownloadLinks.access,
        customerId: ownCustomer(ctx),
        entitlementId: entitlementIdFrom(params.entitlementId),
      }),
    view: linksView,
  });
  registerKontor(app, surface, contract.revokeMyDownloadLink, {
    run: (ctx, { params }) =>
      revokeDownloadLink(ctx, {
        permission: contract.revokeMyDownloadLink.access,
        customerId: ownCustomer(ctx),
        entitlementId: entitlementIdFrom(params.entitlementId),
        linkId: linkIdFrom(params.linkId),
      }),
    view: () => undefined,
  });
};

const ownCustomer = ({ principal }: RequestContext) =>
  principal.kind === 'customer_user' ? principal.customerId : undefined;

const purchaseOf = (params: { readonly customerId: string; readonly entitlementId: string }) => ({
  customerId: customerIdFrom(params.customerId),
  entitlementId: entitlementIdFrom(params.entitlementId),
});
