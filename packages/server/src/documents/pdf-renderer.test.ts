import { afterEach, expect, test } from 'vitest';
import { linesJob } from './pdf-job.ts';
import { createPdfRenderer, type PdfRenderer, type PdfRendererOptions } from './pdf-renderer.ts';
import { exampleCases } from './testing/example-cases.ts';
import { exampleDocument } from './testing/example-documents.ts';

const program = new URL('./testing/failing-program.ts', import.meta.url);
let renderer: PdfRenderer | undefined;
const failures: string[] = [];

const open = (options: PdfRendererOptions = {}): PdfRenderer => {
  renderer = createPdfRenderer({ program, onFailure: (message) => failures.push(message), ...options });
  return renderer;
};

afterEach(async () => {
  await renderer?.close();
  failures.length = 0;
});

const { document, lines } = exampleDocument(exampleCases.standard);
const realJob = await linesJob(document, lines, 'en');
const asked = (title: string) => ({ page: { ...realJob.page, title } });

/** The process that rendered, or 'refused'. */
const by = async (render: PdfRenderer, title: string): Promise<string> => {
  const made = await render.render(asked(title));
  return made.accepted ? Buffer.from(made.value).toString() : made.refusal.code;
};

test('renders one after the other in one process', async () => {
  const render = open();
  const processes = await Promise.all(['a', 'b', 'c'].map((title) => by(render, title)));
  expect(new Set(processes).size).toBe(1);
  expect(processes[0]).toMatch(/^\d+$/);
});

test('a process that dies takes its own job with it and no other', async () => {
  const render = open();
  const [before, dead, after] = await Promise.all(['a', 'die', 'b'].map((title) => by(render, title)));
  expect(dead).toBe('document.unavailable');
  expect(before).toMatch(/^\d+$/);
  expect(after).toMatch(/^\d+$/);
  expect(after).not.toBe(before);
  expect(failures).toEqual([expect.stringContaining('SIGKILL')]);
});

test('a job that cannot be rendered is refused, and the process goes on', async () => {
  const render = open();
  const [before, failed, after] = await Promise.all(['a', 'fail', 'b'].map((title) => by(render, title)));
  expect([failed, after]).toEqual(['document.unavailable', before]);
  expect(failures).toEqual(['as asked']);
});

test('a job that never ends is given up in time', async () => {
  const render = open({ timeoutMs: 300 });
  const [hung, after] = await Promise.all([by(render, 'hang'), by(render, 'b')]);
  expect(hung).toBe('document.unavailable');
  expect(after).toMatch(/^\d+$/);
});

test('a process that has grown too large makes way for a fresh one', async () => {
  const render = open();
  const grown = await by(render, 'grow');
  expect(grown).toMatch(/^\d+$/);
  expect(await by(render, 'b')).not.toBe(grown);
});

test('more than may wait is refused at once', async () => {
  const render = open({ waiting: 2 });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((title) => by(render, title)));
  expect(answers.map((answer) => answer === 'document.unavailable')).toEqual([false, false, false, true]);
});

test('after closing nothing is rendered, and what waited is refused', async () => {
  const render = open();
  const waiting = [by(render, 'hang'), by(render, 'b')];
  await render.close();
  expect(await Promise.all(waiting)).toEqual(['document.unavailable', 'document.unavailable']);
  expect(await by(render, 'c')).toBe('document.unavailable');
});

test('the real program makes the real thing', async () => {
  const render = createPdfRenderer();
  renderer = render;
  const made = await render.render(realJob);
  expect(made.accepted && Buffer.from(made.value).subarray(0, 5).toString()).toBe('%PDF-');
});
