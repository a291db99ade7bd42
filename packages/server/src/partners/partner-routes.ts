import * as contract from '@kontor/contract/partners';
import type { FastifyInstance } from 'fastify';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { searchable } from '../platform/http/searchable.ts';
import { createPartner } from './create-partner.ts';
import { getPartner, listPartners, type PartnerList } from './list-partners.ts';
import { newPartnerView, partnerView } from './partner-view.ts';
import { updatePartner } from './update-partner.ts';

const list = 'partners';

export const registerPartners = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createPartner, {
    run: (ctx, { body }) => createPartner(ctx, body),
    view: newPartnerView,
  });
  registerKontor(app, surface, contract.listPartners, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, query.cursor);
      if (!cursor.accepted) return cursor;
      const after = cursor.value?.[0] ?? null;
      return listPartners(ctx, { search: searchable(query.search), after, limit: limit.value });
    },
    view: ({ partners, lastId }: PartnerList, ctx) => ({
      items: partners.map(partnerView),
      next:
        lastId === null
          ? null
          : sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, [lastId]),
    }),
  });
  registerKontor(app, surface, contract.getPartner, {
    run: (ctx, { params }) => getPartner(ctx, params.partnerId),
    view: partnerView,
  });
  registerKontor(app, surface, contract.updatePartner, {
    run: (ctx, { params, body }) => updatePartner(ctx, params.partnerId, body),
    view: partnerView,
  });
};
