import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const noun = 'webhooks';
const params = z.object({ endpointId: id });

const secret = z.string().describe('whsec_…; shown this once: the key of v1 signatures');
const publicKey = z.string().describe('whpk_…; verifies v1a signatures');

const facts = {
  id,
  url: z.string(),
  events: z.array(z.string()).describe('types of events; empty: all'),
  description: z.string(),
  status: z.enum(['active', 'disabled']).describe('disabled: the receiver answered 410'),
  createdAt: instant,
};

export const webhookEndpoint = z.object({
  ...facts,
  publicKeys: z.array(publicKey).describe('the newest first; two while one takes over from the other'),
});

export const createWebhookEndpoint = {
  name: 'createWebhookEndpoint',
  summary: 'Sends the account’s events to an address from now on',
  noun,
  method: 'POST',
  path: '/webhook-endpoints',
  body: z.object({
    url: z.string().min(1).max(2000),
    events: z.array(z.string().max(100)).max(200).optional().describe('types of events; all when left out'),
    description: z.string().max(400).optional(),
  }),
  answers: { 201: z.object({ ...facts, secret, publicKey }) },
  problems: ['webhook.too_many'],
  access: 'webhooks.manage',
  secret: true,
} satisfies Operation;

export const listWebhookEndpoints = {
  name: 'listWebhookEndpoints',
  summary: 'Where the account’s events are sent to',
  noun,
  method: 'GET',
  path: '/webhook-endpoints',
  answers: { 200: page(webhookEndpoint) },
  problems: [],
  access: 'webhooks.manage',
} satisfies Operation;

export const deleteWebhookEndpoint = {
  name: 'deleteWebhookEndpoint',
  summary: 'Sends nothing more to an address, and forgets what was sent',
  noun,
  method: 'DELETE',
  path: '/webhook-endpoints/{endpointId}',
  params,
  answers: { 204: null },
  problems: ['not_found'],
  access: 'webhooks.manage',
} satisfies Operation;

export const rotateWebhookSecret = {
  name: 'rotateWebhookSecret',
  summary: 'Makes a new secret and key; the ones before sign along for a day',
  noun,
  method: 'POST',
  path: '/webhook-endpoints/{endpointId}/rotate',
  params,
  answers: { 200: z.object({ secret, publicKey, previousUntil: instant }) },
  problems: ['not_found'],
  access: 'webhooks.manage',
  secret: true,
} satisfies Operation;

export const replayWebhookEvents = {
  name: 'replayWebhookEvents',
  summary: 'Sends events again, by id or by when they were recorded, for 90 days',
  noun,
  method: 'POST',
  path: '/webhook-endpoints/{endpointId}/replay',
  params,
  body: z.object({
    from: z.string().max(40).optional().describe('RFC 3339, inclusive, in real time'),
    to: z.string().max(40).optional().describe('RFC 3339, exclusive'),
    ids: z.array(id).min(1).max(1000).optional(),
  }),
  answers: {
    202: z.object({ messages: z.int().describe('that wait to be sent; events not asked for are none') }),
  },
  problems: ['not_found', 'webhook.disabled'],
  access: 'webhooks.manage',
} satisfies Operation;

const attempt = z.object({
  at: instant,
  status: z.int().nullable().describe('null where there was no answer'),
  message: z.string().describe('the beginning of what was answered'),
  error: z.string().describe('why there was no answer'),
});

export const listWebhookDeliveries = {
  name: 'listWebhookDeliveries',
  summary: 'What was sent to an address and what it answered, newest first',
  noun,
  method: 'GET',
  path: '/webhook-endpoints/{endpointId}/deliveries',
  params,
  query: z.object(paging),
  answers: {
    200: page(
      z.object({
        id,
        messageId: id.describe('the event; the webhook-id header'),
        type: z.string(),
        status: z.enum(['waiting', 'delivered', 'failed']),
        createdAt: instant,
        settledAt: instant.nullable(),
        nextAttemptAt: instant.nullable(),
        attempts: z.array(attempt),
      }),
    ),
  },
  problems: ['not_found'],
  access: 'webhooks.manage',
} satisfies Operation;
