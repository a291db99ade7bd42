import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import {
  type DataKeyRow,
  dropWrappedNext,
  listDataKeys,
  lockDataKeys,
  setWrappedNext,
  takeWrappedNext,
} from '../platform/keys/data-key-store.ts';
import { unwrapDataKey, wrapContext } from '../platform/keys/key-ring.ts';
import { type KeyService, MasterKeyRefused } from '../platform/keys/key-service.ts';
import { addKeyRecord } from './key-record-store.ts';
import { type KeysDeps, keysLock } from './rotate-keys.ts';

export type RewrapRefusal = {
  readonly code:
    | 'keys.busy'
    | 'keys.same_master_key'
    | 'keys.other_change_pending'
    | 'keys.no_change_pending'
    | 'keys.not_the_new_master_key'
    | 'keys.not_the_old_master_key';
};

export type Rewrapped = { readonly dataKeys: number; readonly already: boolean };

/**
 * Wraps every data key by the coming master key too. From now on a start needs either of the two, so that a crash
 * before or after the operator puts the new one in place leaves nothing that cannot be opened.
 */
export function prepareMasterKey(
  deps: KeysDeps,
  next: KeyService,
): Promise<Decision<Rewrapped, RewrapRefusal>> {
  return alone(deps, async () => {
    const rows = await query(deps.system, noTenant, listDataKeys());
    if (await opensAll(next, rows, (row) => row.wrapped)) return refused({ code: 'keys.same_master_key' });
    if (rows.some((row) => row.wrapped_next !== null)) {
      if (!(await opensAll(next, rows, (row) => row.wrapped_next)))
        return refused({ code: 'keys.other_change_pending' });
      return accepted({ dataKeys: rows.length, already: true });
    }
    const wrapped: [number, Buffer][] = [];
    for (const row of rows) {
      const dataKey = await unwrapDataKey(deps.keyService, row);
      wrapped.push([row.id, await next.wrap(wrapContext(row.purpose), dataKey)]);
    }
    await changeKeys(deps, 'prepared', rows, async (transaction) => {
      for (const [id, bytes] of wrapped) await transaction.run(setWrappedNext(id, bytes));
    });
    return accepted({ dataKeys: rows.length, already: false });
  });
}

/** Makes the coming master key the only one. Whoever asks must be running with it. */
export function confirmMasterKey(deps: KeysDeps): Promise<Decision<Rewrapped, RewrapRefusal>> {
  return alone(deps, async () => {
    const rows = await query(deps.system, noTenant, listDataKeys());
    if (rows.every((row) => row.wrapped_next === null)) return refused({ code: 'keys.no_change_pending' });
    if (!(await opensAll(deps.keyService, rows, (row) => row.wrapped_next)))
      return refused({ code: 'keys.not_the_new_master_key' });
    await changeKeys(deps, 'confirmed', rows, (transaction) => transaction.run(takeWrappedNext()));
    return accepted({ dataKeys: rows.length, already: false });
  });
}

/** Takes the change back. Whoever asks must be running with the old master key. */
export function abandonMasterKey(deps: KeysDeps): Promise<Decision<Rewrapped, RewrapRefusal>> {
  return alone(deps, async () => {
    const rows = await query(deps.system, noTenant, listDataKeys());
    if (rows.every((row) => row.wrapped_next === null)) return refused({ code: 'keys.no_change_pending' });
    if (!(await opensAll(deps.keyService, rows, (row) => row.wrapped)))
      return refused({ code: 'keys.not_the_old_master_key' });
    await changeKeys(deps, 'abandoned', rows, (transaction) => transaction.run(dropWrappedNext()));
    return accepted({ dataKeys: rows.length, already: false });
  });
}

async function alone(
  { system }: KeysDeps,
  work: () => Promise<Decision<Rewrapped, RewrapRefusal>>,
): Promise<Decision<Rewrapped, RewrapRefusal>> {
  const held = await holdSessionLock(system, keysLock);
  if (held === undefined) return refused({ code: 'keys.busy' });
  return work().finally(held.release);
}

// The keys of a first start are made without the session lock, so that the list is compared once more.
const changeKeys = (
  deps: KeysDeps,
  step: 'prepared' | 'confirmed' | 'abandoned',
  rows: readonly DataKeyRow[],
  change: (transaction: Transaction) => Promise<unknown>,
): Promise<void> =>
  withTransaction(deps.system, noTenant, async (transaction) => {
    await transaction.run(lockDataKeys());
    const now = (await transaction.run(listDataKeys())).rows;
    if (now.length !== rows.length) throw new Error('data keys were made meanwhile; run the command again');
    await change(transaction);
    const details = { step, dataKeys: rows.length };
    const record = { action: 'change_master_key', resourceId: 'installation', details } as const;
    await transaction.run(addKeyRecord(deps.by, record, deps.realNow()));
  });

async function opensAll(
  service: KeyService,
  rows: readonly DataKeyRow[],
  wrappedOf: (row: DataKeyRow) => Buffer | null,
): Promise<boolean> {
  for (const row of rows) {
    const wrapped = wrappedOf(row);
    if (wrapped === null) return false;
    try {
      await service.unwrap(wrapContext(row.purpose), wrapped);
    } catch (error) {
      if (error instanceof MasterKeyRefused) return false;
      throw error;
    }
  }
  return true;
}
