import type { Readable, Writable } from 'node:stream';

/** The purchase was cancelled, or the link revoked, while its file was on the way. */
export class TransferCut extends Error {
  override readonly name = 'TransferCut';
}

export type Guard = {
  readonly everyMs: number;
  /** How long a transfer goes on while nothing can be asked. */
  readonly blindMs: number;
  readonly mayGoOn: () => Promise<boolean>;
};

/** Asks again while a file is on the way, and cuts it when the answer is no or no answer comes for long. */
export const guardTransfer = (source: Readable | Writable, { everyMs, blindMs, mayGoOn }: Guard): void => {
  let asking = false;
  let answeredAt = performance.now();
  const cut = () => source.destroy(new TransferCut('the download is no longer allowed'));
  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      if (!(await mayGoOn())) cut();
      answeredAt = performance.now();
    } catch {
      // The database is away; it usually comes back within seconds.
      if (performance.now() - answeredAt > blindMs) cut();
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void ask(), everyMs);
  timer.unref();
  source.once('close', () => clearInterval(timer));
};
