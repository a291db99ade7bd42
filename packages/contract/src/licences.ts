import { validationReasons } from '@kontor/domain/licence/validate-licence';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page } from './shapes.ts';

export const licenceFile = z.object({
  licenceId: id,
  edition: z.int().describe('counts the files of this licence'),
  fileName: z.string(),
  licence: z.string().describe('the signed file, armoured; see docs/offline-licences.md'),
  quantity: z.int(),
  issuedAt: instant,
  expiresAt: instant.optional().describe('absent: it never ends'),
});

export const deviceAnswer = licenceFile.extend({
  activationId: id,
  activationToken: z.string().describe('shown once; with the licence id it speaks for this device'),
  limit: z.int(),
  used: z.int(),
});

export const activationAnswer = z.object({
  activationId: id,
  name: z.string(),
  activatedAt: instant,
  activatedBy: z.string().optional().describe('absent: the device itself'),
  lastSeenAt: instant.optional(),
  deactivatedAt: instant.optional(),
  licenceId: id.optional(),
  licenceExpiresAt: instant.optional(),
});

export const activationList = page(activationAnswer).extend({
  offered: z.boolean().describe('whether the product has licence files'),
  limit: z.int(),
  used: z.int(),
  licence: z
    .object({ licenceId: id, edition: z.int(), issuedAt: instant, expiresAt: instant.optional() })
    .optional()
    .describe('the licence of the whole purchase, once one was fetched'),
});

export const validationAnswer = z.object({
  valid: z.boolean(),
  code: z.enum(['valid', ...validationReasons]).describe('`valid`, or the weightiest reason'),
  reasons: z.array(z.enum(validationReasons)).describe('all that hold, the weightiest first'),
  productId: id.optional(),
  skuId: id.optional(),
  quantity: z.int().optional(),
  expiresAt: instant.optional(),
  licenceId: id.optional(),
  activationId: id.optional(),
});

export const licenceOffer = z.object({
  productId: id,
  skuId: id,
  productTitle: z.string(),
  skuTitle: z.string(),
  offered: z.boolean(),
  activationsPerUnit: z
    .int()
    .describe('on so many devices a unit works; the rule `activations` of the SKU’s keys says it'),
  licenceDays: z.int().nullable(),
  graceDays: z.int(),
});

const publishedKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  kid: z.string(),
  x: z.string(),
  since: instant,
  until: instant.nullable().describe('verifies nothing from then on; null while it signs'),
});

const fingerprint = z
  .string()
  .min(8)
  .max(500)
  .describe('what the device calls itself, the same every time; only its hash is kept');
const device = { fingerprint, name: z.string().min(1).max(120) };
const licenceText = z.string().min(100).max(60_000);
const proof = {
  licence: licenceText.optional().describe('the licence file'),
  licenceId: id.optional(),
  activationToken: z.string().max(100).optional(),
};
const keyText = z.string().min(8).max(200);

const entitlementParams = z.object({ customerId: id, entitlementId: id });
const ownParams = z.object({ entitlementId: id });
const activationParam = { activationId: id };
const problems = [
  'entitlement.revoked',
  'entitlement.provisioning',
  'entitlement.suspended',
  'entitlement.expired',
  'licence.not_offered',
] as const;
const noun = 'licences';

export const getOfflineLicence = {
  name: 'getOfflineLicence',
  summary: 'The signed licence file of a purchase, with its present end; each one is on record',
  noun,
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/licence',
  params: entitlementParams,
  answers: { 201: licenceFile },
  problems,
  access: 'keys.read',
  secret: true,
} satisfies Operation;

export const replaceOfflineLicence = {
  name: 'replaceOfflineLicence',
  summary: 'A licence file in the place of all that are out; those are taken back',
  noun,
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/licence/replacement',
  params: entitlementParams,
  answers: { 201: licenceFile },
  problems,
  access: 'keys.read',
  secret: true,
} satisfies Operation;

export const listActivations = {
  name: 'listActivations',
  summary: 'The devices of a purchase',
  noun,
  method: 'GET',
  path: '/customers/{customerId}/software/{entitlementId}/activations',
  params: entitlementParams,
  answers: { 200: activationList },
  problems: [],
  access: 'keys.read',
} satisfies Operation;

export const activateDevice = {
  name: 'activateDevice',
  summary: 'A licence file that is bound to a device, for one that cannot ask itself',
  noun,
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/activations',
  params: entitlementParams,
  body: z.strictObject(device),
  answers: { 201: deviceAnswer },
  problems: [...problems, 'licence.activation_limit'],
  access: 'keys.read',
  secret: true,
} satisfies Operation;

export const deactivateDevice = {
  name: 'deactivateDevice',
  summary: 'Give the place of a device up; its licence is taken back',
  noun,
  method: 'DELETE',
  path: '/customers/{customerId}/software/{entitlementId}/activations/{activationId}',
  params: entitlementParams.extend(activationParam),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'keys.read',
} satisfies Operation;

export const getMyOfflineLicence = {
  ...getOfflineLicence,
  name: 'getMyOfflineLicence',
  summary: 'The signed licence file of your own software; each one is on record',
  path: '/my/software/{entitlementId}/licence',
  params: ownParams,
  access: 'my_keys.read',
} satisfies Operation;

