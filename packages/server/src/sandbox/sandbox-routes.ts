import { getClock as getOperation, moveClock as moveOperation } from '@kontor/contract/clock';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { type ClockState, getClock } from './get-clock.ts';
import { type ClockMoved, moveClock } from './move-clock.ts';

export const registerSandboxKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, getOperation, {
    run: (ctx) => getClock(ctx),
    view: ({ now, movable, busy }: ClockState) => ({
      now: formatInstant(now),
      movable,
      ...(busy ? { busy } : {}),
    }),
  });
  registerKontor(app, surface, moveOperation, {
    run: (ctx, { body }) => moveClock(ctx, body),
    view: (moved: ClockMoved) =>
      'now' in moved ? { now: formatInstant(moved.now) } : { operationId: moved.operationId },
    status: (moved: ClockMoved) => ('now' in moved ? 200 : 202),
  });
};
