import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const partnerId = id.optional().describe('the operator names the account');

export const retentionRule = z.object({
  months: z.int().min(12).max(1200),
  effectiveFrom: date.describe('the first day on which it holds'),
});

export const activityRetention = z.object({
  months: z.int().describe('how long records stay in the database now; older months lie in archives'),
  effectiveFrom: date,
  upcoming: z.array(retentionRule),
});

export const getActivityRetention = {
  name: 'getActivityRetention',
  summary: 'How long records of the activity log stay in the database',
  noun: 'settings',
  method: 'GET',
  path: '/settings/activity-retention',
  answers: { 200: activityRetention },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;

export const setActivityRetention = {
  name: 'setActivityRetention',
  summary: 'Say from which day on records stay how long; a shorter time must be confirmed',
  noun: 'settings',
  method: 'POST',
  path: '/settings/activity-retention',
  body: z.strictObject({
    months: z.int().describe('at least 12'),
    effectiveFrom: z.string().max(10).describe('today or a later day, such as 2027-01-31'),
    shortens: z
      .boolean()
      .optional()
      .describe('true confirms that months leave the database earlier than they would have'),
  }),
  answers: { 201: activityRetention },
  problems: ['activity.retention_shortened'],
  access: 'settings.manage',
} satisfies Operation;

export const activityArchive = z.object({
  month: z.string().describe('UTC month of the account’s time, such as 2016-03'),
  records: z.int(),
  firstLeaf: z.int(),
  lastLeaf: z.int(),
  sizeBytes: z.int(),
  sha256: z.string().describe('of records and proof together, hexadecimal'),
  verifiedAt: instant.describe('when the stored file was read back and verified'),
});

export const listActivityArchives = {
  name: 'listActivityArchives',
  summary: 'Months of the log that have left the database, newest first',
  noun: 'activity',
  method: 'GET',
  path: '/activity/archives',
  query: z.object({ ...paging, partnerId }),
  answers: { 200: page(activityArchive) },
  problems: ['cursor.invalid'],
  access: 'activity.read',
} satisfies Operation;

export const getActivityArchive = {
  name: 'getActivityArchive',
  summary: 'The records of an archived month as JSON lines, or their proof',
  noun: 'activity',
  method: 'GET',
  path: '/activity/archives/{month}',
  params: z.object({ month: z.string().max(10) }),
  query: z.object({ part: z.enum(['records', 'proof']).optional(), partnerId }),
  answers: { 200: 'stream' },
  problems: ['not_found'],
  access: 'activity.read',
} satisfies Operation;

/** Why somebody's name goes; not in anybody's own words, which might name them again. */
export const erasureReasons = ['requested', 'left', 'legal_duty', 'other'] as const;

export const eraseActivityPerson = {
  name: 'eraseActivityPerson',
  summary: 'Erase who somebody is from the log; records and proofs stay. It cannot be undone',
  noun: 'activity',
  method: 'POST',
  path: '/activity/erasures',
  body: z.strictObject({ personId: id, reason: z.enum(erasureReasons) }),
  answers: {
    200: z.object({
      personId: id,
      erasedAt: instant,
      already: z.boolean().describe('it had been done before'),
    }),
  },
  problems: ['not_found'],
  access: 'activity.manage',
} satisfies Operation;

export const unusualRules = ['many_keys', 'night', 'new_country'] as const;

export const unusualActivity = z.object({
  rule: z.enum(unusualRules),
  recordId: id,
  leafIndex: z.int(),
  at: instant,
  personId: id,
  person: z.string().nullable().describe('null when who it was has been erased'),
  count: z.int().nullable().describe('many_keys: purchases whose keys were shown within the hour'),
  country: z
    .string()
    .nullable()
    .describe('new_country: where the request came from, as far as its address says'),
  localTime: z.string().nullable().describe('night: the time of day where the account is'),
});

export const listUnusualActivity = {
  name: 'listUnusualActivity',
  summary: 'What stands out among looks at keys and downloads, newest first',
  noun: 'activity',
  method: 'GET',
  path: '/activity/unusual',
  query: z.object({ ...paging, partnerId }),
  answers: { 200: page(unusualActivity) },
  problems: ['cursor.invalid'],
  access: 'activity.read',
} satisfies Operation;

export const unusualSettings = z.object({
  manyKeys: z.int().min(2).max(10_000).describe('so many purchases’ keys shown to one person within an hour'),
  night: z.boolean().describe('a person’s first time between 22 and 6 o’clock'),
  newCountry: z.boolean().describe('a person’s first time from another country'),
});

export const getUnusualSettings = {
  name: 'getUnusualSettings',
  summary: 'What the account calls unusual',
  noun: 'settings',
  method: 'GET',
  path: '/settings/unusual-activity',
  query: z.object({ partnerId }),
  answers: { 200: unusualSettings },
  problems: [],
  access: 'activity.manage',
} satisfies Operation;

export const putUnusualSettings = {
  name: 'putUnusualSettings',
  summary: 'Say what the account calls unusual from now on',
  noun: 'settings',
  method: 'PUT',
  path: '/settings/unusual-activity',
  query: z.object({ partnerId }),
  body: z.strictObject(unusualSettings.shape),
  answers: { 200: unusualSettings },
  problems: [],
  access: 'activity.manage',
} satisfies Operation;
