import { noticeKinds, noticeWays } from '@kontor/domain/notice/notice-kinds';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, localDate, page, paging } from './shapes.ts';

const language = z.enum(['en', 'tr']);
const noun = 'notices';

/** What a notice is about. Which members are there depends on its kind. */
export const noticeFacts = z.object({
  customerName: z.string().optional(),
  productTitle: z.string().optional(),
  orderId: id.optional(),
  lineItemNumber: z.int().optional(),
  hours: z.int().optional().describe('window_closing: 72 or 24 before its end'),
  cancellableUntil: instant.optional(),
  closedOn: localDate.optional(),
  productId: id.optional(),
  skuId: id.optional(),
  keyGroup: z.string().optional(),
  free: z.int().optional().describe('low_stock: keys left; 0 when a purchase waits for one'),
  threshold: z.int().optional(),
  invoiceId: id.optional(),
  documentType: z.string().optional(),
  period: z.string().optional(),
  total: amount.optional(),
  currency: currency.optional(),
  limit: amount.optional(),
  used: amount.optional(),
  percent: z.int().optional(),
  requestId: id.optional(),
  number: z.string().optional(),
  title: z.string().optional(),
  step: z.string().optional().describe('support: created, answered, decided, closed'),
  rule: z.string().optional().describe('unusual_activity: which rule'),
  count: z.int().optional(),
  country: z.string().optional(),
  localTime: z.string().optional().describe('of the account’s country, HH:MM'),
  recordId: id.optional(),
  personName: z.string().optional(),
  partnerId: id.optional(),
  partnerName: z.string().optional(),
});

export const notice = z.object({
  id,
  kind: z.enum(noticeKinds),
  at: instant.describe('on the account’s clock'),
  readAt: instant.nullable(),
  customerId: id.nullable(),
  facts: noticeFacts,
  link: z.string().nullable().describe('a path of the reader’s portal'),
});

export const listNotices = {
  name: 'listNotices',
  summary: 'What the caller was told, newest first, and how much of it is unread',
  noun,
  method: 'GET',
  path: '/notices',
  query: z.object({ ...paging, unread: z.enum(['true']).optional() }),
  answers: { 200: page(notice).extend({ unread: z.int().describe('at most 1000 are counted') }) },
  problems: ['cursor.invalid'],
  access: 'notices.read',
} satisfies Operation;

export const readNotice = {
  name: 'readNotice',
  summary: 'Mark a notice as read; twice is once',
  noun,
  method: 'POST',
  path: '/notices/{noticeId}/read',
  params: z.object({ noticeId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'notices.read',
} satisfies Operation;

export const readAllNotices = {
  name: 'readAllNotices',
  summary: 'Mark everything as read',
  noun,
  method: 'POST',
  path: '/notices/read-all',
  answers: { 204: null },
  problems: [],
  access: 'notices.read',
} satisfies Operation;

export const noticePreferences = z.object({
  kinds: z.array(
    z.object({
      kind: z.enum(noticeKinds),
      way: z.enum(noticeWays).describe('a mail stands in the portal too'),
      usual: z.enum(noticeWays),
      ways: z.array(z.enum(noticeWays)).describe('what can be chosen'),
    }),
  ),
  language: language.nullable().describe('of mails; null follows the account'),
  usualLanguage: language,
  email: z.string(),
  sandbox: z.boolean(),
  mailFromSandbox: z.boolean().describe('a sandbox account sends mail only to those who asked for it'),
  sendsMail: z.boolean().describe('whether this installation has a mail server'),
  digestAt: z.string().describe('wall time of the daily digest'),
  digestZone: z.string(),
});

export const getNoticePreferences = {
  name: 'getNoticePreferences',
  summary: 'How the caller is told of what',
  noun,
  method: 'GET',
  path: '/notice-preferences',
  answers: { 200: noticePreferences },
  problems: [],
  access: 'notices.read',
} satisfies Operation;

export const putNoticePreferences = {
  name: 'putNoticePreferences',
  summary: 'Choose how to be told; what is left out stays as it is',
  noun,
  method: 'PUT',
  path: '/notice-preferences',
  body: z.strictObject({
    kinds: z
      .array(z.strictObject({ kind: z.enum(noticeKinds), way: z.enum(noticeWays) }))
      .max(50)
      .optional(),
    language: language.nullable().optional(),
    mailFromSandbox: z.boolean().optional(),
  }),
  answers: { 200: noticePreferences },
  problems: [],
  access: 'notices.read',
} satisfies Operation;

export const getCalendarAddress = {
  name: 'getCalendarAddress',
  summary: 'Whether the caller has a calendar address, which was shown once',
  noun: 'calendar',
  method: 'GET',
  path: '/calendar',
  answers: { 200: z.object({ createdAt: instant.nullable() }) },
  problems: [],
  access: 'calendar.read',
} satisfies Operation;

export const renewCalendarAddress = {
  name: 'renewCalendarAddress',
  summary: 'A new calendar address, shown once; the one before it ends',
  noun: 'calendar',
  method: 'POST',
  path: '/calendar',
  answers: { 201: z.object({ url: z.string(), createdAt: instant }) },
  problems: [],
  access: 'calendar.read',
  secret: true,
} satisfies Operation;

export const endCalendarAddress = {
  name: 'endCalendarAddress',
  summary: 'End the calendar address; twice is once',
  noun: 'calendar',
  method: 'DELETE',
  path: '/calendar',
  answers: { 204: null },
  problems: [],
  access: 'calendar.read',
} satisfies Operation;

export const mailStatuses = ['waiting', 'sent', 'failed'] as const;

/** A mail as the operator sees it: never its text. */
export const mail = z.object({
  id,
  partnerId: id,
  partnerName: z.string(),
  to: z.string(),
  language,
  kind: z.string(),
  subject: z.string(),
  status: z.enum(mailStatuses),
  attempts: z.int(),
  createdAt: instant,
  nextAttemptAt: instant.nullable().describe('of a waiting one'),
  settledAt: instant.nullable(),
  failure: z.string().describe('what went wrong last; empty when nothing did'),
  canRetry: z.boolean(),
});

export const listMails = {
  name: 'listMails',
  summary: 'Mails that wait, were sent or could not be, newest first',
  noun: 'mails',
  method: 'GET',
  path: '/mails',
  query: z.object({ ...paging, status: z.enum(mailStatuses).optional().describe('`waiting` when left out') }),
  answers: {
    200: page(mail).extend({
      sendsMail: z.boolean().describe('false: no mail server is set up, and mails wait'),
      waiting: z.int().describe('at most 10000 are counted'),
      failed: z.int().describe('at most 10000 are counted'),
    }),
  },
  problems: ['cursor.invalid'],
  access: 'mails.manage',
} satisfies Operation;

export const retryMail = {
  name: 'retryMail',
  summary: 'Send a failed mail again',
  noun: 'mails',
  method: 'POST',
  path: '/mails/{mailId}/retry',
  params: z.object({ mailId: id }),
  answers: { 200: mail },
  problems: ['not_found', 'mail.not_failed', 'mail.emptied'],
  access: 'mails.manage',
} satisfies Operation;
