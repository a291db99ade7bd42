import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

export const activityRecord = z.object({
  id,
  at: instant,
  action: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  user: z.string().nullable(),
  application: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  leafIndex: z.int().nullable(),
});

export const listActivity = {
  name: 'listActivity',
  summary: 'Who did what, newest first; the last month when no range is given',
  noun: 'activity',
  method: 'GET',
  path: '/activity',
  query: z.object({
    ...paging,
    from: z.string().max(40).optional().describe('instant or date, inclusive'),
    to: z.string().max(40).optional().describe('instant, exclusive, or date, inclusive'),
    action: z.string().max(400).optional().describe('one action, or several with commas between'),
    customerId: id.optional(),
    user: z.string().max(254).optional(),
    resource: z.string().max(100).optional(),
    partnerId: id.optional().describe('the operator names the account'),
  }),
  answers: { 200: page(activityRecord) },
  problems: ['cursor.invalid', 'activity.range_reversed', 'activity.action_unknown'],
  access: 'activity.read',
} satisfies Operation;
