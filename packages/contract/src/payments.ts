import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, localDate, page, paging } from './shapes.ts';

export const payment = z.object({
  id,
  partnerId: id,
  partnerName: z.string(),
  currency,
  amount,
  method: z.enum(['manual', 'bank', 'provider']),
  reference: z.string(),
  note: z.string(),
  paidOn: localDate,
  recordedAt: instant,
  allocations: z.array(z.object({ invoiceId: z.string(), amount })),
  unallocated: amount.describe('what no invoice asked for when it came; balance for following invoices'),
});

export const bankImportLine = z.object({
  line: z.int(),
  paidOn: localDate,
  currency,
  amount,
  reference: z.string(),
  counterparty: z.string(),
  status: z.enum(['matched', 'duplicate', 'unmatched']),
  reason: z
    .enum(['unknown', 'ambiguous', 'not_incoming', ''])
    .describe('why nobody was found: nobody is named, several could be meant, or money that went out'),
  partnerId: id.optional(),
  partnerName: z.string().optional(),
  paymentId: id.optional(),
});

const importSummary = z.object({
  id,
  fileName: z.string(),
  importedAt: instant,
  rows: z.int(),
  matched: z.int(),
  duplicates: z.int(),
  unmatched: z.int(),
});
export const bankImport = importSummary.extend({ lines: z.array(bankImportLine) });

/** What an account owes in one currency. `used` = unbilled + open − creditBalance. */
export const balance = z.object({
  currency,
  limit: amount,
  used: amount,
  available: amount.describe('what can still be bought on account; zero when the limit is passed'),
  unbilled: amount,
  open: amount.describe('what is still to be paid on invoices'),
  overdue: amount,
  creditBalance: amount.describe('paid or credited beyond the invoices; following invoices consume it'),
});

export const customerBalance = z.object({
  customerId: id,
  customerName: z.string(),
  currency,
  unbilled: amount,
  onOpenInvoices: amount,
  committedFuture: amount.describe('charged cycle by cycle until the running terms end'),
  total: amount,
});

export const ageing = z.object({
  current: amount,
  days1to30: amount,
  days31to60: amount,
  days61to90: amount,
  over90: amount,
  credit: amount,
  total: amount.describe('all ages less the credit'),
});

export const statement = z.object({
  currency,
  from: localDate,
  to: localDate,
  opening: amount,
  lines: z.array(
    z.object({
      date: localDate,
      kind: z.enum(['invoice', 'credit_note', 'payment']),
      id: z.string(),
      reference: z.string(),
      dueOn: localDate.optional(),
      amount: amount.describe('what raises the debt is positive, what lowers it negative'),
      balance: amount,
    }),
  ),
  closing: amount,
  ageing: ageing.describe('of the closing balance, at the end of `to`'),
});

const partnerParams = z.object({ partnerId: id });
const account = { partnerId: id.optional().describe('for the operator: whose') };
const statementQuery = z.object({
  ...account,
  currency,
  from: localDate.optional().describe('the first day of the month a year before `to` when left out'),
  to: localDate.optional().describe('included; today on the account’s clock when left out'),
});

export const recordPayment = {
  name: 'recordPayment',
  summary: 'Record money that a partner has paid',
  noun: 'payments',
  method: 'POST',
  path: '/partners/{partnerId}/payments',
  params: partnerParams,
  body: z.strictObject({
    amount: z.string().max(30),
    currency,
    paidOn: localDate,
    reference: z.string().max(200).optional(),
    note: z.string().max(1000).optional(),
    invoiceIds: z
      .array(z.string().max(20))
      .max(100)
      .optional()
      .describe('paid in this order and no others; the oldest first when left out'),
  }),
  answers: { 201: payment },
  problems: ['payment.invoice_not_open'],
  access: 'payments.manage',
} satisfies Operation;

export const listPayments = {
  name: 'listPayments',
  summary: 'Payments, latest first',
  noun: 'payments',
  method: 'GET',
  path: '/payments',
  query: z.object({ ...paging, partnerId: id.optional() }),
  answers: { 200: page(payment) },
  problems: ['cursor.invalid'],
  access: 'payments.manage',
} satisfies Operation;

export const importBankStatement = {
  name: 'importBankStatement',
  summary: 'Import a bank statement: money is matched to partners, and the same line never pays twice',
  noun: 'payments',
  method: 'POST',
  path: '/bank-imports',
  query: z.object({
    fileName: z.string().min(1).max(200).optional(),
    decimal: z
      .enum(['point', 'comma'])
      .optional()
      .describe('how amounts are written: 1,234.56 or 1.234,56; point when left out'),
  }),
  bodyStream: 'text/csv',
  answers: { 201: bankImport },
  problems: ['bank_import.invalid'],
  access: 'payments.manage',
} satisfies Operation;

