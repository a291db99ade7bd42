import * as contract from '@kontor/contract/activity-keeping';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { erasePerson } from './erase-person.ts';
import { archiveView, retentionView, unusualView } from './keeping-view.ts';
import { readUnusual } from './list-unusual.ts';
import { type GivenArchive, giveArchive, readArchives } from './read-archives.ts';
import { getRetention, setRetention } from './retention-settings.ts';
import { readUnusualSettings, setUnusualSettings } from './unusual-settings.ts';

/** How long the log is kept, whom it forgets and what in it stands out. */
export const registerActivityKeeping = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getActivityRetention, {
    run: (ctx) => getRetention(ctx),
    view: retentionView,
  });
  registerKontor(app, surface, contract.setActivityRetention, {
    run: (ctx, { body }) => setRetention(ctx, body),
    view: retentionView,
  });
  registerKontor(app, surface, contract.listActivityArchives, {
    run: (ctx, { query }) => readArchives(ctx, query),
    view: ({ rows, next }) => ({ items: rows.map(archiveView), next }),
  });
  registerKontor(app, surface, contract.getActivityArchive, {
    run: async (ctx, { params, query, reply }) => {
      const { part = 'records', partnerId } = query;
      const given = await giveArchive(ctx, { month: params.month, part, partnerId });
      if (given.accepted)
        reply.headers({
          'content-type':
            part === 'records' ? 'application/jsonl; charset=utf-8' : 'text/plain; charset=utf-8',
          'content-disposition': `attachment; filename="${given.value.fileName}"`,
          'content-length': String(given.value.sizeBytes),
        });
      return given;
    },
    // A stream has no type in the contract, whose answers are JSON.
    view: ({ body }: GivenArchive) => body as unknown as undefined,
  });
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
