import { impacts } from '@kontor/domain/support/impact';
import {
  noteKinds,
  scanStates,
  supportOutcomes,
  supportSides,
  supportStatuses,
} from '@kontor/domain/support/support-status';
import { supportTypes } from '@kontor/domain/support/support-type';
import { z } from 'zod';
import { credit } from './cancellations.ts';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, localDate, page, paging } from './shapes.ts';

const value = z.object({ value: amount, currency });
const lineItemNumbers = z.array(z.int().min(0).max(9999)).min(1).max(500);
const requestParams = z.object({ id: id.describe('the id or the number of a request') });
const text = z.string().min(1).max(10_000);
const anyText = z.string().max(10_000);

const contact = z.object({
  name: z.string().min(1).max(200),
  email: z.string().min(3).max(254),
  phone: z.string().max(40),
});

const allowed = z.object({ allowed: z.literal(true) });
const refusedAction = z.object({ allowed: z.literal(false), code: z.string() });
const action = z.union([allowed, refusedAction]);

/** The answer's clock. It stands still while the request waits for whoever asked, and stops with an answer. */
const target = z.object({
  status: z.enum(['running', 'paused', 'stopped']),
  hours: z.int().describe('within which a request of this impact is answered'),
  dueAt: instant.optional().describe('while it runs'),
  overdue: z.boolean(),
});

const item = {
  id,
  number: z.string().regex(/^\d{15}$/),
  type: z.enum(supportTypes),
  impact: z.enum(impacts),
  title: z.string(),
  status: z.enum(supportStatuses),
  partner: z.object({ id, name: z.string() }),
  customer: z.object({ id, name: z.string() }).nullable(),
  author: z.object({ id, name: z.string(), isYou: z.boolean() }),
  assignee: z.object({ id, name: z.string() }).nullable(),
  target,
  outcome: z.enum(supportOutcomes).nullable(),
  createdAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
};

export const supportRequestItem = z.object(item);

export const supportNote = z.object({
  id,
  side: z.enum(supportSides),
  kind: z.enum(noteKinds).describe('what the note came with'),
  author: z.string(),
  text: z.string(),
  at: instant,
});

export const supportAttachment = z.object({
  n: z.int().describe('its number within the request, from 1'),
  fileName: z.string(),
  contentType: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  scan: z.enum(scanStates).describe('only not_scanned and clean can be downloaded; infected never'),
  side: z.enum(supportSides),
  author: z.string(),
  at: instant,
});

const refund = z.object({
  customer: z.object({ id, name: z.string(), domain: z.string() }),
  orderId: id,
  lineItemNumbers: z.array(z.int()).nullable().describe('null: the whole order'),
  subscriptionId: id.nullable(),
  reason: z.string(),
  amount: value.describe('asked for, tax included'),
  left: value.describe('charged and not credited yet, tax included: the most that can be given back'),
});

const decision = z.object({
  decision: z.enum(supportOutcomes),
  at: instant,
  by: z.string(),
  note: z.string(),
  keptPurchase: z.boolean(),
  credit: z
    .object({
      currency,
      net: amount,
      tax: amount,
      total: amount,
      orderId: id,
      billingPeriod: z.string().describe('the month whose invoice carries it, 2026-11'),
      invoiceDate: localDate,
    })
    .nullable(),
});

export const supportRequest = z.object({
  ...item,
  description: z.string(),
  contact: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
  refund: refund.nullable(),
  notes: z.array(supportNote),
  attachments: z.array(supportAttachment),
  decision: decision.nullable(),
  actions: z.object({
    addNote: action,
    attach: action,
    close: action,
    reopen: action,
    decide: action,
    assign: action,
  }),
});

