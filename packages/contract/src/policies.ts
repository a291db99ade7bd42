import { creditRules } from '@kontor/domain/cancellation/policy';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, family, id, instant, page, segment } from './shapes.ts';

/** How a policy is written; the server says in words which of it cannot be. */
const windowText = z
  .string()
  .max(20)
  .nullable()
  .describe('ISO 8601: P60D counts calendar days, PT168H exact hours; null is never cancellable');
const zoneText = z.string().min(1).max(60).describe('an IANA time zone; the days of a window are its days');
const effectiveFrom = instant.describe('RFC 3339, at most 24 hours ago; later instants are welcome');
const marketCode = z.string().regex(/^[A-Za-z]{2}$/);

export const policyStanding = z.enum(['in_force', 'upcoming', 'superseded']);

export const policy = z.object({
  id,
  version: z.int(),
  family,
  productId: id.optional(),
  market: z.string().optional(),
  segment: segment.optional(),
  window: z.string().nullable(),
  credit: z.enum(creditRules),
  zone: z.string(),
  effectiveFrom: instant,
  extendsExisting: z.boolean(),
  preset: z.string().optional(),
  recordedAt: instant,
  standing: policyStanding,
});

const policyBody = z.strictObject({
  family,
  productId: id.optional(),
  market: marketCode.optional(),
  segment: segment.optional(),
  window: windowText,
  credit: z.enum(creditRules),
  zone: zoneText.optional().describe('UTC when left out'),
  effectiveFrom,
  extendsExisting: z
    .boolean()
    .optional()
    .describe('also lengthens, never shortens, the windows of purchases made before'),
});

export const createPolicy = {
  name: 'createPolicy',
  summary: 'A cancellation policy, or the next version of the one with the same scope',
  noun: 'policies',
  method: 'POST',
  path: '/policies',
  body: policyBody,
  answers: { 201: policy },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const previewPolicy = {
  name: 'previewPolicy',
  summary: 'What a policy would mean for a purchase made now; nothing is written',
  noun: 'policies',
  method: 'POST',
  path: '/policies/preview',
  body: policyBody,
  answers: {
    200: z.object({
      cancellable: z.boolean(),
      cancellableUntil: instant.optional(),
      closedOn: z.string().optional(),
      version: z.int().describe('the number it would get'),
      replaces: z.object({ window: z.string().nullable(), credit: z.enum(creditRules) }).optional(),
    }),
  },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const listPolicies = {
  name: 'listPolicies',
  summary: 'What is in force at an instant, by family, product, market and segment',
  noun: 'policies',
  method: 'GET',
  path: '/policies',
  query: z.object({
    at: instant.optional().describe('now when left out'),
    family: family.optional(),
    upcoming: z.enum(['true', 'false']).optional().describe('also what takes effect later'),
  }),
  answers: { 200: page(policy) },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const getPolicy = {
  name: 'getPolicy',
  summary: 'Every version of one policy, newest first',
  noun: 'policies',
  method: 'GET',
  path: '/policies/{policyId}',
  params: z.object({ policyId: id }),
  answers: { 200: z.object({ id, versions: z.array(policy) }) },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const applyPolicyPreset = {
  name: 'applyPolicyPreset',
  summary: 'A set of policies that ships, from an instant on',
  noun: 'policies',
  method: 'POST',
  path: '/policies/presets',
  body: z.strictObject({ name: z.string().max(40), effectiveFrom }),
  answers: { 201: z.object({ items: z.array(policy) }) },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

/** Why a line can be cancelled for so long: the version that holds and the rule in its words. */
export const getLinePolicy = {
  name: 'getLinePolicy',
  summary: 'The policy that holds for a line of an order, and since when',
  noun: 'orders',
  method: 'GET',
  path: '/customers/{customerId}/orders/{orderId}/lines/{lineNumber}/policy',
  params: z.object({ customerId: id, orderId: id, lineNumber: z.string().regex(/^\d{1,4}$/) }),
  answers: {
    200: z.object({
      cancellable: z.boolean(),
      cancellableUntil: instant.optional(),
      closedOn: z.string().optional(),
      policy: z
        .object({
          id,
          version: z.int(),
          window: z.string().nullable(),
          credit: z.enum(creditRules),
          zone: z.string(),
          effectiveFrom: instant,
          extended: z.boolean().describe('lengthened after the purchase by this version'),
          cappedByTerm: z.boolean().describe('the term ends before the window would'),
        })
        .optional(),
      family: family.describe('why nothing can be cancelled may lie in what it is'),
      rule: z.string().describe('the rule in words'),
    }),
  },
  problems: [],
  access: 'orders.read',
} satisfies Operation;

export const reviewRule = z.object({
  id,
  kind: z.enum(['order_total_above', 'distinct_keys_above_entitled', 'unpaid_dispute']),
  amount: z.object({ value: amount, currency }).optional(),
  orderIds: z.array(id).optional(),
  effectiveFrom: instant,
  endedAt: instant.optional(),
});

export const createReviewRule = {
  name: 'createReviewRule',
  summary: 'Purchases that match are cancelled by a person, not by the program',
  noun: 'review-rules',
  method: 'POST',
  path: '/review-rules',
  body: z.strictObject({
    kind: reviewRule.shape.kind,
    amount: z.strictObject({ value: z.string().max(30), currency }).optional(),
    orderIds: z.array(id).min(1).max(1000).optional(),
  }),
  answers: { 201: reviewRule },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const listReviewRules = {
  name: 'listReviewRules',
  summary: 'Review rules, those in force first',
  noun: 'review-rules',
  method: 'GET',
  path: '/review-rules',
  answers: { 200: page(reviewRule) },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const endReviewRule = {
  name: 'endReviewRule',
  summary: 'From now on a review rule holds nothing back',
  noun: 'review-rules',
  method: 'POST',
  path: '/review-rules/{ruleId}/end',
  params: z.object({ ruleId: id }),
  answers: { 200: reviewRule },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;
