import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { addActivity } from '../activity/activity-store.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { clockLock } from './clock-lock.ts';
import type { RecordSandbox } from './create-sandbox.ts';
import {
  disableApplications,
  disablePeople,
  dropDueWork,
  markSandboxDeleted,
  readSandboxRow,
} from './sandbox-store.ts';

export type DeleteRefusal = { readonly code: 'sandbox.not_found' } | { readonly code: 'clock.busy' };

/** Deletes a sandbox account of the caller's; whoever else's it is, it does not exist for them. */
export const deleteSandbox = async (ctx: RequestContext, sandboxId: string) => {
  const read = await readAs(ctx, 'sandboxes.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  return endSandbox(ctx, caller.accountId, sandboxId, (id, details) => [
    addActivity(ctx, caller, { action: 'delete_sandbox', resourceId: id, oldValue: details, details }),
    addEvent(caller, { type: 'sandbox.deleted', aggregateType: 'sandbox', aggregateId: id, data: details }),
  ]);
};

/** Its rows stay, for the documents that name them; its people, applications and due work do not. */
export const endSandbox = async (
  services: Services,
  parentId: AccountId,
  sandboxId: string,
  record: RecordSandbox,
): Promise<Decision<undefined, DeleteRefusal>> => {
  const id = parseAccountId(sandboxId);
  if (id === undefined) return refused({ code: 'sandbox.not_found' });
  const { system } = services.pools;
  const [known] = await query(system, noTenant, readSandboxRow(parentId, id));
  if (known === undefined) return refused({ code: 'sandbox.not_found' });
  // Work that a moving clock does would find its account gone.
  const lock = await holdSessionLock(system, clockLock(id));
  if (lock === undefined) return refused({ code: 'clock.busy' });
  try {
    return await withRetries(async () => {
      const [sandbox] = await query(system, noTenant, readSandboxRow(parentId, id));
      if (sandbox === undefined) return refused({ code: 'sandbox.not_found' });
      const now = services.realNow();
      await writeBatch(system, noTenant, [
        markSandboxDeleted(parentId, id, now),
        disablePeople(id, now),
        disableApplications(id, now),
        dropDueWork(id),
        ...record(id, { name: sandbox.name }),
      ]);
      return accepted(undefined);
    });
  } finally {
    await lock.release();
  }
};
