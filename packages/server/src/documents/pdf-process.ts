import { openPdfEngine, type PdfJob } from './render-pdf.ts';

/** What the process answers; one job at a time, so that no number is needed. */
export type PdfAnswer =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array; readonly residentBytes: number }
  | { readonly kind: 'failed'; readonly message: string };

const render = openPdfEngine();

const answerTo = (job: PdfJob): PdfAnswer => {
  try {
    return { kind: 'pdf', bytes: render(job), residentBytes: process.memoryUsage.rss() };
  } catch (error) {
    // Typst throws plain objects with a code.
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    return { kind: 'failed', message: String(code ?? message ?? error).slice(0, 500) };
  }
};

// An answer that nobody waits for any more is no failure.
process.on('message', (job: PdfJob) => process.send?.(answerTo(job), () => {}));
// Without the server there is nobody to print for.
process.on('disconnect', () => process.exit(0));
