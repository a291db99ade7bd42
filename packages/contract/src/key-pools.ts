import { keyFormats } from '@kontor/domain/catalog/key-format';
import { keySources } from '@kontor/domain/catalog/key-settings';
import { keyChecks } from '@kontor/domain/catalog/key-template';
import { keyRules } from '@kontor/domain/entitlement/key-quantity';
import { replacementReasons } from '@kontor/domain/entitlement/replace-key';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const skuParams = z.object({ productId: id, skuId: id });
const version = z.object({
  version: z.string().max(80).optional().describe('the key group, where a SKU has several'),
});
const threshold = z.int().min(0).max(1_000_000);

/** The stock of one key group of a SKU, in numbers; no operation ever gives a key of it. */
export const keyPool = z.object({
  productId: id,
  skuId: id,
  productTitle: z.string(),
  skuTitle: z.string(),
  keyGroup: z.string(),
  format: z.enum(keyFormats),
  rule: z.enum(keyRules),
  free: z.int(),
  taken: z.int(),
  revoked: z.int().describe('withdrawn, cancelled or replaced'),
  waiting: z.int().describe('purchases that wait for keys'),
  threshold: threshold.describe('fewer free keys than this are low; 0 is never low'),
  low: z.boolean(),
  lowSince: instant.optional(),
  lastImportAt: instant.optional(),
  takenLast30Days: z.int(),
  daysOfStock: z.int().nullable().describe('at the rate of the last 30 days; null when none was taken'),
});

export const listKeyPools = {
  name: 'listKeyPools',
  summary: 'What is in stock of each key group that is sold from a pool',
  noun: 'key-pools',
  method: 'GET',
  path: '/key-pools',
  query: z.object({
    ...paging,
    search: z.string().max(100).optional().describe('part of a title, or an id'),
    low: z.enum(['true']).optional().describe('only pools that have been told of as low'),
  }),
  answers: { 200: page(keyPool) },
  problems: ['cursor.invalid'],
  access: 'keys.manage',
} satisfies Operation;

export const skuKeys = z.object({
  source: z.enum(keySources).describe('`pool` sells imported keys, `generated` makes them at checkout'),
  format: z.enum(keyFormats),
  template: z
    .string()
    .max(200)
    .nullable()
    .describe('A letter, 9 digit, X either without look-alikes, C check character, [ABC] fixed characters'),
  check: z.enum(keyChecks),
  groups: z
    .array(z.string().min(1).max(80))
    .max(50)
    .describe('the first is what a purchase takes its keys from'),
  rule: z.enum(keyRules),
  keysPerPurchase: z.int().describe('counts under the rule `per_purchase`'),
  activationsPerUnit: z.int().nullable().describe('needed by the rule `activations`'),
});

export const getSkuKeys = {
  name: 'getSkuKeys',
  summary: 'Where the keys of a SKU come from, what they look like and how many a purchase gets',
  noun: 'key-pools',
  method: 'GET',
  path: '/key-pools/{productId}/{skuId}/settings',
  params: skuParams,
  answers: { 200: skuKeys },
  problems: ['not_found'],
  access: 'keys.manage',
} satisfies Operation;

export const putSkuKeys = {
  name: 'putSkuKeys',
  summary: 'Set what the keys of a SKU are; purchases made before keep what they were promised',
  noun: 'key-pools',
  method: 'PUT',
  path: '/key-pools/{productId}/{skuId}/settings',
  params: skuParams,
  body: z.strictObject(skuKeys.shape),
  answers: { 200: skuKeys },
  problems: ['not_found'],
  access: 'keys.manage',
} satisfies Operation;

export const stockThreshold = z.object({
  threshold: threshold.nullable().describe('null: the one of the installation'),
  inForce: threshold,
});

export const getStockThreshold = {
  name: 'getStockThreshold',
  summary: 'Below how many free keys the operator is told',
  noun: 'key-pools',
  method: 'GET',
  path: '/key-pools/{productId}/{skuId}/threshold',
  params: skuParams,
  query: version,
  answers: { 200: stockThreshold },
  problems: ['not_found', 'key_group.unknown'],
  access: 'keys.manage',
} satisfies Operation;

export const putStockThreshold = {
  name: 'putStockThreshold',
  summary: 'Set below how many free keys the operator is told',
  noun: 'key-pools',
  method: 'PUT',
  path: '/key-pools/{productId}/{skuId}/threshold',
  params: skuParams,
  query: version,
  body: z.strictObject({ threshold: threshold.nullable() }),
  answers: { 200: stockThreshold },
  problems: ['not_found', 'key_group.unknown'],
  access: 'keys.manage',
} satisfies Operation;

