import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { nobody } from './count-records.ts';
import type { NumberedRow, WaitingRow } from './logged-record.ts';

/** Where a list of records stands: behind this one, newest first. */
export type RecordPlace = { readonly at: Instant; readonly id: string };

/** What records are asked for; null asks for no such thing. */
export type ActivityQuestion = {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly actions: readonly string[] | null;
  readonly resourceTypes: readonly string[] | null;
  readonly resourceId: string | null;
  readonly customerId: string | null;
  /** A part of the customer's name, in any case. */
  readonly customerName: string | null;
  /** A part of the person's e-mail or the application's name, in any case. */
  readonly user: string | null;
  readonly outcome: 'succeeded' | 'refused' | null;
  /** Anywhere in the record, in any case. */
  readonly text: string | null;
};

/** The index that a search goes along; everything else is looked at in what it gives. */
export type Driver = 'time' | 'resource' | 'refused' | 'customer' | 'customers' | 'actors' | 'actions';

/** A question with its names looked up, and how far to look for what answers it. */
export type RecordSearch = ActivityQuestion & {
  readonly driver: Driver;
  /** Who acts under the name asked for; null when so many do that each record's actor is looked up. */
  readonly actorIds: readonly string[] | null;
  /** Customers of the name asked for; null as above. */
  readonly customerIds: readonly string[] | null;
  readonly after: RecordPlace | null;
  /** Records wanted. */
  readonly limit: number;
  /** Records looked at. */
  readonly window: number;
};

const behindAll = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

const contains = (text: string, part: string): string => `position(lower(${part}) in lower(${text})) > 0`;

// $1 to $7 are those of `alongValues`, $6 what the index is gone along.
const inRange = `account_id = $1 and at >= $2 and at < $3
  and (at, id) < ($4::timestamptz, $5::uuid)`;
const newestFirst = 'order by at desc, id desc';

const columns =
  'a.account_id, a.id, a.at, a.action, a.outcome, a.resource_type, a.resource_id, a.customer_id, a.actor_id, a.leaf, a.personal';

const along = (condition: string): string =>
  `select ${columns} from kontor.activity a where ${inRange} and ${condition} ${newestFirst} limit $7`;

// Of each value the first places along its own index, the first of those together, and only then the records.
const alongEach = (type: string, column: string): string => `select ${columns} from (
    select k.at, k.id from unnest($6::${type}[]) d (value) cross join lateral (
      select at, id from kontor.activity where ${inRange} and ${column} = d.value ${newestFirst} limit $7) k
    order by k.at desc, k.id desc limit $7) p
  join kontor.activity a on a.account_id = $1 and a.id = p.id and a.at = p.at
  order by p.at desc, p.id desc`;

const candidates: Readonly<Record<Driver, string>> = {
  time: along('$6::text is null'),
  resource: along('resource_id = $6'),
  // In so many words, since the index holds nothing else.
  refused: along("$6::text is null and outcome = 'refused'"),
  customer: along('customer_id = $6::uuid'),
  customers: alongEach('uuid', 'customer_id'),
  actors: alongEach('uuid', 'actor_id'),
  actions: alongEach('text', 'action'),
};

// Texts and numbers of the record, but neither the names of its members nor what stands in the place of a word.
const saysText = (text: string, inJson: string): string => `(${contains('c.leaf', inJson)} and exists (
      select from jsonb_path_query(regexp_replace(c.leaf, '"commitment":"[^"]*"', '"commitment":null', 'g')::jsonb, '$.**') v
      where jsonb_typeof(v) in ('string', 'number') and ${contains("v #>> '{}'", text)})
    or ${contains('c.personal::text', inJson)} and exists (
      select from jsonb_each(c.personal) w where ${contains("w.value #>> '{}'", text)}))`;

