import { setTimeout as pause } from 'node:timers/promises';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { clamdScanner } from '../platform/storage/clamd-scanner.ts';
import { dropOldReplyTokens } from './reply-store.ts';
import { scanAttachments } from './scan-attachments.ts';

const everyMs = 2_000;
const sweepEvery = 300;

/** Scans files that arrive, where a scanner is set up, and drops addresses that are good for nothing any more. */
export const startSupport = (services: Services): (() => Promise<void>) => {
  const ended = new AbortController();
  const address = services.support?.scanner;
  const scanner = address && clamdScanner(address);
  const run = async () => {
    for (let round = 0; !ended.signal.aborted; round += 1) {
      try {
        if (scanner) await scanAttachments(services, scanner);
        if (round % sweepEvery === 0)
          await writeBatch(services.pools.system, noTenant, [dropOldReplyTokens()]);
      } catch (error) {
        services.log.warn(
          { error: error instanceof Error ? error.name : typeof error },
          'work for support failed; it runs again',
        );
      }
      await pause(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};
