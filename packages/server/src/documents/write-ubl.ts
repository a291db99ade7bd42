import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import { formOf, ublHead } from './ubl-document.ts';
import { ublLine } from './ubl-line.ts';
import { endOf, startOf } from './xml-writer.ts';

/** The document as UBL 2.1 by EN 16931, in pieces: its lines may be more than memory should hold. */
export async function* writeUbl(
  document: InvoiceDocument,
  lines: AsyncIterable<readonly DocumentLine[]>,
  language: DocumentLanguage,
): AsyncGenerator<string> {
  const form = formOf(document);
  yield startOf(form.root, {
    xmlns: `urn:oasis:names:specification:ubl:schema:xsd:${form.root}-2`,
    'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
    'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
  });
  yield `${ublHead(document, form, language).join('\n')}\n`;
  for await (const page of lines) yield `${page.map((line) => ublLine(line, form, language)).join('\n')}\n`;
  yield endOf(form.root);
}
