import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { query } from '../platform/db/batch.ts';
import { summariseByCustomer, summariseByMarket } from './document-store.ts';
import { einvoiceAvailability } from './einvoice-availability.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import { invoicePage, type PageBody } from './invoice-page.ts';
import { lineRows, summaryRows } from './page-lines.ts';
import { type DocumentSource, readDocumentLines } from './read-document.ts';
import type { PdfJob } from './render-pdf.ts';
import { writeUbl } from './write-ubl.ts';

/**
 * Up to here every line is printed, and the e-invoice goes into the file. Beyond it nobody turns pages, and one
 * document would take the printer and its memory from all others: it is summed up, and the lines are in the CSV.
 */
export const printedLines = 1000;

/** What the process needs for the PDF of a document. */
export const pdfJobOf = async (
  source: DocumentSource,
  document: InvoiceDocument,
  language: DocumentLanguage,
): Promise<PdfJob> => {
  if (document.lineCount > printedLines) return summaryJob(source, document, language);
  const lines: DocumentLine[] = [];
  for await (const page of readDocumentLines(source, document.number)) lines.push(...page);
  return linesJob(document, lines, language);
};

/** With each line, and with the e-invoice where there is one. */
export const linesJob = async (
  document: InvoiceDocument,
  lines: readonly DocumentLine[],
  language: DocumentLanguage,
): Promise<PdfJob> => {
  const einvoice = einvoiceAvailability(document).accepted
    ? await textOf(writeUbl(document, pagesOf(lines), language))
    : undefined;
  const body: PageBody = {
    rows: lineRows(lines, { language, currency: document.currency }),
    isSummary: false,
    hasInclusive: lines.some(({ taxMode }) => taxMode === 'inclusive'),
    einvoiceName: einvoice === undefined ? undefined : `${document.number}.xml`,
  };
  return {
    page: invoicePage(document, body, language),
    ...(einvoice !== undefined && { einvoice }),
  };
};

const summaryJob = async (
  { pool, scope, accountId }: DocumentSource,
  document: InvoiceDocument,
  language: DocumentLanguage,
): Promise<PdfJob> => {
  const customers = await query(
    pool,
    scope,
    summariseByCustomer(accountId, document.number, printedLines + 1),
  );
  const rows =
    customers.length <= printedLines
      ? customers
      : await query(pool, scope, summariseByMarket(accountId, document.number));
  const body: PageBody = {
    rows: summaryRows(rows, { language, currency: document.currency }),
    isSummary: true,
    hasInclusive: rows.some(({ inclusive }) => inclusive),
    einvoiceName: undefined,
  };
  return { page: invoicePage(document, body, language) };
};

async function* pagesOf(lines: readonly DocumentLine[]): AsyncGenerator<readonly DocumentLine[]> {
  yield lines;
}

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
};
