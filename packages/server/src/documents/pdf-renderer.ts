import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { PdfAnswer } from './pdf-process.ts';
import type { PdfJob } from './render-pdf.ts';

export type DocumentUnavailable = { readonly code: 'document.unavailable' };

export type PdfRenderer = {
  readonly render: (job: PdfJob) => Promise<Decision<Uint8Array, DocumentUnavailable>>;
  readonly close: () => Promise<void>;
};

export type PdfRendererOptions = {
  /** The program that renders; tests put one in that breaks. */
  readonly program?: URL;
  /** Jobs that may wait; one more is refused at once rather than kept for ever. */
  readonly waiting?: number;
  readonly timeoutMs?: number;
  readonly idleMs?: number;
  /** What the process may have grown to before the next job gets a fresh one. */
  readonly residentBytes?: number;
  readonly onFailure?: (message: string) => void;
};

type Waiting = { readonly job: PdfJob; readonly settle: (bytes: Uint8Array | undefined) => void };

const usual = {
  program: new URL('./pdf-process.ts', import.meta.url),
  waiting: 200,
  timeoutMs: 60_000,
  idleMs: 60_000,
  residentBytes: 400_000_000,
  onFailure: () => {},
} satisfies Required<PdfRendererOptions>;

/**
 * Renders in one process of its own, started by the first job and ended when nobody prints: requests never wait for a
 * page to be laid out, native code that dies takes nothing with it, and what a long document needed is given back.
 * One job is in it at a time: what breaks it breaks that job alone, and the next gets a new process.
 */
export const createPdfRenderer = (options: PdfRendererOptions = {}): PdfRenderer => {
  const { program, waiting, timeoutMs, idleMs, residentBytes, onFailure } = { ...usual, ...options };
  const queue: Waiting[] = [];
  let child: ChildProcess | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const dismiss = (): void => {
    const ended = child;
    child = undefined;
    ended?.removeAllListeners();
    ended?.on('error', () => {});
    ended?.kill('SIGKILL');
  };

  const finish = (bytes: Uint8Array | undefined): void => {
    clearTimeout(timer);
    const done = current;
    current = undefined;
    done?.settle(bytes);
    next();
  };

  const giveUp = (failure: string): void => {
    dismiss();
    onFailure(failure);
    finish(undefined);
  };

  const receive = (answer: PdfAnswer): void => {
    if (answer.kind === 'failed') onFailure(answer.message);
    else if (answer.residentBytes > residentBytes) dismiss();
    finish(answer.kind === 'pdf' ? answer.bytes : undefined);
  };

  const start = (): ChildProcess => {
    const started = fork(fileURLToPath(program), {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=192', '--max-semi-space-size=2', '--v8-pool-size=1'],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? getCompileCacheDir() ?? '',
      },
    });
    // The server ends when it wants to, whether or not somebody prints.
    started.unref();
    started.channel?.unref();
    started.on('message', (answer) => receive(answer as PdfAnswer)); // our own program's only word
    started.on('error', (error) => giveUp(String(error)));
    started.on('exit', (code, signal) => giveUp(`the process ended with ${code ?? signal}`));
    return started;
  };

  const next = (): void => {
    if (current !== undefined || closed) return;
    current = queue.shift();
    if (current === undefined) {
      timer = setTimeout(dismiss, idleMs).unref();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(`no document within ${timeoutMs} ms`), timeoutMs);
    child ??= start();
    // A process that is gone says so by its exit.
    child.send(current.job, () => {});
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
      dismiss();
      for (const { settle } of queue.splice(0)) settle(undefined);
      finish(undefined);
    },
  };
};
