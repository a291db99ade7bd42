import { type Statement, statement } from '../db/statement.ts';

export const dataKeyPurposes = ['secrets', 'lookup'] as const;
export type DataKeyPurpose = (typeof dataKeyPurposes)[number];
export type DataKeyRow = {
  readonly id: number;
  readonly purpose: DataKeyPurpose;
  readonly wrapped: Buffer;
  /** The same key under the master key that is to come, while it is being changed. */
  readonly wrapped_next: Buffer | null;
  readonly retired: boolean;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const dataKeysLock = 7_236_541_002;

/** Of several processes that make or wrap keys at once, one does and the others wait for it. */
export const lockDataKeys = (): Statement =>
  statement('data_key.lock', 'select pg_advisory_xact_lock($1)', [dataKeysLock]);

/** Newest last, retired ones among them: what they sealed must open for as long as it exists. */
export const listDataKeys = (): Statement<DataKeyRow> =>
  statement(
    'data_key.list',
    `select id, purpose, wrapped, wrapped_next, retired_at is not null as retired from kontor.data_key order by id`,
  );

export const insertDataKey = (purpose: DataKeyPurpose, wrapped: Buffer): Statement<{ readonly id: number }> =>
  statement(
    'data_key.insert',
    'insert into kontor.data_key (purpose, wrapped) values ($1, $2) returning id',
    [purpose, wrapped],
  );

/** Is called when no row names the key any more. */
export const retireDataKey = (id: number): Statement =>
  statement(
    'data_key.retire',
    'update kontor.data_key set retired_at = now() where id = $1 and retired_at is null',
    [id],
  );

/**
 * Waits for every transaction that has written a row under one of the keys and has not ended, and makes others wait
 * that would: the foreign keys of such rows hold the key's row for share, and so does `holdDataKeys`.
 */
export const lockDataKeyRows = (ids: readonly number[]): Statement =>
  statement(
    'data_key.lock_rows',
    'select id from kontor.data_key where id = any ($1::integer[]) order by id for update',
    [ids],
  );

/**
 * For a transaction that seals long before it writes the rows: until it ends no key that it may have sealed with is
 * retired.
 */
export const holdDataKeys = (): Statement =>
  statement(
    'data_key.hold',
    'select id from kontor.data_key where retired_at is null order by id for key share',
  );

/** How long ago the newest key was made, in milliseconds of the database's clock. */
export const readNewestAge = (): Statement<{ readonly age_ms: number }> =>
  statement(
    'data_key.newest_age',
    `select (extract(epoch from clock_timestamp() - max(created_at)) * 1000)::float8 as age_ms
     from kontor.data_key where purpose = 'secrets'`,
  );

export const setWrappedNext = (id: number, wrapped: Buffer): Statement =>
  statement('data_key.set_wrapped_next', 'update kontor.data_key set wrapped_next = $2 where id = $1', [
    id,
    wrapped,
  ]);

/** The coming master key becomes the only one. */
export const takeWrappedNext = (): Statement =>
  statement(
    'data_key.take_wrapped_next',
    'update kontor.data_key set wrapped = wrapped_next, wrapped_next = null where wrapped_next is not null',
  );

export const dropWrappedNext = (): Statement =>
  statement(
    'data_key.drop_wrapped_next',
    'update kontor.data_key set wrapped_next = null where wrapped_next is not null',
  );