/** The condition that a record `c` of account $1 answers, with parameters from `$first` on: those of `answerValues`. */
export const answersFrom = (first: number): string => {
  const $ = (place: number): string => `$${first + place}`;
  return `(${$(0)}::text[] is null or c.action = any (${$(0)}))
  and (${$(1)}::text[] is null or c.resource_type = any (${$(1)}))
  and (${$(2)}::text is null or c.resource_id = ${$(2)})
  and (${$(3)}::uuid[] is null or c.customer_id = any (${$(3)}))
  and (${$(4)}::text is null or c.customer_id in (
    select n.customer_id from kontor.activity_customer_name n where n.account_id = $1 and ${contains('n.name', $(4))}))
  and (${$(5)}::uuid[] is null or c.actor_id = any (${$(5)}))
  and (${$(6)}::text is null or c.actor_id in (
    select n.actor_id from kontor.activity_name n where n.account_id = $1 and ${contains('n.name', $(6))}))
  and (${$(7)}::text is null or c.actor_id <> '${nobody}'
    or ${contains("coalesce(c.personal ->> '/user/name', c.leaf::json ->> 'application', '')", $(7))})
  and (${$(8)}::text is null or c.outcome = ${$(8)})
  and (${$(9)}::text is null or ${saysText($(9), $(10))})`;
};

/** A question with its names looked up. */
export type AskedRecords = Omit<RecordSearch, 'driver' | 'after' | 'limit' | 'window'>;

export const answerValues = (asked: AskedRecords): readonly unknown[] => [
  asked.actions,
  asked.resourceTypes,
  asked.resourceId,
  asked.customerIds,
  asked.customerIds === null ? asked.customerName : null,
  asked.actorIds,
  asked.actorIds === null ? asked.user : null,
  asked.user,
  asked.outcome,
  asked.text,
  asked.text === null ? null : inJson(asked.text),
];

/** As it stands inside the JSON of a record. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const driverValue = (search: RecordSearch): unknown => {
  switch (search.driver) {
    case 'time':
    case 'refused':
      return null;
    case 'resource':
      return search.resourceId;
    case 'customer':
      return search.customerIds?.[0] ?? null;
    case 'customers':
      return search.customerIds;
    case 'actors':
      return search.actorIds;
    case 'actions':
      return search.actions;
  }
};

const alongValues = (accountId: string, search: RecordSearch): readonly unknown[] => {
  const { after, from, to, window } = search;
  return [
    accountId,
    new Date(from),
    // Months behind the last page are not even opened.
    new Date(after === null ? to : Math.min(to, after.at + 1)),
    after === null ? behindAll.at : new Date(after.at),
    after?.id ?? behindAll.id,
    driverValue(search),
    window,
  ];
};

/** Numbered records that answer the search, newest first, among the first `window` along its index. */
export const searchRecords = (accountId: string, search: RecordSearch): Statement<NumberedRow> => ({
  name: `activity.search_by_${search.driver}`,
  text: `select c.id, c.at, c.leaf, c.personal from (${candidates[search.driver]}) c
    where ${answersFrom(9)} order by c.at desc, c.id desc limit $8`,
  values: [...alongValues(accountId, search), search.limit, ...answerValues(search)],
});

/** Where the window of a search ends; no row when it holds everything that is left. */
export const findWindowEnd = (accountId: string, search: RecordSearch): Statement<RecordPlace> => ({
  name: `activity.window_by_${search.driver}`,
  text: `select c.at, c.id from (${candidates[search.driver]}) c order by c.at desc, c.id desc offset $7 - 1 limit 1`,
  values: alongValues(accountId, search),
});

const waitingColumns = `id, at, recorded_at, action, outcome, resource_type, resource_id, customer_id, customer_name,
  person_id, person_name, client_id, application, roles, address, request_id, correlation_id, old_value, new_value, details`;

const waitingActor = `coalesce(person_id, client_id, '${nobody}')`;
const waitingWords = `concat_ws(' ', id, action, outcome, resource_type, resource_id, customer_id, customer_name, person_id,
    person_name, client_id, application, roles::text, address, request_id, correlation_id)`;
