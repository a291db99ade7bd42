import { writeBatch } from '../platform/db/batch.ts';
import { RetryableError } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { SealBroken } from '../platform/keys/sealing.ts';
import type { Vault } from '../platform/keys/vault.ts';
import {
  allowLongReading,
  type ResealedRow,
  readSealedRows,
  replaceSealed,
  type SealedColumn,
  type SealedRow,
} from './sealed-column-store.ts';

export type ResealDeps = { readonly system: Pool; readonly vault: Vault };

/** A row whose value does not open, by its place; never what it holds. */
export type BrokenRow = { readonly table: string; readonly id: string };

export type Reseal = {
  readonly rows: number;
  readonly broken: readonly BrokenRow[];
  /** Somebody held rows for too long: they are for the next pass. */
  readonly passedOver: boolean;
};

/**
 * Seals the rows of one column under the newest data key, some hundred at a time, while everybody goes on reading and
 * writing them. Stopped anywhere, each row is under its old key or the new one, and both open it.
 */
export async function resealColumn(
  { system, vault }: ResealDeps,
  column: SealedColumn,
  newest: number,
  onPage: (rows: number) => Promise<void>,
): Promise<Reseal> {
  const broken: BrokenRow[] = [];
  let rows = 0;
  let passedOver = false;
  for (let before: string | undefined; ; ) {
    const page = await readPage(system, column, { newest, before });
    const last = page.at(-1);
    if (last === undefined) return { rows, broken, passedOver };
    before = last.id;
    const resealed: ResealedRow[] = [];
    for (const row of page) {
      const after = await sealAgain(vault, column, row);
      if (after === undefined) broken.push({ table: column.table, id: row.id });
      else resealed.push({ id: row.id, before: row.ciphertext, after });
    }
    const replaced = await replace(system, replaceSealed(column, newest, resealed));
    if (replaced === undefined) passedOver = true;
    rows += replaced ?? 0;
    await onPage(replaced ?? 0);
  }
}

const replace = async (system: Pool, statement: Statement): Promise<number | undefined> => {
  try {
    const [written] = await withRetries(() => writeBatch(system, noTenant, [statement]));
    return written.count;
  } catch (error) {
    if (error instanceof RetryableError) return undefined;
    throw error;
  }
};

const readPage = (
  system: Pool,
  column: SealedColumn,
  from: { readonly newest: number; readonly before: string | undefined },
): Promise<readonly SealedRow[]> =>
  withTransaction(system, noTenant, async (transaction) => {
    await transaction.run(allowLongReading());
    return (await transaction.run(readSealedRows(column, from))).rows;
  });

/** Undefined for a value that was changed or moved: it is for the operator to look at, and no reason to stop. */
const sealAgain = async (
  vault: Vault,
  { table }: SealedColumn,
  row: SealedRow,
): Promise<Buffer | undefined> => {
  const place = { table, row: row.id, tenant: row.tenant };
  try {
    return vault.seal(place, await vault.open(place, row.ciphertext, row.data_key_id)).ciphertext;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
};
