import { type Statement, statement } from '../platform/db/statement.ts';

/** Says that a file is about to be named by a row: a sweep that has it in hand is waited for, others pass it by. */
export const claimFile = (storageKey: string): Statement =>
  statement(
    'stored_file.claim',
    `insert into kontor.stored_file (storage_key) values ($1)
     on conflict (storage_key) do update set claimed_at = clock_timestamp()`,
    [storageKey],
  );

/** Files that lie in the store and that nobody has claimed: from now on their time runs. */
export const registerFiles = (storageKeys: readonly string[]): Statement =>
  statement(
    'stored_file.register',
    `insert into kontor.stored_file (storage_key) select unnest($1::text[])
     on conflict (storage_key) do nothing`,
    [storageKeys],
  );

// Named by no row, replaced longer ago than files are kept, and on nobody's way.
const unused = `f.claimed_at < clock_timestamp() - make_interval(secs => $1)
  and not exists (select from kontor.named_file n where n.storage_key = f.storage_key)
  and not exists (select from kontor.artifact_history h, kontor.installation i
    where h.storage_key = f.storage_key and h.removed_at is null
      and h.replaced_at > clock_timestamp() - make_interval(days => i.artifact_retention_days))
  and not exists (select from kontor.transfer t
    where t.storage_key = f.storage_key and t.seen_at > clock_timestamp() - interval '1 minute')`;

export type FileRow = { readonly storage_key: string };

export const readUnused = (claimedSeconds: number, after: string, atMost: number): Statement<FileRow> =>
  statement(
    'stored_file.read_unused',
    `select f.storage_key from kontor.stored_file f
     where ${unused} and f.storage_key > $2 order by f.storage_key limit $3`,
    [claimedSeconds, after, atMost],
  );

/** Until the transaction ends nobody can claim the file; none where it has been claimed or is being swept already. */
export const holdUnused = (claimedSeconds: number, storageKey: string): Statement<FileRow> =>
  statement(
    'stored_file.hold_unused',
    `select f.storage_key from kontor.stored_file f
     where ${unused} and f.storage_key = $2 for update of f skip locked`,
    [claimedSeconds, storageKey],
  );

export const forgetFile = (storageKey: string): Statement =>
  statement(
    'stored_file.forget',
    `with history as (
       update kontor.artifact_history set removed_at = clock_timestamp()
       where storage_key = $1 and removed_at is null)
     delete from kontor.stored_file where storage_key = $1`,
    [storageKey],
  );

/** Transfers of servers that died without a word. */
export const dropLostTransfers = (): Statement =>
  statement(
    'stored_file.drop_lost_transfers',
    `delete from kontor.transfer where seen_at < clock_timestamp() - interval '10 minutes'`,
  );

export const readRetention = (): Statement<{ readonly days: number }> =>
  statement('stored_file.read_retention', 'select artifact_retention_days as days from kontor.installation');

export const setRetention = (days: number): Statement =>
  statement('stored_file.set_retention', 'update kontor.installation set artifact_retention_days = $1', [
    days,
  ]);
