import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { type Scanner, ScannerFailed } from '../platform/storage/scanner.ts';
import { markScanned, readPendingAttachments } from './conversation-store.ts';

const atOnce = 20;

/**
 * Has files looked through that wait for it; answers how many are settled. A scanner that cannot say leaves them
 * waiting, and nobody gets them meanwhile. Two at once settle a file once.
 */
export const scanAttachments = async (
  { pools, files, log }: Pick<Services, 'pools' | 'files' | 'log'>,
  scanner: Scanner,
): Promise<number> => {
  const waiting = await query(pools.system, noTenant, readPendingAttachments(atOnce));
  let settled = 0;
  for (const file of waiting) {
    try {
      const result = await scanner.scan(files.open(file.storage_key));
      const marked = result.clean
        ? markScanned(file, 'clean', null)
        : markScanned(file, 'infected', result.found.slice(0, 200));
      const [{ count }] = await writeBatch(pools.system, noTenant, [marked]);
      settled += count;
    } catch (error) {
      if (!(error instanceof ScannerFailed)) throw error;
      log.warn({ error: error.message }, 'a file was not scanned; it is tried again');
      return settled;
    }
  }
  return settled;
};
