import type { PdfCall, Printed } from './pdf-process.ts';
import { startProcess } from './process-call.ts';
import type { Measured } from './report.ts';
import { median } from './statistics.ts';

const rounds = 3;
const documents = 150;
/** What a partner's month usually has. */
const linesEach = 10;

/** PDFs a second with the e-invoice inside, in one process as the server runs it, after it has warmed up. */
export const measurePdf = async (say: (line: string) => void): Promise<Measured> => {
  const child = startProcess<PdfCall, Printed>(new URL('pdf-process.ts', import.meta.url), 300_000);
  try {
    await child.call({ documents: 20, linesEach });
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const { seconds, megabytes } = await child.call({ documents, linesEach });
      say(`PDFs: ${documents} of ${linesEach} lines in ${seconds.toFixed(1)} s, ${Math.round(megabytes)} MB`);
      rates.push(documents / seconds);
    }
    const none = { floor: null, ratio: null, p50: null, p99: null };
    return { figures: [{ ...none, name: 'documents.pdf', value: median(rates), unit: '/s' }], faults: [] };
  } finally {
    child.end();
  }
};
