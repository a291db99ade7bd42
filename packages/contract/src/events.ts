import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page } from './shapes.ts';

/** What happened, in its place in the account's sequence, which has no gaps. */
export const eventEntry = z.object({
  id,
  sequence: z.int(),
  previousId: id.nullable().describe('the event before it of the same aggregate'),
  type: z.string(),
  aggregate: z.object({ type: z.string(), id: z.string() }),
  at: instant.describe('on the account’s clock'),
  data: z.record(z.string(), z.unknown()),
});

export const listEvents = {
  name: 'listEvents',
  summary: 'Everything that happened in the account, in order, for 90 days',
  noun: 'events',
  method: 'GET',
  path: '/events',
  query: z.object({
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .describe('the sequence to go on behind; from the oldest kept when left out'),
    limit: z
      .string()
      .regex(/^\d{1,4}$/)
      .optional()
      .describe('1 to 500, 50 when left out'),
    types: z.string().max(2000).optional().describe('types with commas between; all when left out'),
    partnerId: id.optional().describe('the operator names the account'),
  }),
  answers: { 200: page(eventEntry) },
  problems: ['not_found'],
  access: 'events.read',
} satisfies Operation;