export const keyImport = z.object({
  id,
  keyGroup: z.string(),
  source: z.enum(['imported', 'generated']),
  importedAt: instant,
  importedBy: z.string(),
  added: z.int(),
  duplicates: z.int(),
  invalid: z.int(),
  free: z.int().describe('of its keys, those that nobody has yet'),
  withdrawn: z.int(),
  withdrawnAt: instant.optional(),
});

export const listKeyImports = {
  name: 'listKeyImports',
  summary: 'The batches of keys that came in, newest first',
  noun: 'key-pools',
  method: 'GET',
  path: '/key-pools/{productId}/{skuId}/imports',
  params: skuParams,
  query: z.object({ ...paging }),
  answers: { 200: page(keyImport) },
  problems: ['not_found', 'cursor.invalid'],
  access: 'keys.manage',
} satisfies Operation;

export const withdrawKeys = {
  name: 'withdrawKeys',
  summary: 'Withdraw the keys of a batch that nobody has yet; none of them is ever sold',
  noun: 'key-pools',
  method: 'POST',
  path: '/key-pools/{productId}/{skuId}/imports/{importId}/withdrawal',
  params: skuParams.extend({ importId: z.string().regex(/^\d{1,9}$/) }),
  answers: {
    200: z.object({ withdrawn: z.int(), taken: z.int().describe('of the batch, keys that purchases have') }),
  },
  problems: ['not_found'],
  access: 'keys.manage',
} satisfies Operation;

export const keyPolicy = z.object({
  replacementsAYear: z
    .int()
    .min(0)
    .max(1000)
    .describe('of a purchase, by its partner; the operator is not limited'),
  lowStockThreshold: threshold.describe('of pools that have none of their own'),
});

export const getKeyPolicy = {
  name: 'getKeyPolicy',
  summary: 'How often partners may replace keys, and when stock is low',
  noun: 'settings',
  method: 'GET',
  path: '/settings/keys',
  answers: { 200: keyPolicy },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;

export const putKeyPolicy = {
  name: 'putKeyPolicy',
  summary: 'Set how often partners may replace keys, and when stock is low',
  noun: 'settings',
  method: 'PUT',
  path: '/settings/keys',
  body: z.strictObject(keyPolicy.shape),
  answers: { 200: keyPolicy },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;

export const keyStatus = z.object({
  dataKeys: z.array(
    z.object({
      id: z.int(),
      purpose: z.enum(['secrets', 'lookup']),
      retired: z.boolean(),
      rows: z.string().describe('how many secrets it seals; of the key of the keyed hashes always 0'),
    }),
  ),
  masterKeyChanging: z.boolean().describe('a new master key is prepared and not confirmed'),
});

export const getKeyStatus = {
  name: 'getKeyStatus',
  summary: 'The data keys by number, and what each one seals; none of them is ever answered',
  noun: 'settings',
  method: 'GET',
  path: '/settings/keys/status',
  answers: { 200: keyStatus },
  problems: [],
  access: 'keys.manage',
} satisfies Operation;

const position = z.string().regex(/^\d{1,6}$/);
const replacementBody = z.strictObject({
  reason: z.enum(replacementReasons),
  version: z.string().max(80).optional().describe('the key group, where a SKU has several'),
});
export const keyReplacement = z.object({
  position: z.int(),
  keyGroup: z.string(),
  replacedLastCharacters: z.string(),
  replacementsLeft: z.int().nullable().describe('this year; null where there is no limit'),
});
const replacementProblems = [
  'not_found',
  'entitlement.revoked',
  'entitlement.provisioning',
  'entitlement.suspended',
  'entitlement.expired',
  'key_pool.empty',
] as const;

export const replaceKey = {
  name: 'replaceKey',
  summary: 'Revoke a bad key and take a new one in its place; the next look shows it',
  noun: 'software',
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/keys/{position}/replacement',
  params: z.object({ customerId: id, entitlementId: id, position }),
  body: replacementBody,
  answers: { 201: keyReplacement },
  problems: [...replacementProblems, 'key.not_shown', 'key.replacements_used_up'],
  access: 'keys.replace',
} satisfies Operation;

export const replacePartnerKey = {
  name: 'replacePartnerKey',
  summary: 'Replace a bad key of a partner’s purchase, as often as needed',
  noun: 'key-pools',
  method: 'POST',
  path: '/partners/{partnerId}/software/{entitlementId}/keys/{position}/replacement',
  params: z.object({ partnerId: id, entitlementId: id, position }),
  body: replacementBody,
  answers: { 201: keyReplacement },
  problems: replacementProblems,
  access: 'keys.manage',
} satisfies Operation;
