import type { Log } from '../platform/log.ts';

/** What is worth telling a person at a terminal; facts of normal running are not. */
export const terminalLog: Log = {
  debug: () => {},
  info: () => {},
  warn: (facts, message) => process.stderr.write(`${message ?? 'warning'} ${JSON.stringify(facts)}\n`),
  error: (facts, message) => process.stderr.write(`${message ?? 'error'} ${JSON.stringify(facts)}\n`),
};

export type Progress = { readonly show: (text: string) => void; readonly clear: () => void };

const pauseMs = 100;

/** One line that is written over and over on a terminal; nothing where the output goes to a file. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = 0;
  return {
    show: (text) => {
      const now = performance.now();
      if (now - shownAt < pauseMs) return;
      shownAt = now;
      stream.write(`\r\u001b[2K${text}`);
    },
    clear: () => stream.write('\r\u001b[2K'),
  };
}

/** "12.3 of 45.6 MB, 27 %" */
export function shareOf(bytes: number, total: number): string {
  const megabytes = (count: number) => (count / 1_000_000).toFixed(1);
  const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
  return `${megabytes(bytes)} of ${megabytes(total)} MB, ${percent} %`;
}
