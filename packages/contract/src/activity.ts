import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

export const activityOutcomes = ['succeeded', 'refused'] as const;

/** A record as its readers see it: what is personal in it is put back, or null where it was erased. */
export const activityRecord = z.object({
  id,
  at: instant.describe('on the account’s clock'),
  recordedAt: instant.describe('real time'),
  action: z.string(),
  outcome: z.enum(activityOutcomes),
  resourceType: z.string(),
  resourceId: z.string(),
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  userId: id.nullable(),
  user: z.string().nullable(),
  userErased: z.boolean().describe('who it was has been erased; the record and its proof stand'),
  application: z.string().nullable(),
  clientId: id.nullable(),
  roles: z.array(z.string()),
  address: z.string().nullable(),
  requestId: z.string(),
  correlationId: z.string(),
  oldValue: z.unknown(),
  newValue: z.unknown(),
  details: z.record(z.string(), z.unknown()),
  leafIndex: z.int().nullable().describe('its place in the log; null for the moment before it has one'),
});

const partnerId = id.optional().describe('the operator names the account');

const range = {
  from: z.string().max(40).optional().describe('instant or date, inclusive'),
  to: z.string().max(40).optional().describe('instant, exclusive, or date, inclusive'),
};

/** What a list and an export may be narrowed by, all of it at once. */
const filters = {
  action: z.string().max(2000).optional().describe('one action, or several with commas between'),
  customerId: id.optional(),
  user: z.string().max(254).optional().describe('a part of the e-mail address or the application’s name'),
  resource: z.string().max(100).optional().describe('an id, or a type of resource'),
  outcome: z.enum(activityOutcomes).optional(),
  text: z.string().max(200).optional().describe('anywhere in the record, in any case'),
};

export const listActivity = {
  name: 'listActivity',
  summary: 'Who did what, newest first; the last month when no range is given',
  noun: 'activity',
  method: 'GET',
  path: '/activity',
  query: z.object({ ...paging, ...range, ...filters, partnerId }),
  answers: {
    200: page(activityRecord).extend({
      searchedTo: instant
        .nullable()
        .describe('how far back this page looked, where it ends before it is full and `next` goes on'),
      archivedBefore: instant.nullable().describe('older records lie in archives'),
    }),
  },
  problems: ['cursor.invalid', 'activity.range_reversed', 'activity.action_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getActivityRecord = {
  name: 'getActivityRecord',
  summary: 'One record of the log',
  noun: 'activity',
  method: 'GET',
  path: '/activity/{recordId}',
  params: z.object({ recordId: id }),
  query: z.object({ partnerId }),
  answers: { 200: activityRecord },
  problems: ['not_found'],
  access: 'activity.read',
} satisfies Operation;

/** csv with names; jsonl the leaves byte for byte; proof and openings for whoever verifies them. */
export const activityExportFormats = ['csv', 'jsonl', 'proof', 'openings'] as const;

export const exportActivity = {
  name: 'exportActivity',
  summary: 'The numbered records of a range as a file, oldest first, or what proves and opens them',
  noun: 'activity',
  method: 'GET',
  path: '/activity/export',
  query: z.object({
    format: z.enum(activityExportFormats),
    ...range,
    ...filters,
    size: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe('as of the checkpoint of this size; the last one when left out'),
    bom: z.enum(['true', 'false']).optional().describe('a byte order mark before the CSV, for spreadsheets'),
    partnerId,
  }),
  answers: { 200: 'stream' },
  problems: [
    'activity.range_reversed',
    'activity.action_unknown',
    'activity.size_unknown',
    'activity.not_numbered_yet',
  ],
  access: 'activity.read',
} satisfies Operation;

/** The question of a saved view, in the words of the list's own query and of the screen that asks it. */
export const activityViewQuery = z.object({
  ...range,
  ...filters,
  preset: z.string().max(40).optional().describe('a preset of the screen'),
  range: z.string().max(40).optional().describe('a range that moves with time, such as the last month'),
});

export const savedActivityView = z.object({
  id,
  name: z.string(),
  query: activityViewQuery,
  createdAt: instant,
});

export const listActivityViews = {
  name: 'listActivityViews',
  summary: 'The views of the log that the caller has saved, by name',
  noun: 'activity',
  method: 'GET',
  path: '/activity/views',
  answers: { 200: page(savedActivityView) },
  problems: [],
  access: 'activity.read',
} satisfies Operation;

export const saveActivityView = {
  name: 'saveActivityView',
  summary: 'Save a question to the log under a name, for oneself',
  noun: 'activity',
  method: 'POST',
  path: '/activity/views',
  body: z.object({ name: z.string().min(1).max(100), query: activityViewQuery }),
  answers: { 201: savedActivityView },
  problems: [
    'activity.view_exists',
    'activity.too_many_views',
    'activity.range_reversed',
    'activity.action_unknown',
  ],
  access: 'activity.read',
} satisfies Operation;

export const deleteActivityView = {
  name: 'deleteActivityView',
  summary: 'Delete one of the caller’s saved views',
  noun: 'activity',
  method: 'DELETE',
  path: '/activity/views/{viewId}',
  params: z.object({ viewId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'activity.read',
} satisfies Operation;
