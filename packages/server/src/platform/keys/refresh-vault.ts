import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Vault } from './vault.ts';

/** How soon every running process seals with a new data key. A rotation waits for twice as long (rotate-keys.ts). */
export const refreshEveryMs = 5_000;

/** Lets a process learn of new data keys while it runs. Answers what ends it. */
export function keepVaultFresh(vault: Pick<Vault, 'refresh'>, log: Log): () => Promise<void> {
  const ended = new AbortController();
  const run = async () => {
    for (;;) {
      await pause(refreshEveryMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
      if (ended.signal.aborted) return;
      await vault.refresh().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ error: reason }, 'data keys could not be looked up; this process seals with those it has');
      });
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
}
