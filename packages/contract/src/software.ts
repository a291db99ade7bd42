import { linkStatuses } from '@kontor/domain/entitlement/download-link';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { bitness, family, id, instant, localDate, page, paging } from './shapes.ts';

export const fulfilment = z.object({
  version: z.string(),
  language: z.string(),
  bitness,
  fileName: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
});

/** `{allowed: true, …facts}` or `{allowed: false, code, …facts}`: the server says, the portal words it. */
export const action = z.object({
  allowed: z.boolean(),
  code: z.string().optional(),
  anyOf: z.array(z.string()).optional().describe('roles that would be allowed'),
  daysRemaining: z.int().optional(),
  hoursRemaining: z.int().optional(),
  cancellableUntil: instant.optional(),
  closedOn: localDate.optional(),
  closedAt: instant.optional(),
});

export const softwareItem = z.object({
  entitlementId: id,
  orderId: id,
  lineItemNumber: z.int(),
  productId: id,
  skuId: id,
  productTitle: z.string(),
  skuTitle: z.string(),
  family: family.extract(['software_subscription', 'perpetual_software', 'software_plan']),
  quantity: z.int(),
  termDuration: z.string(),
  status: z.enum(['provisioning', 'active', 'suspended', 'cancelled', 'expired']),
  purchasedAt: instant,
  expiresAt: instant.optional(),
  credited: z.object({ currency: z.string(), total: z.string() }).optional(),
  fulfilments: z.array(fulfilment),
  actions: z.object({ getKeys: action, download: action, cancel: action }),
});

export const fulfilmentChoice = z.strictObject({
  version: z.string().min(1).max(80),
  language: z.string().min(1).max(35),
  bitness,
});

export const keysAnswer = z.object({
  keyFormat: z.string(),
  keyGroup: z.string().optional().describe('what a replacement names as its version'),
  keys: z.array(z.object({ position: z.int(), key: z.string() })),
  activations: z.int().optional().describe('how often the key may be activated, where the purchase says so'),
  missing: z.int().optional().describe('keys of the purchase that wait for stock'),
});
export const downloadAnswer = z.object({
  url: z.string(),
  fileName: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  expiresAt: instant,
});
export const linkBody = fulfilmentChoice.extend({
  expiresInSeconds: z
    .int()
    .min(3600)
    .max(2_592_000)
    .optional()
    .describe('1 hour to 30 days; 7 days when left out'),
});
export const downloadLink = z.object({
  id,
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant,
  status: z.enum(linkStatuses),
  revokedAt: instant.optional(),
  revokedBy: z.string().optional().describe('absent where it ended with the purchase'),
  version: z.string(),
  language: z.string(),
  bitness,
  fileName: z.string(),
  downloads: z.int(),
  lastDownloadAt: instant.optional(),
});

/** What was done with the keys and files of an organisation, as its own administrator reads it. */
export const softwareHistoryRecord = z.object({
  id,
  at: instant,
  action: z.string(),
  kind: z.string().optional().describe('`session`, `link` or `reveal_link`: how it was fetched'),
  entitlementId: id,
  orderId: id.optional(),
  productTitle: z.string().optional(),
  version: z.string().optional(),
  language: z.string().optional(),
  bitness: bitness.optional(),
  fileName: z.string().optional(),
  by: z.object({
    organisation: z.string(),
    own: z.boolean().describe('somebody of your own organisation, not of your partner'),
    user: z.string().optional(),
  }),
});

const list = z.object({
  ...paging,
  status: z.enum(['all', 'active', 'cancelled']).optional(),
  search: z.string().max(100).optional(),
});
const entitlementParams = z.object({ customerId: id, entitlementId: id });
const ownParams = z.object({ entitlementId: id });
const softwareProblems = [
  'entitlement.revoked',
  'entitlement.provisioning',
  'entitlement.suspended',
  'entitlement.expired',
] as const;

export const listSoftware = {
  name: 'listSoftware',
  summary: 'Everything bought for this customer, cancelled items included',
  noun: 'software',
  method: 'GET',
  path: '/customers/{customerId}/software',
  params: z.object({ customerId: id }),
  query: list,
  answers: { 200: page(softwareItem) },
  problems: ['cursor.invalid'],
  access: 'software.read',
} satisfies Operation;

export const getKeys = {
  name: 'getKeys',
  summary: 'Show the key; every look is on record',
  noun: 'software',
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/keys',
  params: entitlementParams,
  body: fulfilmentChoice,
  answers: { 200: keysAnswer },
  problems: [...softwareProblems, 'entitlement.no_key', 'fulfilment.unknown'],
  access: 'keys.read',
  secret: true,
} satisfies Operation;

