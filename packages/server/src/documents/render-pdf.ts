import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { coverageOf } from './font-coverage.ts';
import type { InvoicePage } from './invoice-page.ts';
import { readFonts } from './pdf-fonts.ts';
import { printableAll } from './printable.ts';

/** A page, and the e-invoice that goes into the file with it. */
export type PdfJob = { readonly page: InvoicePage; readonly einvoice?: string };

export type RenderPdf = (job: PdfJob) => Uint8Array;

const templates = fileURLToPath(new URL('./templates', import.meta.url));
const template = `${templates}/invoice.typ`;
// PDF/A-3a: archivable, with the e-invoice inside, and readable aloud.
const pdfStandard = 'a-3a';

/** One compiler for many documents. What it makes depends on the job alone: the same job, the same bytes. */
export const openPdfEngine = (): RenderPdf => {
  const fonts = readFonts();
  const covers = coverageOf(fonts);
  const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontBlobs: fonts }] });
  return ({ page, einvoice = '' }) => {
    compiler.mapShadow(`${templates}/invoice.json`, Buffer.from(JSON.stringify(printableAll(page, covers))));
    compiler.mapShadow(`${templates}/invoice.xml`, Buffer.from(einvoice));
    const compiled = compiler.compile({ mainFilePath: template });
    const document = compiled.result;
    if (document === null)
      throw new Error(`typst: ${JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics)}`);
    const [year, month, day] = page.date;
    const pdf = compiler.pdf(document, {
      pdfStandard,
      creationTimestamp: Date.UTC(year, month - 1, day) / 1000,
    });
    // Nothing of one document is of use to the next, but for the template and the fonts, which are used each time.
    compiler.evictCache(1);
    return pdf;
  };
};
