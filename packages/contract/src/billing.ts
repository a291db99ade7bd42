import { chargeKinds } from '@kontor/domain/billing/charge';
import { documentTypes, einvoiceStates, parkingReasons } from '@kontor/domain/billing/document';
import { taxCategories } from '@kontor/domain/market/tax';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, localDate, page, paging, sum, taxMode } from './shapes.ts';

const period = z.string().max(20).describe('a calendar month in UTC, 2026-10');
const runStatus = z.enum(['running', 'completed', 'failed']);
const ofPartner = { partnerId: id.optional().describe('an operator names the partner') };

export const parkedDocument = z.object({
  number: z.int(),
  partnerId: id,
  partnerName: z.string(),
  currency,
  reason: z.enum(parkingReasons),
  lines: z.int(),
  total: amount,
  lastTotal: amount.optional(),
  releasedAt: instant.optional(),
  invoiceId: id.optional(),
});

export const billingRun = z.object({
  id,
  period,
  partnerId: id.optional(),
  issuer: z.string().describe('production, or the sandbox account whose own series it is'),
  status: runStatus,
  invoiceDate: localDate,
  invoices: z.int(),
  lines: z.int(),
  parked: z.int(),
  startedAt: instant,
  finishedAt: instant.optional(),
});

const previewed = z.object({
  partnerId: id,
  partnerName: z.string(),
  type: z.enum(documentTypes),
  currency,
  lines: z.int(),
  total: amount,
  amountDue: amount,
});

export const billingPreview = z.object({
  period,
  invoices: z.int(),
  lines: z.int(),
  parked: z.int(),
  totals: z.array(sum),
  documents: z.array(previewed).describe('the 500 largest'),
  parkedDocuments: z.array(parkedDocument),
});

export const startBillingRun = {
  name: 'startBillingRun',
  summary: 'Bill a closed month now; with preview=true nothing is written',
  noun: 'billing',
  method: 'POST',
  path: '/billing-runs',
  query: z.object({ preview: z.enum(['true', 'false']).optional() }),
  body: z.strictObject({ period, partnerId: id.optional() }),
  answers: { 202: z.object({ id, status: runStatus }), 200: billingPreview },
  problems: ['billing.period_open', 'billing.run_in_progress'],
  access: 'billing.run',
} satisfies Operation;

export const listBillingRuns = {
  name: 'listBillingRuns',
  summary: 'Billing runs, newest first',
  noun: 'billing',
  method: 'GET',
  path: '/billing-runs',
  query: z.object({ ...paging }),
  answers: { 200: page(billingRun) },
  problems: ['cursor.invalid'],
  access: 'billing.run',
} satisfies Operation;

export const getBillingRun = {
  name: 'getBillingRun',
  summary: 'One billing run with what it parked',
  noun: 'billing',
  method: 'GET',
  path: '/billing-runs/{runId}',
  params: z.object({ runId: id }),
  answers: { 200: billingRun.extend({ parkedDocuments: z.array(parkedDocument) }) },
  problems: ['not_found'],
  access: 'billing.run',
} satisfies Operation;

export const releaseParked = {
  name: 'releaseParked',
  summary: 'Make the document that a run held back',
  noun: 'billing',
  method: 'POST',
  path: '/billing-runs/{runId}/parked/{number}/release',
  params: z.object({ runId: id, number: z.string().regex(/^\d{1,9}$/) }),
  answers: { 200: z.object({ invoiceId: id }) },
  problems: ['not_found', 'billing.earlier_parked', 'billing.run_in_progress'],
  access: 'billing.run',
} satisfies Operation;

const taxTotal = z.object({
  category: z.enum(taxCategories),
  rateBasisPoints: z.int(),
  net: amount,
  tax: amount,
});

export const invoice = z.object({
  id,
  type: z.enum(documentTypes),
  period,
  invoiceDate: localDate,
  dueDate: localDate,
  currency,
  net: amount,
  tax: amount,
  total: amount,
  balanceUsed: amount,
  amountDue: amount,
  open: amount.describe('what is not paid yet'),
  lines: z.int(),
  taxTotals: z.array(taxTotal),
  einvoice: z.enum(einvoiceStates),
  partner: z.object({ id, name: z.string() }),
});

export const listInvoices = {
  name: 'listInvoices',
  summary: 'Invoices and credit notes, newest first',
  noun: 'billing',
  method: 'GET',
  path: '/invoices',
  query: z.object({ period: period.optional(), currency: currency.optional(), ...ofPartner, ...paging }),
  answers: { 200: page(invoice) },
  problems: ['cursor.invalid', 'not_found'],
  access: 'invoices.read',
} satisfies Operation;

export const getInvoice = {
  name: 'getInvoice',
  summary: 'One invoice or credit note',
  noun: 'billing',
  method: 'GET',
  path: '/invoices/{invoiceId}',
  params: z.object({ invoiceId: id }),
  query: z.object(ofPartner),
  answers: { 200: invoice },
  problems: ['not_found'],
  access: 'invoices.read',
} satisfies Operation;

export const invoiceLine = z.object({
  position: z.int(),
  chargeId: id,
  customerId: id,
  customerName: z.string(),
  orderId: id,
  lineItemNumber: z.int(),
  orderedAt: instant,
  subscriptionId: id.optional(),
  productTitle: z.string(),
  skuTitle: z.string(),
  kind: z.enum(chargeKinds),
  listUnitPrice: amount,
  unitPrice: amount,
  quantity: z.int(),
  net: amount.describe('negative where it is given back'),
  tax: amount,
  total: amount,
  taxMode,
  taxRateBasisPoints: z.int(),
  taxCategory: z.enum(taxCategories),
  periodStart: localDate.optional(),
  periodEnd: localDate.optional().describe('exclusive'),
  creditsChargeId: id.optional(),
  explanation: z.string().optional().describe('the arithmetic of a credit in words'),
  formula: z.unknown().optional().describe('the same as data'),
  reason: z.string().optional(),
  at: instant,
});

export const listInvoiceLines = {
  name: 'listInvoiceLines',
  summary: 'The lines of a document in their order',
  noun: 'billing',
  method: 'GET',
  path: '/invoices/{invoiceId}/lines',
  params: z.object({ invoiceId: id }),
  query: z.object({ ...ofPartner, ...paging }),
  answers: { 200: page(invoiceLine) },
  problems: ['cursor.invalid', 'not_found'],
  access: 'invoices.read',
} satisfies Operation;

const figures = z.object({
  currency,
  ordered: amount,
  charged: amount,
  credited: amount,
  invoiced: amount,
  parked: amount,
  notYetBilled: amount,
});

export const reconciliation = z.object({
  period,
  counts: z.object({ orderLines: z.int(), entitlements: z.int(), charges: z.int(), invoiceLines: z.int() }),
  figures: z.array(figures),
  unexplained: z.array(
    z.object({ check: z.string(), partnerId: id, subject: z.string(), detail: z.string() }),
  ),
});

export const getReconciliation = {
  name: 'getReconciliation',
  summary: 'Whether a month’s orders, entitlements, charges and invoices agree',
  noun: 'billing',
  method: 'GET',
  path: '/billing-reconciliations/{period}',
  params: z.object({ period: z.string().max(20) }),
  query: z.object(ofPartner),
  answers: { 200: reconciliation },
  problems: ['not_found'],
  access: 'billing.run',
} satisfies Operation;
