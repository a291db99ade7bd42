import { type Statement, statement } from '../db/statement.ts';

export const dataKeyPurposes = ['secrets', 'lookup'] as const;
export type DataKeyPurpose = (typeof dataKeyPurposes)[number];
export type DataKeyRow = { readonly id: number; readonly purpose: DataKeyPurpose; readonly wrapped: Buffer };

// Any number that no other lock of ours uses; held to the end of the transaction.
const firstStartLock = 7_236_541_002;

/** Of several processes that start at once, one makes the keys and the others wait for them. */
export const lockDataKeys = (): Statement =>
  statement('data_key.lock', 'select pg_advisory_xact_lock($1)', [firstStartLock]);

/** Newest last, retired ones among them: what they sealed must open for as long as it exists. */
export const listDataKeys = (): Statement<DataKeyRow & { readonly retired: boolean }> =>
  statement(
    'data_key.list',
    'select id, purpose, wrapped, retired_at is not null as retired from kontor.data_key order by id',
  );

export const insertDataKey = (purpose: DataKeyPurpose, wrapped: Buffer): Statement =>
  statement('data_key.insert', 'insert into kontor.data_key (purpose, wrapped) values ($1, $2)', [
    purpose,
    wrapped,
  ]);
