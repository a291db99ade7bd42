import { documentLanguages } from '@kontor/domain/billing/amount-in-words';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id } from './shapes.ts';

/** How a finished document can be had. */
export const documentFormats = ['pdf', 'ubl', 'csv', 'json'] as const;

export const getInvoiceDocument = {
  name: 'getInvoiceDocument',
  summary:
    'An invoice or credit note as a file: PDF/A-3, e-invoice (UBL 2.1, EN 16931), reconciliation CSV or JSON',
  noun: 'billing',
  method: 'GET',
  path: '/invoices/{invoiceId}/documents/{format}',
  params: z.object({ invoiceId: id, format: z.enum(documentFormats) }),
  query: z.object({
    partnerId: id.optional().describe('an operator names the partner'),
    language: z.enum(documentLanguages).optional().describe('the partner’s own when left out'),
    bom: z.enum(['true', 'false']).optional().describe('a byte order mark before the CSV, for spreadsheets'),
  }),
  answers: { 200: 'stream' },
  problems: ['not_found', 'einvoice.not_available', 'document.unavailable'],
  access: 'invoices.read',
} satisfies Operation;
