import type { WireOperation } from './operation.ts';

const base = '/v1/invoices';
const one = `${base}/{invoice}` as const;

/** Invoices and their lines (reference 10). */
export const invoiceOperations = {
  listInvoices: { name: 'listInvoices', method: 'GET', path: base, status: 200, source: '10' },
  getInvoiceSummary: {
    name: 'getInvoiceSummary',
    method: 'GET',
    path: `${base}/summary`,
    status: 200,
    source: '10',
  },
  listInvoiceSummaries: {
    name: 'listInvoiceSummaries',
    method: 'GET',
    path: `${base}/summaries`,
    status: 200,
    source: '10',
  },
  listEstimateLinks: {
    name: 'listEstimateLinks',
    method: 'GET',
    path: `${base}/estimates/links`,
    status: 200,
    source: '10',
  },
  listUnbilledLines: {
    name: 'listUnbilledLines',
    method: 'GET',
    path: `${base}/unbilled/lineitems`,
    status: 200,
    source: '10',
  },
  getInvoice: { name: 'getInvoice', method: 'GET', path: one, status: 200, source: '10' },
  getInvoiceStatement: {
    name: 'getInvoiceStatement',
    method: 'GET',
    path: `${one}/documents/statement`,
    status: 200,
    source: '10',
  },
  /** What to list stands in the query. */
  findInvoiceLines: {
    name: 'findInvoiceLines',
    method: 'GET',
    path: `${one}/lineitems`,
    status: 200,
    source: '10',
  },
  /** What to list stands in the path. */
  listInvoiceLines: {
    name: 'listInvoiceLines',
    method: 'GET',
    path: `${one}/lineitems/{provider}/{lineType}`,
    status: 200,
    source: '10',
  },
} as const satisfies Record<string, WireOperation>;
