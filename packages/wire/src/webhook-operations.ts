import { z } from 'zod';
import type { WireOperation } from './operation.ts';

const base = '/webhooks/v1/registration';

const registration = z.object({
  webhookUrl: z.string().min(1).max(2000),
  webhookEvents: z.array(z.string().max(100)).min(1).max(100),
  signatureTokenToMsSignatureHeader: z.boolean().optional(),
});

/** Callbacks of Partner Center's form (reference 13). */
export const webhookOperations = {
  listWebhookEvents: {
    name: 'listWebhookEvents',
    method: 'GET',
    path: `${base}/events`,
    status: 200,
    source: '13',
  },
  getWebhookRegistration: {
    name: 'getWebhookRegistration',
    method: 'GET',
    path: base,
    status: 200,
    source: '13',
  },
  createWebhookRegistration: {
    name: 'createWebhookRegistration',
    method: 'POST',
    path: base,
    body: registration,
    status: 200,
    source: '13',
  },
  updateWebhookRegistration: {
    name: 'updateWebhookRegistration',
    method: 'PUT',
    path: base,
    body: registration,
    status: 200,
    source: '13',
  },
  createWebhookTest: {
    name: 'createWebhookTest',
    method: 'POST',
    path: `${base}/validationEvents`,
    status: 200,
    source: '13',
  },
  getWebhookTest: {
    name: 'getWebhookTest',
    method: 'GET',
    path: `${base}/validationEvents/{correlation}`,
    status: 200,
    source: '13',
  },
} as const satisfies Record<string, WireOperation>;
