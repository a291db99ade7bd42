import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import type { Instant } from '@kontor/domain/time';
import { fulfilWaiting } from '../catalog/fulfil-waiting.ts';
import { readWaitingSkus } from '../catalog/key-pool-store.ts';
import { query } from '../platform/db/batch.ts';
import { RetryableError } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import {
  insertDataKey,
  listDataKeys,
  lockDataKeyRows,
  lockDataKeys,
  readNewestAge,
  retireDataKey,
} from '../platform/keys/data-key-store.ts';
import { wrapContext } from '../platform/keys/key-ring.ts';
import type { KeyService } from '../platform/keys/key-service.ts';
import { refreshEveryMs } from '../platform/keys/refresh-vault.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { addKeyRecord, type KeyKeeper } from './key-record-store.ts';
import { type BrokenRow, resealColumn } from './reseal-rows.ts';
import { allowLongReading, countSealed, sealedColumns } from './sealed-column-store.ts';

export type KeysDeps = {
  readonly system: Pool;
  readonly vault: Vault;
  readonly keyService: KeyService;
  readonly by: KeyKeeper;
  readonly realNow: () => Instant;
};

export type RotateOptions = {
  /** Told of the rows sealed again so far, and of the wait for other processes. */
  readonly onProgress?: (progress: { readonly rows: number; readonly waiting: boolean }) => void;
  /** How old a key must be before every running process seals with it. */
  readonly settleMs?: number;
};

export type Rotation = {
  readonly dataKeyId: number;
  /** Whether it went on where an earlier one had been stopped. */
  readonly resumed: boolean;
  readonly rows: number;
  readonly retired: readonly number[];
};

export type RotationRefusal =
  | { readonly code: 'keys.busy' }
  | { readonly code: 'keys.master_key_changing' }
  | { readonly code: 'keys.rows_broken'; readonly rows: readonly BrokenRow[] };

/** One at a time changes the vault's keys. */
export const keysLock: LockName = { space: 7_236_544, name: 'data keys' };

const usualSettleMs = 2 * refreshEveryMs;
const lookAgainMs = 250;

/**
 * Makes a new data key and seals everything under it that is sealed under an older one, while the service runs; an
 * older one is retired when no row names it. Stopped anywhere, the next call goes on with the same new key.
 */
export async function rotateKeys(
  deps: KeysDeps,
  { onProgress = () => {}, settleMs = usualSettleMs }: RotateOptions = {},
): Promise<Decision<Rotation, RotationRefusal>> {
  const held = await holdSessionLock(deps.system, keysLock);
  if (held === undefined) return refused({ code: 'keys.busy' });
  try {
    const begun = await beginRotation(deps);
    if (!begun.accepted) return begun;
    const { newest, resumed } = begun.value;
    await deps.vault.refresh();
    let total = 0;
    for (;;) {
      const { rows, broken, passedOver } = await resealAll(deps, newest, (more) => {
        total += more;
        onProgress({ rows: total, waiting: false });
      });
      if (rows > 0 || passedOver) continue;
      if (broken.length > 0) return refused({ code: 'keys.rows_broken', rows: broken });
      const [age] = await query(deps.system, noTenant, readNewestAge());
      invariant(age !== undefined, 'a key was made');
      const retired = age.age_ms < settleMs ? undefined : await retireOlder(deps, newest, total);
      if (retired !== undefined) return accepted({ dataKeyId: newest, resumed, rows: total, retired });
      onProgress({ rows: total, waiting: true });
      await pause(Math.min(lookAgainMs, settleMs));
    }
  } finally {
    await held.release();
  }
}

type Begun = { readonly newest: number; readonly resumed: boolean };

/** Two keys in use are a rotation that was stopped: its new key is there already. */
async function beginRotation(
  deps: KeysDeps,
): Promise<Decision<Begun, { readonly code: 'keys.master_key_changing' }>> {
  const wrapped = await deps.keyService.wrap(wrapContext('secrets'), randomBytes(32));
  return withTransaction(deps.system, noTenant, async (transaction) => {
    await transaction.run(lockDataKeys());
    const { rows } = await transaction.run(listDataKeys());
    // A key made now would be under the old master key alone.
    if (rows.some((row) => row.wrapped_next !== null)) return refused({ code: 'keys.master_key_changing' });
    const inUse = rows.filter((row) => row.purpose === 'secrets' && !row.retired);
    const [older, newer] = inUse.slice(-2);
    if (older !== undefined && newer !== undefined) return accepted({ newest: newer.id, resumed: true });
    const [made] = (await transaction.run(insertDataKey('secrets', wrapped))).rows;
    invariant(made !== undefined, 'an insert answers its row');
    const record = {
      action: 'rotate_data_key',
      resourceId: String(made.id),
      details: { step: 'begun' },
    } as const;
    await transaction.run(addKeyRecord(deps.by, record, deps.realNow()));
    return accepted({ newest: made.id, resumed: false });
  });
}

async function resealAll(deps: KeysDeps, newest: number, onRows: (rows: number) => void) {
  const found = { rows: 0, broken: [] as BrokenRow[], passedOver: false };
  for (const column of sealedColumns) {
    const { rows, broken, passedOver } = await resealColumn(deps, column, newest, async (replaced) => {
      onRows(replaced);
      await fulfilPassedOver(deps.system);
    });
    found.rows += rows;
    found.broken.push(...broken);
    found.passedOver ||= passedOver;
  }
  return found;
}

/** Who buys passes over rows that are held. When those were the last of a pool, the purchase waits; it has them now. */
async function fulfilPassedOver(system: Pool): Promise<void> {
  const skus = await query(system, noTenant, readWaitingSkus());
  for (const { product_id, sku_id } of skus) await fulfilWaiting(system, product_id, sku_id);
}

/** Undefined when some row still names an older key: a transaction was under way that has sealed with it. */
async function retireOlder(
  deps: KeysDeps,
  newest: number,
  rows: number,
): Promise<readonly number[] | undefined> {
  try {
    return await withTransaction(deps.system, noTenant, async (transaction) => {
      await transaction.run(allowLongReading());
      const keys = (await transaction.run(listDataKeys())).rows;
      const older = keys.filter((key) => key.purpose === 'secrets' && key.id < newest).map((key) => key.id);
      await transaction.run(lockDataKeyRows(older));
      for (const column of sealedColumns) {
        const counted = await transaction.run(countSealed(column));
        if (counted.rows.some((count) => count.data_key_id !== newest)) return undefined;
      }
      const retired = keys.filter((key) => older.includes(key.id) && !key.retired).map((key) => key.id);
      for (const id of retired) await transaction.run(retireDataKey(id));
      const details = { step: 'finished', rows, retired };
      const record = { action: 'rotate_data_key', resourceId: String(newest), details } as const;
      await transaction.run(addKeyRecord(deps.by, record, deps.realNow()));
      return retired;
    });
  } catch (error) {
    // An import that began before the rotation holds the old key for as long as it lasts.
    if (error instanceof RetryableError) return undefined;
    throw error;
  }
}
