import type { PdfAnswer } from '../pdf-process.ts';
import type { PdfJob } from '../render-pdf.ts';

// A program that does as the title of its job says, so that tests see what becomes of the others.
process.on('message', ({ page }: PdfJob) => {
  if (page.title === 'die') process.kill(process.pid, 'SIGKILL');
  if (page.title === 'hang') return;
  const failed: PdfAnswer = { kind: 'failed', message: 'as asked' };
  const pdf: PdfAnswer = {
    kind: 'pdf',
    bytes: Buffer.from(`${process.pid}`),
    residentBytes: page.title === 'grow' ? 1e12 : 1,
  };
  process.send?.(page.title === 'fail' ? failed : pdf);
});
process.on('disconnect', () => process.exit(0));
