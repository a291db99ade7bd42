import { parentPort } from 'node:worker_threads';
import { openPdfEngine, type PdfJob } from './render-pdf.ts';

/** What the thread answers; one job at a time, so that no number is needed. */
export type ThreadAnswer =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

const render = openPdfEngine();

const answerTo = (job: PdfJob): ThreadAnswer => {
  try {
    return { kind: 'pdf', bytes: render(job) };
  } catch (error) {
    // Typst throws plain objects with a code.
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    return { kind: 'failed', message: String(code ?? message ?? error).slice(0, 500) };
  }
};

parentPort?.on('message', (job: PdfJob) => parentPort?.postMessage(answerTo(job)));
