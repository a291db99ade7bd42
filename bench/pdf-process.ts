// Prints invoices in a process of its own, each of a customer of its own with other figures.
import { linesJob } from '@kontor/server/documents/pdf-job';
import { openPdfEngine } from '@kontor/server/documents/render-pdf';
import { exampleDocument } from '@kontor/server/documents/testing/example-documents';
import { answerCalls } from './process-call.ts';

export type PdfCall = { readonly documents: number; readonly linesEach: number };
export type Printed = { readonly seconds: number; readonly megabytes: number };

const render = openPdfEngine();

const print = async ({ documents, linesEach }: PdfCall): Promise<Printed> => {
  const examples = Array.from({ length: documents }, (_, number) =>
    exampleDocument({
      lines: Array.from({ length: linesEach }, (_, line) => ({
        price: `${100 + line}.${10 + (number % 90)}`,
        quantity: 1 + ((number + line) % 9),
        customerName: `Customer ${number} of ${documents}`,
      })),
      document: { number: `G${String(number + 1).padStart(9, '0')}` },
    }),
  );
  const startedAt = performance.now();
  for (const { document, lines } of examples) {
    const pdf = render(await linesJob(document, lines, 'en'));
    if (pdf.length < 10_000) throw new Error('a PDF is too small to be one');
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, megabytes: process.memoryUsage.rss() / 1024 / 1024 };
};

answerCalls(print);
