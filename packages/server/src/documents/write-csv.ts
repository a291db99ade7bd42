import { csvRecord } from './csv-writer.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import { reconciliationColumns } from './reconciliation-line.ts';

const byteOrderMark = '\uFEFF';

/** The reconciliation file, a page of lines at a time. `bom` helps spreadsheets that take no hint for UTF-8. */
export async function* writeCsv(
  document: InvoiceDocument,
  lines: AsyncIterable<readonly DocumentLine[]>,
  { bom }: { readonly bom: boolean },
): AsyncGenerator<string> {
  const head = csvRecord(reconciliationColumns.map(([value]) => ({ value })));
  yield bom ? byteOrderMark + head : head;
  for await (const page of lines) yield page.map((line) => record(line, document)).join('');
}

const record = (line: DocumentLine, document: InvoiceDocument): string =>
  csvRecord(reconciliationColumns.map(([, cell]) => cell(line, document)));
