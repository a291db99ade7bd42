import * as contract from '@kontor/contract/reveal-links';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom, entitlementIdFrom, linkIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { createRevealLink } from './create-reveal-link.ts';
import { listRevealLinks, revokeAllLinks, revokeRevealLink } from './manage-reveal-links.ts';
import { revealLinksView, revealLinkView } from './reveal-link-view.ts';
import { showRevealLinks } from './show-reveal-link.ts';

export const registerRevealLinks = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createRevealLink, {
    run: (ctx, { params, body: { expiresInSeconds, recipient = '', ...choice } }) =>
      createRevealLink(ctx, {
        ...purchaseOf(params),
        choice,
        expiresInSeconds,
        recipient: recipient.trim(),
      }),
    view: revealLinkView,
  });
  registerKontor(app, surface, contract.listRevealLinks, {
    run: (ctx, { params }) => listRevealLinks(ctx, purchaseOf(params)),
    view: revealLinksView,
  });
  registerKontor(app, surface, contract.revokeRevealLink, {
    run: (ctx, { params }) =>
      revokeRevealLink(ctx, { ...purchaseOf(params), linkId: linkIdFrom(params.linkId) }),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.revokeAllLinks, {
    run: (ctx, { params }) => revokeAllLinks(ctx, purchaseOf(params)),
    view: (ended) => ended,
  });
  showRevealLinks(app, surface);
};

const purchaseOf = (params: { readonly customerId: string; readonly entitlementId: string }) => ({
  customerId: customerIdFrom(params.customerId),
  entitlementId: entitlementIdFrom(params.entitlementId),
});