const waitingValue = (column: string): string =>
  `exists (select from jsonb_path_query(${column}, '$.**') v
      where jsonb_typeof(v) in ('string', 'number') and ${contains("v #>> '{}'", '$11')})`;

// Few records wait, and none for long: their account's are looked through as they are.
const waiting = `account_id = $1 and at >= $2 and at < $3
  and ($4::text[] is null or action = any ($4))
  and ($5::text[] is null or resource_type = any ($5))
  and ($6::text is null or resource_id = $6)
  and ($7::uuid is null or customer_id = $7)
  and ($8::text is null or ${contains('customer_name', '$8')})
  and ($9::text is null or ${contains("coalesce(person_name, application, '')", '$9')}
    or ${waitingActor} = any ($10::uuid[]) and ${waitingActor} <> '${nobody}')
  and ($12::text is null or outcome = $12)
  and ($11::text is null or ${contains(waitingWords, '$11')}
    or ${['old_value', 'new_value', 'details'].map(waitingValue).join(' or ')})`;

const waitingValues = (
  accountId: string,
  question: ActivityQuestion,
  actorIds: readonly string[] | null,
): readonly unknown[] => [
  accountId,
  new Date(question.from),
  new Date(question.to),
  question.actions,
  question.resourceTypes,
  question.resourceId,
  question.customerId,
  question.customerName,
  question.user,
  actorIds ?? [],
  question.text,
  question.outcome,
];

/** Records that wait for their numbers, newest first. */
export const searchWaiting = (
  accountId: string,
  search: Pick<RecordSearch, 'actorIds' | 'after' | 'limit'> & ActivityQuestion,
): Statement<WaitingRow> => ({
  name: 'activity.search_waiting',
  text: `select ${waitingColumns} from kontor.activity_pending where ${waiting}
    and (at, id) < ($13::timestamptz, $14::uuid) order by at desc, id desc limit $15`,
  values: [
    ...waitingValues(accountId, search, search.actorIds),
    search.after === null ? behindAll.at : new Date(search.after.at),
    search.after?.id ?? behindAll.id,
    search.limit,
  ],
});

/** Who has acted under a name with this in it; of no more than `most`. */
export const findActors = (
  accountId: string,
  name: string | null,
  most: number,
): Statement<{ readonly id: string }> => ({
  name: 'activity.find_actors',
  text: `select distinct actor_id as id from kontor.activity_name
    where account_id = $1 and ${contains('name', '$2::text')} limit $3::bigint`,
  values: [accountId, name, most],
});

/** Customers whose names have had this in them; of no more than `most`, or all of them. */
export const findCustomers = (
  accountId: string,
  name: string | null,
  most: number | null,
): Statement<{ readonly id: string }> => ({
  name: 'activity.find_customers',
  text: `select distinct customer_id as id from kontor.activity_customer_name
    where account_id = $1 and ${contains('name', '$2::text')} limit $3::bigint`,
  values: [accountId, name, most],
});

export const readWaitingRecord = (accountId: string, id: string): Statement<WaitingRow> => ({
  name: 'activity.read_waiting',
  text: `select ${waitingColumns} from kontor.activity_pending where account_id = $1 and id = $2`,
  values: [accountId, id],
});

export const readNumberedRecord = (accountId: string, id: string): Statement<NumberedRow> => ({
  name: 'activity.read_numbered',
  text: 'select id, at, leaf, personal from kontor.activity where account_id = $1 and id = $2',
  values: [accountId, id],
});

/** The first month whose records are still here; no row when none has left. */
export const readArchivedBefore = (accountId: string): Statement<{ readonly before: Instant | null }> => ({
  name: 'activity.read_archived_before',
  text: `select (max(month) + interval '1 month')::timestamp at time zone 'UTC' as before
    from kontor.activity_archive where account_id = $1`,
  values: [accountId],
});
