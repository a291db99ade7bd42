import * as contract from '@kontor/contract/activity-keeping';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { erasePerson } from './erase-person.ts';
import { unusualView } from './keeping-view.ts';
import { readUnusual } from './list-unusual.ts';
import { readUnusualSettings, setUnusualSettings } from './unusual-settings.ts';

/** How long the log is kept, whom it forgets and what in it stands out. */
export const registerActivityKeeping = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.eraseActivityPerson, {
    run: (ctx, { body }) => erasePerson(ctx, body),
    view: ({ personId, erasedAt, already }) => ({ personId, erasedAt: formatInstant(erasedAt), already }),
  });
  registerKontor(app, surface, contract.listUnusualActivity, {
    run: (ctx, { query }) => readUnusual(ctx, query),
    view: ({ rows, next }) => ({ items: rows.map(unusualView), next }),
  });
  registerKontor(app, surface, contract.getUnusualSettings, {
    run: (ctx, { query }) => readUnusualSettings(ctx, query.partnerId),
    view: (settings) => settings,
  });
  registerKontor(app, surface, contract.putUnusualSettings, {
    run: (ctx, { query, body }) => setUnusualSettings(ctx, query.partnerId, body),
    view: (settings) => settings,
  });
};
