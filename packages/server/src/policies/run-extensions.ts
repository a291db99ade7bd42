import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { handledKinds } from '../sandbox/due-handlers.ts';
import { readAccountsWithDue, readNextDue } from '../sandbox/due-store.ts';
import { runDue } from '../sandbox/run-due.ts';

const patienceMs = 10_000;

/**
 * Does what is due in every account, so that whoever set a policy finds it at work. What takes longer, or fails, is
 * the tick's: it comes by every few seconds.
 */
export const runExtensions = async (services: Services): Promise<void> => {
  const { pools, realNow, log } = services;
  const until = realNow() + patienceMs;
  const accounts = await query(pools.system, noTenant, readAccountsWithDue(realNow(), handledKinds));
  for (const account of accounts) {
    try {
      for (;;) {
        if (realNow() > until) return;
        const next = readNextDue(account.account_id, account.until, handledKinds);
        const group = await query(pools.system, noTenant, next);
        if (group.length === 0 || !(await runDue(services, group))) break;
      }
    } catch (error) {
      log.error({ account: account.account_id, error: String(error) }, 'due work failed; it is tried again');
    }
  }
};
