import { writeBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { type DueRow, type DueServices, groupOf } from './due-events.ts';
import { handlerOf } from './due-handlers.ts';
import { finishDue } from './due-store.ts';

/** Does one group of due work, after `first`, in one transaction. False when somebody else has done some of it. */
export const runDue = (
  services: DueServices,
  rows: readonly DueRow[],
  first: readonly Statement[] = [],
): Promise<boolean> =>
  withRetries(async () => {
    const { account_id: accountId, kind } = groupOf(rows);
    const work = await handlerOf(kind)(services, accountId, rows);
    try {
      await writeBatch(services.pools.system, noTenant, [...first, ...work, finishDue(accountId, rows)]);
      return true;
    } catch (error) {
      if (error instanceof VersionChanged && error.code === 'due.changed') return false;
      throw error;
    }
  });
