import { z } from 'zod';
import type { Operation } from './operation.ts';
import { instant } from './shapes.ts';

export const getClock = {
  name: 'getClock',
  summary: "The account's clock",
  noun: 'clock',
  method: 'GET',
  path: '/clock',
  answers: { 200: z.object({ now: instant, movable: z.boolean(), busy: z.boolean().optional() }) },
  problems: [],
  access: 'clock.read',
} satisfies Operation;

export const moveClock = {
  name: 'moveClock',
  summary: "Set a sandbox account's clock forward; work that falls due runs first",
  noun: 'clock',
  method: 'POST',
  path: '/clock',
  body: z.strictObject({ advance: z.string().max(40).optional(), to: z.string().max(40).optional() }),
  answers: { 200: z.object({ now: instant }), 202: z.object({ operationId: z.string() }) },
  problems: ['clock.not_movable', 'clock.backwards', 'clock.busy', 'tax.unavailable'],
  access: 'clock.move',
} satisfies Operation;
