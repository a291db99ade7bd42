import { revealLinkStatuses } from '@kontor/domain/entitlement/reveal-link';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { bitness, id, instant, page } from './shapes.ts';
import { fulfilmentChoice } from './software.ts';

export const revealLinkBody = fulfilmentChoice.extend({
  expiresInSeconds: z
    .int()
    .min(3600)
    .max(604_800)
    .optional()
    .describe('1 hour to 7 days; 24 hours when left out'),
  recipient: z.string().max(200).optional().describe('whom it is meant for, for your own list'),
});

export const revealLink = z.object({
  id,
  createdAt: instant,
  createdBy: z.string(),
  recipient: z.string(),
  expiresAt: instant,
  status: z.enum(revealLinkStatuses),
  openedAt: instant.optional(),
  revokedAt: instant.optional(),
  revokedBy: z.string().optional(),
  version: z.string(),
  language: z.string(),
  bitness,
});

const entitlementParams = z.object({ customerId: id, entitlementId: id });

export const createRevealLink = {
  name: 'createRevealLink',
  summary: 'A link that shows the key once to whoever opens it, for sending it safely',
  noun: 'software',
  method: 'POST',
  path: '/customers/{customerId}/software/{entitlementId}/reveal-links',
  params: entitlementParams,
  body: revealLinkBody,
  answers: { 201: z.object({ id, url: z.string(), expiresAt: instant }) },
  problems: [
    'entitlement.revoked',
    'entitlement.provisioning',
    'entitlement.suspended',
    'entitlement.expired',
    'entitlement.no_key',
    'fulfilment.unknown',
  ],
  access: 'keys.read',
  secret: true,
} satisfies Operation;

export const listRevealLinks = {
  name: 'listRevealLinks',
  summary: 'One-time links made for the keys of this purchase',
  noun: 'software',
  method: 'GET',
  path: '/customers/{customerId}/software/{entitlementId}/reveal-links',
  params: entitlementParams,
  answers: { 200: page(revealLink) },
  problems: [],
  access: 'links.manage',
} satisfies Operation;

export const revokeRevealLink = {
  name: 'revokeRevealLink',
  summary: 'Make a one-time link stop working at once; one that was opened stays as it is',
  noun: 'software',
  method: 'DELETE',
  path: '/customers/{customerId}/software/{entitlementId}/reveal-links/{linkId}',
  params: entitlementParams.extend({ linkId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'links.manage',
} satisfies Operation;

export const revokeAllLinks = {
  name: 'revokeAllLinks',
  summary: 'Make every link of this purchase stop working at once',
  noun: 'software',
  method: 'DELETE',
  path: '/customers/{customerId}/software/{entitlementId}/links',
  params: entitlementParams,
  answers: { 200: z.object({ downloadLinks: z.int(), revealLinks: z.int() }) },
  problems: [],
  access: 'links.manage',
} satisfies Operation;