const requestBody = z.strictObject({
  type: z.enum(supportTypes),
  impact: z.enum(impacts),
  title: z.string().min(1).max(200),
  description: anyText,
  refund: z
    .strictObject({
      customer: z.string().min(1).max(253).describe('tenant id or domain of one of your customers'),
      orderId: id.optional(),
      lineItemNumbers: lineItemNumbers.optional().describe('lines of the order; all when left out'),
      subscriptionId: id.optional(),
      reason: z.string().min(1).max(2000),
      amount: z.strictObject({ value: amount, currency }).describe('what should come back, tax included'),
    })
    .optional()
    .describe('needed for csp_purchase_refund, and for nothing else'),
  contact: z.strictObject({
    name: contact.shape.name,
    email: contact.shape.email,
    phone: contact.shape.phone.optional(),
  }),
});

export const createSupportRequest = {
  name: 'createSupportRequest',
  summary: 'Report a problem, or ask for a refund',
  noun: 'support',
  method: 'POST',
  path: '/support-requests',
  body: requestBody,
  answers: { 201: supportRequest },
  problems: ['role_required'],
  access: 'support.create',
} satisfies Operation;

export const listSupportRequests = {
  name: 'listSupportRequests',
  summary: 'Support requests you may see, newest first',
  noun: 'support',
  method: 'GET',
  path: '/support-requests',
  query: z.object({
    ...paging,
    status: z.string().max(60).optional().describe('one status, or several with commas between'),
    type: z.string().max(400).optional().describe('one type, or several with commas between'),
    impact: z.string().max(60).optional().describe('one impact, or several with commas between'),
    customerId: id.optional(),
    orderId: id.optional(),
    text: z.string().max(200).optional().describe('a part of the title, or a number'),
    overdue: z.enum(['true', 'false']).optional().describe('true: only those whose answer is late'),
    assignee: z.string().max(80).optional().describe('operator: me, none, or the id of an operator'),
    partnerId: id.optional().describe('operator: of this partner only'),
  }),
  answers: { 200: page(supportRequestItem) },
  problems: ['cursor.invalid'],
  access: 'support.read',
} satisfies Operation;

export const prefillSupportRequest = {
  name: 'prefillSupportRequest',
  summary: 'What a refund request about an order or a subscription is filled in with',
  noun: 'support',
  method: 'GET',
  path: '/support-requests/prefill',
  query: z.object({
    orderId: id.optional(),
    lineItemNumbers: z
      .string()
      .regex(/^\d{1,4}(,\d{1,4}){0,499}$/)
      .optional(),
    subscriptionId: id.optional(),
  }),
  answers: {
    200: z.object({
      type: z.literal('csp_purchase_refund'),
      customer: z.object({ id, name: z.string(), domain: z.string() }),
      orderId: id,
      lineItemNumbers: z.array(z.int()).nullable(),
      subscriptionId: id.nullable(),
      purchase: z.object({
        createdAt: instant,
        lines: z.array(
          z.object({
            lineItemNumber: z.int(),
            title: z.string(),
            quantity: z.int(),
            status: z.string(),
            left: value,
          }),
        ),
      }),
      refusal: z
        .object({
          code: z.string().describe('why it could not be cancelled: window_closed, needs_review, …'),
          closedOn: localDate.optional(),
          closedAt: instant.optional(),
        })
        .nullable(),
      amount: value.describe('what the cancellation would have given back today, tax included'),
      left: value.describe('the most that can be given back, tax included'),
      explanation: z.string(),
      contact: z.object({ name: z.string(), email: z.string() }),
      openRequest: z
        .object({ id, number: z.string() })
        .nullable()
        .describe('a request about this order that is not closed'),
    }),
  },
  problems: [],
  access: 'support.create',
} satisfies Operation;

export const getSupportRequest = {
  name: 'getSupportRequest',
  summary: 'A support request with its conversation',
  noun: 'support',
  method: 'GET',
  path: '/support-requests/{id}',
  params: requestParams,
  answers: { 200: supportRequest },
  problems: [],
  access: 'support.read',
} satisfies Operation;

export const addSupportNote = {
  name: 'addSupportNote',
  summary: 'Answer, from either side; the other side is mailed',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/notes',
  params: requestParams,
  body: z.strictObject({ text }),
  answers: { 201: supportRequest },
  problems: ['support.closed', 'conflict'],
  access: 'support.answer',
} satisfies Operation;