export const replaceMyOfflineLicence = {
  ...replaceOfflineLicence,
  name: 'replaceMyOfflineLicence',
  summary: 'A licence file in the place of all of yours that are out; those are taken back',
  path: '/my/software/{entitlementId}/licence/replacement',
  params: ownParams,
  access: 'my_keys.read',
} satisfies Operation;

export const listMyActivations = {
  ...listActivations,
  name: 'listMyActivations',
  summary: 'The devices of your own software',
  path: '/my/software/{entitlementId}/activations',
  params: ownParams,
  access: 'my_keys.read',
} satisfies Operation;

export const activateMyDevice = {
  ...activateDevice,
  name: 'activateMyDevice',
  summary: 'A licence file that is bound to a device of yours, for one that cannot ask itself',
  path: '/my/software/{entitlementId}/activations',
  params: ownParams,
  access: 'my_keys.read',
} satisfies Operation;

export const deactivateMyDevice = {
  ...deactivateDevice,
  name: 'deactivateMyDevice',
  summary: 'Give the place of a device of yours up; its licence is taken back',
  path: '/my/software/{entitlementId}/activations/{activationId}',
  params: ownParams.extend(activationParam),
  access: 'my_keys.read',
} satisfies Operation;

export const activateLicence = {
  name: 'activateLicence',
  summary: 'A device takes a place with the licence file or a key of the purchase',
  noun,
  method: 'POST',
  path: '/licences/activations',
  body: z.strictObject({ licence: licenceText.optional(), key: keyText.optional(), ...device }),
  answers: { 201: deviceAnswer },
  problems: [...problems, 'licence.activation_limit', 'licence.too_many_requests'],
  access: 'anybody',
  secret: true,
} satisfies Operation;

export const renewLicence = {
  name: 'renewLicence',
  summary: 'A device fetches its licence again, after a renewal with the new end',
  noun,
  method: 'POST',
  path: '/licences/renewals',
  body: z.strictObject({ ...proof, fingerprint }),
  answers: { 201: deviceAnswer },
  problems: [...problems, 'licence.too_many_requests'],
  access: 'anybody',
  secret: true,
} satisfies Operation;

export const endActivation = {
  name: 'endActivation',
  summary: 'A device gives its place up; twice is once',
  noun,
  method: 'POST',
  path: '/licences/deactivations',
  body: z.strictObject(proof),
  answers: { 200: z.object({}) },
  problems: ['licence.too_many_requests'],
  access: 'anybody',
} satisfies Operation;

export const validateLicence = {
  name: 'validateLicence',
  summary: 'Whether a licence holds now, and if not every reason in its rank',
  noun,
  method: 'POST',
  path: '/licences/validate',
  body: z.strictObject({
    ...proof,
    key: keyText.optional(),
    fingerprint: fingerprint.optional(),
    product: id.optional(),
  }),
  answers: { 200: validationAnswer },
  problems: ['licence.too_many_requests'],
  access: 'anybody',
} satisfies Operation;

export const getLicenceKeys = {
  name: 'getLicenceKeys',
  summary: 'Public keys that verify licence files; also at /.well-known/kontor-licence-keys.json',
  noun,
  method: 'GET',
  path: '/licence-keys',
  answers: { 200: z.object({ keys: z.array(publishedKey) }) },
  problems: [],
  access: 'anybody',
} satisfies Operation;

export const getLicenceRevocations = {
  name: 'getLicenceRevocations',
  summary: 'The signed list of licences of a product that were taken back, whole or since a list you have',
  noun,
  method: 'GET',
  path: '/licence-revocations',
  query: z.object({
    product: id,
    since: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  }),
  answers: { 200: 'stream' },
  problems: [],
  access: 'anybody',
} satisfies Operation;

export const listLicenceOffers = {
  name: 'listLicenceOffers',
  summary: 'SKUs with licence files',
  noun,
  method: 'GET',
  path: '/offline-licences',
  answers: { 200: page(licenceOffer) },
  problems: [],
  access: 'keys.manage',
} satisfies Operation;

export const setLicenceOffer = {
  name: 'setLicenceOffer',
  summary: 'Say whether a SKU has licence files, and how long they work',
  noun,
  method: 'PUT',
  path: '/products/{productId}/skus/{skuId}/offline-licence',
  params: z.object({ productId: id, skuId: id }),
  body: z.strictObject({
    offered: z.boolean(),
    licenceDays: z
      .int()
      .min(1)
      .max(3660)
      .nullable()
      .optional()
      .describe('a file lasts so long at most; null or left out: to the end of the purchase'),
    graceDays: z.int().min(0).max(365).optional().describe('14 when left out'),
  }),
  answers: { 200: licenceOffer },
  problems: ['not_found'],
  access: 'keys.manage',
} satisfies Operation;

export const rotateLicenceKey = {
  name: 'rotateLicenceKey',
  summary: 'Sign with a new key from now on; the one of before goes on verifying',
  noun,
  method: 'POST',
  path: '/licence-keys/rotations',
  body: z.strictObject({
    verifiesDays: z
      .int()
      .min(1)
      .max(36_600)
      .optional()
      .describe('how long the key of before verifies; eleven years when left out'),
  }),
  answers: {
    201: z.object({ keyId: z.string(), retiredKeyId: z.string(), verifiesUntil: instant }),
  },
  problems: ['conflict'],
  access: 'keys.manage',
} satisfies Operation;
