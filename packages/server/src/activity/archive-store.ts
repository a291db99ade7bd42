import type { Instant, LocalDate } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';

export type RetentionRow = { readonly months: number; readonly effective_from: LocalDate };

/** In the order in which they were made. */
export const readRetentionRules = (): Statement<RetentionRow> =>
  statement(
    'retention.read',
    `select months, to_char(effective_from, 'YYYY-MM-DD') as effective_from from kontor.activity_retention order by id`,
  );

export const insertRetention = ({ months, effective_from }: RetentionRow): Statement =>
  statement(
    'retention.insert',
    'insert into kontor.activity_retention (months, effective_from) values ($1, $2::date)',
    [months, effective_from],
  );

/** First days of the months that the database holds, the oldest first. */
export const readMonths = (): Statement<{ readonly month: LocalDate }> =>
  statement(
    'retention.read_months',
    `select to_char(to_date(right(c.relname, 6), 'YYYYMM'), 'YYYY-MM-DD') as month
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'kontor.activity'::regclass order by 1`,
  );

export type MonthRow = {
  readonly account_id: string;
  readonly records: bigint;
  readonly first_leaf: bigint;
  readonly last_leaf: bigint;
  /** Whether its archive is there, with exactly these records. */
  readonly archived: boolean;
};

/** What each account has in a month. */
export const readMonth = (from: Instant, to: Instant, month: LocalDate): Statement<MonthRow> =>
  statement(
    'retention.read_month',
    `select r.account_id, r.records, r.first_leaf, r.last_leaf, a.account_id is not null as archived
     from (select account_id, count(*) as records, min(leaf_index) as first_leaf, max(leaf_index) as last_leaf
       from kontor.activity where at >= $1 and at < $2 group by account_id) r
     left join kontor.activity_archive a on a.account_id = r.account_id and a.month = $3::date
       and a.records = r.records and a.first_leaf = r.first_leaf and a.last_leaf = r.last_leaf
     order by r.account_id`,
    [new Date(from), new Date(to), month],
  );

export type NewArchive = {
  readonly accountId: string;
  readonly month: LocalDate;
  readonly records: number;
  readonly firstLeaf: number;
  readonly lastLeaf: number;
  readonly storageKey: string;
  readonly recordsBytes: number;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
};

export const insertArchive = (archive: NewArchive, verifiedAt: Instant): Statement =>
  statement(
    'archives.insert',
    `insert into kontor.activity_archive (account_id, month, records, first_leaf, last_leaf, storage_key, records_bytes,
       size_bytes, sha256, verified_at)
     values ($1, $2::date, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      archive.accountId,
      archive.month,
      archive.records,
      archive.firstLeaf,
      archive.lastLeaf,
      archive.storageKey,
      archive.recordsBytes,
      archive.sizeBytes,
      archive.sha256,
      new Date(verifiedAt),
    ],
  );

/** On the account's own clock: its log says when a part of it went where. */
export const addArchiveActivity = (archive: NewArchive, realNow: Instant): Statement =>
  statement(
    'archives.add_activity',
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, application,
       new_value, details)
     select a.id, $2, $3::timestamptz + a.clock_offset_ms * interval '1 millisecond', 'archive_activity', 'succeeded',
       'activity_log', $4, 'Kontor', $5::jsonb, $5::jsonb
     from kontor.account a where a.id = $1`,
    [
      archive.accountId,
      newUuid(),
      new Date(realNow),
      archive.month.slice(0, 7),
      JSON.stringify({
        month: archive.month.slice(0, 7),
        records: archive.records,
        firstLeaf: archive.firstLeaf,
        lastLeaf: archive.lastLeaf,
        sizeBytes: archive.sizeBytes,
        sha256: archive.sha256.toString('hex'),
      }),
    ],
  );

/** Raises while any record of the month is in no verified archive. */
export const closeMonth = (month: LocalDate): Statement =>
  statement('archives.close_month', 'select kontor.close_activity_month($1::date)', [month]);

export type ArchiveRow = {
  readonly month: LocalDate;
  readonly records: bigint;
  readonly first_leaf: bigint;
  readonly last_leaf: bigint;
  readonly storage_key: string;
  readonly records_bytes: bigint;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
  readonly verified_at: Instant;
};

const columns = `to_char(month, 'YYYY-MM-DD') as month, records, first_leaf, last_leaf, storage_key, records_bytes, size_bytes,
  sha256, verified_at`;

export const listArchives = (
  accountId: string,
  before: string | null,
  limit: number,
): Statement<ArchiveRow> =>
  statement(
    'archives.list',
    `select ${columns} from kontor.activity_archive
     where account_id = $1 and ($2::date is null or month < $2::date) order by month desc limit $3`,
    [accountId, before, limit],
  );

export const readArchive = (accountId: string, month: LocalDate): Statement<ArchiveRow> =>
  statement(
    'archives.read',
    `select ${columns} from kontor.activity_archive where account_id = $1 and month = $2::date`,
    [accountId, month],
  );
