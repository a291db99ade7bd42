import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Permission } from '@kontor/domain/access/permissions';
import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { accepted, refused } from '@kontor/domain/decision';
import { invoiceReader } from '../billing/list-invoices.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { einvoiceAvailability } from './einvoice-availability.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { pdfJobOf } from './pdf-job.ts';
import type { PdfRenderer } from './pdf-renderer.ts';
import { type DocumentSource, readDocumentLines, readInvoiceDocument } from './read-document.ts';
import { writeCsv } from './write-csv.ts';
import { writeJson } from './write-json.ts';
import { writeUbl } from './write-ubl.ts';

export type DocumentFormat = 'pdf' | 'ubl' | 'csv' | 'json';

export type AskedDocument = {
  readonly number: string;
  readonly format: DocumentFormat;
  readonly partnerId: string | undefined;
  /** The buyer's own where nothing is asked for. */
  readonly language: DocumentLanguage | undefined;
  readonly bom: boolean;
  /** Tags of copies that the caller has already. */
  readonly known: string | undefined;
  /** What the caller needs, where it is not what every reader of invoices has. */
  readonly permission?: Permission;
};

export type GivenDocument = {
  readonly contentType: string;
  readonly fileName: string;
  readonly etag: string;
  /** Undefined where the caller has the same already. */
  readonly body: Readable | Buffer | undefined;
};

const kinds: Readonly<Record<DocumentFormat, { readonly type: string; readonly extension: string }>> = {
  pdf: { type: 'application/pdf', extension: 'pdf' },
  ubl: { type: 'application/xml; charset=utf-8', extension: 'xml' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
  json: { type: 'application/json; charset=utf-8', extension: 'json' },
};

/** Grows with every change to what is made from the same rows, so that nobody keeps an older copy for the same. */
const madeBy = 2;

/** A finished document as a file. It never changes, so that a caller who has it is told so before anything is made. */
export const giveDocument = async (ctx: RequestContext, renderer: PdfRenderer, asked: AskedDocument) => {
  const reader = await invoiceReader(ctx, asked.partnerId, asked.permission);
  if (!reader.accepted) return reader;
  const source: DocumentSource = reader.value;
  const document = await readInvoiceDocument(source, asked.number);
  if (!document) return refused({ code: 'invoice.not_found' });
  const language = asked.language ?? document.buyer.language;
  const { type, extension } = kinds[asked.format];
  const etag = etagOf(source.accountId, document, { ...asked, language });
  const facts = { contentType: type, fileName: `${fileStem(document)}.${extension}`, etag };
  if (isKnown(asked.known, etag)) return accepted<GivenDocument>({ ...facts, body: undefined });
  const lines = () => readDocumentLines(source, document.number);
  const give = (pieces: AsyncIterable<string>) =>
    accepted<GivenDocument>({ ...facts, body: Readable.from(pieces, { objectMode: false }) });
  switch (asked.format) {
    case 'pdf': {
      const made = await renderer.render(await pdfJobOf(source, document, language));
      if (!made.accepted) return made;
      return accepted<GivenDocument>({ ...facts, body: Buffer.from(made.value) });
    }
    case 'ubl': {
      const available = einvoiceAvailability(document);
      return available.accepted ? give(writeUbl(document, lines(), language)) : available;
    }
    case 'csv':
      return give(writeCsv(document, lines(), { bom: asked.bom }));
    case 'json':
      return give(writeJson(document, lines()));
  }
};

const fileStem = ({ type, number }: InvoiceDocument): string =>
  `${type === 'invoice' ? 'Invoice' : 'CreditNote'}_${number}`;

const etagOf = (
  accountId: string,
  { number }: InvoiceDocument,
  { format, language, bom }: Pick<AskedDocument, 'format' | 'bom'> & { readonly language: DocumentLanguage },
): string => {
  const hash = createHash('sha256').update([madeBy, accountId, number, format, language, bom].join('\n'));
  return `"${hash.digest('hex').slice(0, 32)}"`;
};

const isKnown = (known: string | undefined, etag: string): boolean =>
  known === '*' || (known ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
