import * as contract from '@kontor/contract/events';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { eventsView } from './event-view.ts';
import { listEvents } from './list-events.ts';

export const registerEvents = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listEvents, {
    run: (ctx, { query }) => listEvents(ctx, query),
    view: eventsView,
  });
};
