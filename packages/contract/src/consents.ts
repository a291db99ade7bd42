import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id } from './shapes.ts';

/** The endpoint's age, which decides how its tokens look. */
const version = z.enum(['v1', 'v2']);
const query = z
  .string()
  .max(8_000)
  .describe('the query that the application put behind the authorize endpoint');

const asked = z.object({
  application: z.object({ clientId: id, name: z.string(), accountName: z.string() }),
  returnsTo: z.string().nullable().describe('the host that the browser goes back to; null for a device'),
});

const problems = [
  'consent.application_unknown',
  'consent.redirect_unknown',
  'consent.request_invalid',
  'consent.not_for_you',
  'consent.second_factor',
] as const;

const deviceProblems = ['consent.device_unknown', 'consent.second_factor'] as const;

export const describeConsent = {
  name: 'describeConsent',
  summary: 'What an application asks of the person who is signed in',
  noun: 'consents',
  method: 'GET',
  path: '/consents',
  query: z.object({ version, query }),
  answers: { 200: asked },
  problems: [...problems],
  access: 'signed_in',
} satisfies Operation;

export const answerConsent = {
  name: 'answerConsent',
  summary: 'Let an application act for you, or decline; answers the way back to it',
  noun: 'consents',
  method: 'POST',
  path: '/consents',
  body: z.strictObject({ version, query, approved: z.boolean() }),
  answers: {
    200: z.object({
      uri: z.string(),
      fields: z.record(z.string(), z.string()).nullable().describe('to be posted to `uri` as a form'),
    }),
  },
  problems: [...problems],
  access: 'signed_in',
  secret: true,
} satisfies Operation;

const userCode = z.string().min(1).max(40);

export const describeDevice = {
  name: 'describeDevice',
  summary: 'Which application’s device waits under a code',
  noun: 'consents',
  method: 'GET',
  path: '/device-codes/{userCode}',
  params: z.object({ userCode }),
  answers: { 200: asked },
  problems: [...deviceProblems],
  access: 'signed_in',
} satisfies Operation;

export const answerDevice = {
  name: 'answerDevice',
  summary: 'Let the device that shows a code act for you, or turn it away',
  noun: 'consents',
  method: 'POST',
  path: '/device-codes/{userCode}',
  params: z.object({ userCode }),
  body: z.strictObject({ approved: z.boolean() }),
  answers: { 200: z.object({ approved: z.boolean() }) },
  problems: [...deviceProblems],
  access: 'signed_in',
} satisfies Operation;
