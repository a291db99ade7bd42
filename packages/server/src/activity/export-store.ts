import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { NumberedRow } from './logged-record.ts';
import { type AskedRecords, answersFrom, answerValues } from './read-activity-store.ts';

/** Records with numbers from `begin` to before `end` that answer a question. */
export type ExportWindow = { readonly begin: number; readonly end: number; readonly asked: AskedRecords };

// By numbers, and of a few thousand at a time: nothing is held open between two of them, not even a snapshot.
const inWindow = `(
    select a.account_id, a.id, a.at, a.leaf_index, a.action, a.outcome, a.resource_type, a.resource_id, a.customer_id,
      a.actor_id, a.subject_id, a.about_id, a.leaf, a.personal
    from kontor.activity a
    where account_id = $1 and leaf_index >= $2 and leaf_index < $3 and at >= $4 and at < $5) c
  where ${answersFrom(6)}`;

const windowValues = (accountId: string, { begin, end, asked }: ExportWindow): readonly unknown[] => [
  accountId,
  begin,
  end,
  new Date(asked.from),
  new Date(asked.to),
  ...answerValues(asked),
];

/** Numbers between which all records of a range of time stand; nulls when there are none. */
export const readNumbersOf = (
  accountId: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Statement<{ readonly first: bigint | null; readonly last: bigint | null }> => ({
  name: 'export.numbers_of',
  // As the first of an order, which each month's index has, and not as the least of all, for which all would be read.
  text: `select (
    select a.leaf_index from kontor.activity a where account_id = $1 and at >= $2 and at < $3 order by leaf_index limit 1
  ) as first, (
    select a.leaf_index from kontor.activity a where account_id = $1 and at >= $2 and at < $3 order by leaf_index desc limit 1
  ) as last`,
  values: [accountId, new Date(from), new Date(to)],
});

/** The leaves as one text of lines (the last without its newline): as single rows they would take longer to read than to find. */
export const readLeafLines = (
  accountId: string,
  window: ExportWindow,
): Statement<{ readonly lines: string | null }> => ({
  name: 'export.leaf_lines',
  text: `select string_agg(r.leaf, E'\\n') as lines from (select c.leaf from ${inWindow} order by c.leaf_index) r`,
  values: windowValues(accountId, window),
});

export const readExportRecords = (accountId: string, window: ExportWindow): Statement<NumberedRow> => ({
  name: 'export.records',
  text: `select c.id, c.at, c.leaf, c.personal from ${inWindow} order by c.leaf_index`,
  values: windowValues(accountId, window),
});

/** The numbers of the records, with commas between them. */
export const readExportNumbers = (
  accountId: string,
  window: ExportWindow,
): Statement<{ readonly numbers: string | null }> => ({
  name: 'export.record_numbers',
  text: `select string_agg(r.leaf_index::text, ',') as numbers from (
    select c.leaf_index from ${inWindow} order by c.leaf_index) r`,
  values: windowValues(accountId, window),
});

export type WordsRow = {
  readonly subject_id: string;
  readonly about_id: string | null;
  readonly personal: Readonly<Record<string, unknown>>;
  readonly salt: Buffer | null;
  readonly about_salt: Buffer | null;
};

/** The personal words of records that have any left, with the salts under which they stand. */
export const readExportWords = (accountId: string, window: ExportWindow): Statement<WordsRow> => ({
  name: 'export.words',
  text: `select r.subject_id, r.about_id, r.personal, s.salt, o.salt as about_salt
    from (select c.leaf_index, c.subject_id, c.about_id, c.personal from ${inWindow} and c.personal is not null) r
    left join kontor.activity_subject s on s.account_id = $1 and s.id = r.subject_id
    left join kontor.activity_subject o on o.account_id = $1 and o.id = r.about_id
    order by r.leaf_index`,
  values: windowValues(accountId, window),
});