export const listBankImports = {
  name: 'listBankImports',
  summary: 'Bank statements imported so far, latest first',
  noun: 'payments',
  method: 'GET',
  path: '/bank-imports',
  query: z.object({ ...paging }),
  answers: { 200: page(importSummary) },
  problems: ['cursor.invalid'],
  access: 'payments.manage',
} satisfies Operation;

export const getBankImport = {
  name: 'getBankImport',
  summary: 'One imported bank statement with what became of each line',
  noun: 'payments',
  method: 'GET',
  path: '/bank-imports/{importId}',
  params: z.object({ importId: id }),
  answers: { 200: bankImport },
  problems: ['not_found'],
  access: 'payments.manage',
} satisfies Operation;

export const assignBankLine = {
  name: 'assignBankLine',
  summary: 'Say whose money a line is that nobody was found for',
  noun: 'payments',
  method: 'POST',
  path: '/bank-imports/{importId}/lines/{line}/assign',
  params: z.object({ importId: id, line: z.string().regex(/^\d{1,9}$/) }),
  body: z.strictObject({ partnerId: id }),
  answers: { 200: bankImportLine },
  problems: ['not_found', 'bank_line.not_open'],
  access: 'payments.manage',
} satisfies Operation;

export const setCreditLimit = {
  name: 'setCreditLimit',
  summary: 'Set how much a partner may owe in a currency',
  noun: 'payments',
  method: 'PUT',
  path: '/partners/{partnerId}/credit-limits',
  params: partnerParams,
  body: z.strictObject({ currency, limit: z.string().max(30) }),
  answers: { 200: balance },
  problems: [],
  access: 'partners.manage',
} satisfies Operation;

export const getPartnerCredit = {
  name: 'getPartnerCredit',
  summary: 'Limits, what is used of them, and what is owed, by currency',
  noun: 'payments',
  method: 'GET',
  path: '/partners/{partnerId}/credit',
  params: partnerParams,
  answers: { 200: z.object({ items: z.array(balance) }) },
  problems: [],
  access: 'payments.manage',
} satisfies Operation;

const paymentMethod = z.object({
  mode: z.enum(['on_account', 'provider']),
  reference: z.string().describe('the provider’s own name of the means of payment; never a card number'),
});

export const getPaymentMethod = {
  name: 'getPaymentMethod',
  summary: 'How a partner pays, and with what',
  noun: 'payments',
  method: 'GET',
  path: '/partners/{partnerId}/payment-method',
  params: partnerParams,
  answers: { 200: paymentMethod },
  problems: [],
  access: 'payments.manage',
} satisfies Operation;

export const setPaymentMethod = {
  name: 'setPaymentMethod',
  summary: 'Set how a partner pays: on account, or each order by a provider',
  noun: 'payments',
  method: 'PUT',
  path: '/partners/{partnerId}/payment-method',
  params: partnerParams,
  body: z.strictObject({
    mode: z.enum(['on_account', 'provider']),
    reference: z.string().max(200).optional().describe('kept as it is when left out'),
  }),
  answers: { 200: paymentMethod },
  problems: [],
  access: 'payments.manage',
} satisfies Operation;

export const getBalance = {
  name: 'getBalance',
  summary: 'What the account owes and may still buy, by currency',
  noun: 'balance',
  method: 'GET',
  path: '/balance',
  query: z.object({ ...account }),
  answers: { 200: z.object({ items: z.array(balance) }) },
  problems: [],
  access: 'invoices.read',
} satisfies Operation;

export const listCustomerBalances = {
  name: 'listCustomerBalances',
  summary: 'What the account owes and is committed to for each customer, by name',
  noun: 'balance',
  method: 'GET',
  path: '/balance/customers',
  query: z.object({ ...account, ...paging, currency: currency.optional() }),
  answers: { 200: page(customerBalance) },
  problems: ['cursor.invalid'],
  access: 'invoices.read',
} satisfies Operation;

export const getStatement = {
  name: 'getStatement',
  summary: 'Invoices, credit notes and payments of a period with the running balance',
  noun: 'balance',
  method: 'GET',
  path: '/statement',
  query: statementQuery,
  answers: { 200: statement },
  problems: [],
  access: 'invoices.read',
} satisfies Operation;

export const exportStatement = {
  name: 'exportStatement',
  summary: 'The statement as CSV',
  noun: 'balance',
  method: 'GET',
  path: '/statement/export',
  query: statementQuery,
  answers: { 200: 'stream' },
  problems: [],
  access: 'invoices.read',
} satisfies Operation;
