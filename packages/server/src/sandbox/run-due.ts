import { writeBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { workOf } from './due-handlers.ts';
import { type DueRow, finishDue } from './due-store.ts';

/** Does one piece of due work, after `first`, in one transaction. False when somebody else has done it. */
export const runDue = (system: Pool, due: DueRow, first: readonly Statement[] = []): Promise<boolean> =>
  withRetries(async () => {
    try {
      await writeBatch(system, noTenant, [...first, ...workOf(due), finishDue(due)]);
      return true;
    } catch (error) {
      if (error instanceof VersionChanged) return false;
      throw error;
    }
  });
