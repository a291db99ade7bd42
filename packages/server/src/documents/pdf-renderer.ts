import { Worker } from 'node:worker_threads';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { ThreadAnswer } from './pdf-thread.ts';
import type { PdfJob } from './render-pdf.ts';

export type DocumentUnavailable = { readonly code: 'document.unavailable' };

export type PdfRenderer = {
  readonly render: (job: PdfJob) => Promise<Decision<Uint8Array, DocumentUnavailable>>;
  readonly close: () => Promise<void>;
};

export type PdfRendererOptions = {
  /** The module that renders; tests put one in that breaks. */
  readonly thread?: URL;
  /** Jobs that may wait; one more is refused at once rather than kept for ever. */
  readonly waiting?: number;
  readonly timeoutMs?: number;
  readonly onFailure?: (message: string) => void;
};

type Waiting = { readonly job: PdfJob; readonly settle: (bytes: Uint8Array | undefined) => void };

/**
 * Renders in one thread of its own, started by the first job, so that requests never wait for a page to be laid out.
 * One job is in it at a time: what breaks it breaks that job alone, and the next gets a new thread.
 */
export const createPdfRenderer = ({
  thread = new URL('./pdf-thread.ts', import.meta.url),
  waiting = 200,
  timeoutMs = 60_000,
  onFailure = () => {},
}: PdfRendererOptions = {}): PdfRenderer => {
  const queue: Waiting[] = [];
  let worker: Worker | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const finish = (bytes: Uint8Array | undefined, failure?: string): void => {
    clearTimeout(timer);
    if (failure !== undefined) onFailure(failure);
    const done = current;
    current = undefined;
    done?.settle(bytes);
    next();
  };

  const giveUp = (failure: string): void => {
    const broken = worker;
    worker = undefined;
    broken?.removeAllListeners();
    void broken?.terminate();
    finish(undefined, failure);
  };

  const startThread = (): Worker => {
    const started = new Worker(thread, { resourceLimits: { maxOldGenerationSizeMb: 192 } });
    started.unref();
    started.on('message', (answer: ThreadAnswer) =>
      answer.kind === 'pdf' ? finish(answer.bytes) : finish(undefined, answer.message),
    );
    started.on('error', (error) => giveUp(String(error)));
    started.on('exit', (code) => giveUp(`the thread ended with ${code}`));
    return started;
  };

  const next = (): void => {
    if (current !== undefined || closed) return;
    current = queue.shift();
    if (current === undefined) return;
    worker ??= startThread();
    timer = setTimeout(() => giveUp(`no document within ${timeoutMs} ms`), timeoutMs);
    worker.postMessage(current.job);
  };

  return {
    render: async (job) => {
      if (closed || queue.length >= waiting) return refused({ code: 'document.unavailable' });
      const bytes = await new Promise<Uint8Array | undefined>((settle) => {
        queue.push({ job, settle });
        next();
      });
      return bytes === undefined ? refused({ code: 'document.unavailable' }) : accepted(bytes);
    },
    close: async () => {
      closed = true;
      for (const { settle } of queue.splice(0)) settle(undefined);
      const ended = worker;
      worker = undefined;
      ended?.removeAllListeners();
      await ended?.terminate();
      finish(undefined);
    },
  };
};