export const closeSupportRequest = {
  name: 'closeSupportRequest',
  summary: 'Close a request that needs nothing more',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/close',
  params: requestParams,
  body: z.strictObject({ note: anyText.optional() }),
  answers: { 200: supportRequest },
  problems: ['support.closed', 'conflict'],
  access: 'support.answer',
} satisfies Operation;

export const reopenSupportRequest = {
  name: 'reopenSupportRequest',
  summary: 'Open a closed request again, with the reason',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/reopen',
  params: requestParams,
  body: z.strictObject({ note: text }),
  answers: { 200: supportRequest },
  problems: ['support.not_closed', 'support.closed', 'conflict'],
  access: 'support.answer',
} satisfies Operation;

export const addSupportAttachment = {
  name: 'addSupportAttachment',
  summary: 'Add one file to a request: one part named `file`',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/attachments',
  params: requestParams,
  bodyStream: 'multipart/form-data',
  answers: { 201: supportAttachment },
  problems: [
    'support.closed',
    'support.attachment_type',
    'support.attachment_too_large',
    'support.attachments_full',
    'conflict',
  ],
  access: 'support.answer',
} satisfies Operation;

export const downloadSupportAttachment = {
  name: 'downloadSupportAttachment',
  summary: 'The file, as an attachment only',
  noun: 'support',
  method: 'GET',
  path: '/support-requests/{id}/attachments/{n}',
  params: requestParams.extend({ n: z.string().regex(/^\d{1,6}$/) }),
  answers: { 200: 'stream' },
  problems: ['support.attachment_infected', 'support.attachment_pending'],
  access: 'support.read',
} satisfies Operation;

const decisionAmount = z.union([amount, z.strictObject({ value: amount, currency })]);
const refundTerms = {
  amount: decisionAmount
    .optional()
    .describe('what comes back in all, tax included; what the cancellation gives when left out'),
  keepPurchase: z
    .boolean()
    .optional()
    .describe('true: only the credit is given, keys and links go on working; needs an amount'),
};

export const decideSupportRequest = {
  name: 'decideSupportRequest',
  summary: 'Refund (cancels the purchase and writes the credit), decline, or ask for more',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/decision',
  params: requestParams,
  body: z.strictObject({
    decision: z.enum(['refund', 'decline', 'ask']),
    note: anyText.optional().describe('the reason; decline and ask need one'),
    ...refundTerms,
  }),
  answers: { 200: supportRequest },
  problems: [
    'support.already_decided',
    'support.closed',
    'support.order_cancelled',
    'support.not_cancellable',
    'conflict',
  ],
  access: 'support.decide',
} satisfies Operation;

export const previewSupportRefund = {
  name: 'previewSupportRefund',
  summary: 'What a decision to refund would cancel and credit; nothing is changed',
  noun: 'support',
  method: 'POST',
  path: '/support-requests/{id}/decision/preview',
  params: requestParams,
  body: z.strictObject(refundTerms),
  answers: {
    200: z.object({
      orderIds: z.array(id),
      keepPurchase: z.boolean(),
      credits: z.array(z.object({ orderId: id, credit })),
      total: value,
      left: value,
    }),
  },
  problems: [
    'support.already_decided',
    'support.closed',
    'support.order_cancelled',
    'support.not_cancellable',
  ],
  access: 'support.decide',
} satisfies Operation;

export const assignSupportRequest = {
  name: 'assignSupportRequest',
  summary: 'Who of the operators sees to a request; null: nobody',
  noun: 'support',
  method: 'PUT',
  path: '/support-requests/{id}/assignee',
  params: requestParams,
  body: z.strictObject({ personId: id.nullable() }),
  answers: { 200: supportRequest },
  problems: ['conflict'],
  access: 'support.decide',
} satisfies Operation;

export const listSupportAssignees = {
  name: 'listSupportAssignees',
  summary: 'The operators a request can be given to',
  noun: 'support',
  method: 'GET',
  path: '/support-assignees',
  answers: { 200: z.object({ items: z.array(z.object({ id, name: z.string(), isYou: z.boolean() })) }) },
  problems: [],
  access: 'support.decide',
} satisfies Operation;
