import { accepted } from '@kontor/domain/decision';
import { type Instant, instant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { isLockHeld } from '../platform/db/session-lock.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { clockLock } from './clock-lock.ts';
import { listSandboxRows, type SandboxRow } from './sandbox-store.ts';

export type SandboxListing = SandboxRow & { readonly now: Instant; readonly busy: boolean };
export type SandboxPage = { readonly items: readonly SandboxListing[]; readonly last: string | null };
export type SandboxQuestion = { readonly after: string | null; readonly limit: number };

/** The caller's own sandbox accounts, newest first, each with what its clock says. */
export const listSandboxes = async (ctx: RequestContext, question: SandboxQuestion) => {
  const read = await readAs(ctx, 'sandboxes.manage', undefined, []);
  return read.accepted ? accepted(await readSandboxes(ctx, read.value.caller.accountId, question)) : read;
};

// An account sees no other's rows, its own sandboxes' neither: they are read past the wall, by their parent's id.
export const readSandboxes = async (
  { pools, realNow }: Services,
  parentId: string,
  { after, limit }: SandboxQuestion,
): Promise<SandboxPage> => {
  const rows = await query(pools.system, noTenant, listSandboxRows(parentId, after, limit + 1));
  const { items, last } = pageOf(rows, limit);
  const locks = await readBatch(
    pools.system,
    noTenant,
    items.map(({ id }) => isLockHeld(clockLock(id))),
  );
  const listings = items.map((row, index) => ({
    ...row,
    now: instant(realNow() + Number(row.clock_offset_ms)),
    busy: locks[index]?.[0]?.held ?? false,
  }));
  return { items: listings, last: last?.id ?? null };
};