export const startDownload = {
  name: 'startDownload',
  summary: 'An address for this person to download from within five minutes',
  noun: 'software',
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/downloads',
  params: entitlementParams,
  body: fulfilmentChoice,
  answers: { 201: downloadAnswer },
  problems: [...softwareProblems, 'fulfilment.unknown', 'artifact.missing'],
  access: 'downloads.read',
  secret: true,
} satisfies Operation;

export const createDownloadLink = {
  name: 'createDownloadLink',
  summary: 'A link for the customer, checked against the purchase on every request',
  noun: 'software',
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/download-links',
  params: entitlementParams,
  body: linkBody,
  answers: { 201: downloadAnswer },
  problems: [...softwareProblems, 'fulfilment.unknown', 'artifact.missing'],
  access: 'links.create',
  secret: true,
} satisfies Operation;

export const listDownloadLinks = {
  name: 'listDownloadLinks',
  summary: 'Links made for this purchase',
  noun: 'software',
  method: 'GET',
  path: '/customers/{customerId}/software/{entitlementId}/download-links',
  params: entitlementParams,
  answers: { 200: page(downloadLink) },
  problems: [],
  access: 'links.manage',
} satisfies Operation;

export const revokeDownloadLink = {
  name: 'revokeDownloadLink',
  summary: 'Make a link stop working at once',
  noun: 'software',
  method: 'DELETE',
  path: '/customers/{customerId}/software/{entitlementId}/download-links/{linkId}',
  params: entitlementParams.extend({ linkId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'links.manage',
} satisfies Operation;

export const listMySoftware = {
  name: 'listMySoftware',
  summary: "The signed-in customer's own software",
  noun: 'software',
  method: 'GET',
  path: '/my/software',
  query: list,
  answers: { 200: page(softwareItem) },
  problems: ['cursor.invalid'],
  access: 'my_software.read',
} satisfies Operation;

export const getMyKeys = {
  name: 'getMyKeys',
  summary: 'Show the key of your own software; every look is on record',
  noun: 'software',
  method: 'POST',
  path: '/my/software/{entitlementId}/keys',
  params: ownParams,
  body: fulfilmentChoice,
  answers: { 200: keysAnswer },
  problems: [...softwareProblems, 'entitlement.no_key', 'fulfilment.unknown'],
  access: 'my_keys.read',
  secret: true,
} satisfies Operation;

export const startMyDownload = {
  name: 'startMyDownload',
  summary: 'An address to download your own software from within five minutes',
  noun: 'software',
  method: 'POST',
  path: '/my/software/{entitlementId}/downloads',
  params: ownParams,
  body: fulfilmentChoice,
  answers: { 201: downloadAnswer },
  problems: [...softwareProblems, 'fulfilment.unknown', 'artifact.missing'],
  access: 'my_keys.read',
  secret: true,
} satisfies Operation;

export const createMyDownloadLink = {
  name: 'createMyDownloadLink',
  summary: 'A link to your own software, checked against the purchase on every request',
  noun: 'software',
  method: 'POST',
  path: '/my/software/{entitlementId}/download-links',
  params: ownParams,
  body: linkBody,
  answers: { 201: downloadAnswer },
  problems: [...softwareProblems, 'fulfilment.unknown', 'artifact.missing'],
  access: 'my_keys.read',
  secret: true,
} satisfies Operation;

export const listMyDownloadLinks = {
  name: 'listMyDownloadLinks',
  summary: 'Links that people of your own organisation made for this purchase',
  noun: 'software',
  method: 'GET',
  path: '/my/software/{entitlementId}/download-links',
  params: ownParams,
  answers: { 200: page(downloadLink) },
  problems: [],
  access: 'my_keys.read',
} satisfies Operation;

export const revokeMyDownloadLink = {
  name: 'revokeMyDownloadLink',
  summary: 'Make a link of your own organisation stop working at once',
  noun: 'software',
  method: 'DELETE',
  path: '/my/software/{entitlementId}/download-links/{linkId}',
  params: ownParams.extend({ linkId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'my_keys.read',
} satisfies Operation;

export const listMySoftwareActivity = {
  name: 'listMySoftwareActivity',
  summary: 'Who looked at keys, downloaded or made links in your own organisation, newest first',
  noun: 'software',
  method: 'GET',
  path: '/my/software/activity',
  query: z.object({ ...paging, entitlementId: id.optional() }),
  answers: { 200: page(softwareHistoryRecord) },
  problems: ['cursor.invalid'],
  access: 'my_software.read',
} satisfies Operation;
