import { type Statement, statement } from '../platform/db/statement.ts';
import type { Pool } from './key-pool-store.ts';

/** A key on its way into a pool, sealed before it leaves the process. */
export type StagedKey = {
  readonly id: string;
  readonly ciphertext: Buffer;
  readonly dataKeyId: number;
  readonly lookup: Buffer;
  readonly lastCharacters: string;
};

// Unnamed: the table is another one in each transaction, and a prepared plan would outlive it.
export const createStaging = (): Statement =>
  statement(
    '',
    `create temp table staged_key (line integer, id uuid, ciphertext bytea, data_key_id integer, lookup_hmac bytea,
       last_characters text) on commit drop`,
  );

export const stageKeysText = 'copy staged_key from stdin';

/** A row as `copy` reads it; nothing in it needs escaping but the sign of hexadecimal bytes. */
export const stagedText = (line: number, key: StagedKey): string =>
  `${line}\t${key.id}\t\\\\x${key.ciphertext.toString('hex')}\t${key.dataKeyId}\t\\\\x${key.lookup.toString('hex')}\t${key.lastCharacters}\n`;

/** One import at a time adds its keys: two files with the same keys in another order would wait for each other. */
export const lockStock = (): Statement =>
  statement(
    'key_pool.lock_stock',
    `select pg_advisory_xact_lock(hashtextextended('kontor.key_import', 0))::text`,
  );

/** Adds the staged keys in their order; one that is known already, here or in any other pool, is passed over. */
export const addStaged = (pool: Pool, importId: number): Statement =>
  statement(
    '',
    `insert into kontor.licence_key (id, product_id, sku_id, key_group, key_format, ciphertext, data_key_id,
       lookup_hmac, last_characters, import_id)
     select id, $1, $2, $3, $4, ciphertext, data_key_id, lookup_hmac, last_characters, $5::integer
     from staged_key order by line
     on conflict (lookup_hmac) do nothing`,
    [pool.productId, pool.skuId, pool.keyGroup, pool.form.format, importId],
  );
