import { type Action, actions as allActions, resourceOfAction } from '@kontor/domain/activity/actions';
import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { readBatch, query as readRows } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import { nobody } from './count-records.ts';
import { type LoggedRecord, numberedRecord, waitingRecord } from './logged-record.ts';
import {
  type ActivityQuestion,
  type AskedRecords,
  type Driver,
  findActors,
  findCustomers,
  findWindowEnd,
  type RecordPlace,
  type RecordSearch,
  searchRecords,
  searchWaiting,
} from './read-activity-store.ts';

/** Whose log, and by which role it is read. */
export type LogReader = { readonly pool: Pool; readonly scope: Scope; readonly accountId: AccountId };

export type FoundRecords = {
  readonly records: readonly LoggedRecord[];
  /** Where the next page begins; null at the end. */
  readonly next: RecordPlace | null;
  /** How far back this page looked, where it ends before it is full. */
  readonly searchedTo: Instant | null;
};

/** Of a name that more people have, each record's actor is looked up instead of each actor's records. */
const mostValues = 100;
/** More actions than this are so much of a log that they are found by time. */
const mostActions = 8;
/** Records that are looked at for what no index tells, at a time, and how many times for one page. */
const windowSize = { alone: 5000, ofEach: 1000, ofText: 2000 } as const;
const windows = 4;

/** Records that answer a question, newest first, with the same work however many there are. */
export const findRecords = async (
  reader: LogReader,
  question: ActivityQuestion,
  page: { readonly after: RecordPlace | null; readonly limit: number },
): Promise<FoundRecords> => {
  const asked = await askedOf(reader, question);
  const search = { ...asked, driver: driverOf(asked) };
  const wanted = page.limit + 1;
  const waiting = searchWaiting(reader.accountId, { ...search, after: page.after, limit: wanted });
  // What waits is read first: a record that is given its number meanwhile is seen twice then, and never missed.
  const plain = isAnsweredByIndex(search);
  const found: LoggedRecord[] = [];
  let after = page.after;
  let [waitingRows, end]: [LoggedRecord[], RecordPlace | null] = [[], null];
  for (let round = 0; round < windows; round += 1) {
    const limit = wanted - found.length;
    const step = { ...search, after, limit, window: plain ? limit : windowOf(search, limit) };
    const statement = searchRecords(reader.accountId, step);
    const [first, numbered] =
      round === 0
        ? await readBatch(reader.pool, reader.scope, [waiting, statement])
        : [undefined, await readRows(reader.pool, reader.scope, statement)];
    if (first) waitingRows = first.map(waitingRecord);
    const records = numbered.map(numberedRecord);
    if (plain || records.length >= limit)
      return pageOfBoth(waitingRows, [...found, ...records], page.limit, null);
    const [last] = await readRows(reader.pool, reader.scope, findWindowEnd(reader.accountId, step));
    if (!last) return pageOfBoth(waitingRows, [...found, ...records], page.limit, null);
    end = last;
    // A record that came into the window meanwhile has pushed another out: the next page will have it.
    found.push(...records.filter((record) => !isBehind(record, last)));
    after = last;
  }
  return pageOfBoth(waitingRows, found, page.limit, end);
};

/** The customers that a question names, every one of them; null where it names none. */
export const customersOf = async (
  { pool, scope, accountId }: LogReader,
  { customerId, customerName }: Pick<ActivityQuestion, 'customerId' | 'customerName'>,
): Promise<readonly string[] | null> => {
  if (customerId !== null) return [customerId];
  if (customerName === null) return null;
  return (await readRows(pool, scope, findCustomers(accountId, customerName, null))).map(({ id }) => id);
};

/** The question with the ids behind its names. */
export const askedOf = async (reader: LogReader, question: ActivityQuestion): Promise<AskedRecords> => ({
  ...question,
  ...(await namesOf(reader, question)),
  actions: actionsOf(question),
});

type Names = Pick<RecordSearch, 'actorIds' | 'customerIds'>;

const namesOf = async (reader: LogReader, question: ActivityQuestion): Promise<Names> => {
  const { user, customerName, customerId } = question;
  const one = customerId === null ? null : [customerId];
  if (user === null && customerName === null) return { actorIds: null, customerIds: one };
  const [actors, customers] = await readBatch(reader.pool, reader.scope, [
    findActors(reader.accountId, user, mostValues + 1),
    findCustomers(reader.accountId, customerName, mostValues + 1),
  ]);
  const few = (rows: readonly { readonly id: string }[]) =>
    rows.length > mostValues ? null : rows.map(({ id }) => id);
  return {
    actorIds: user === null ? null : few(actors),
    customerIds: one ?? (customerName === null ? null : few(customers)),
  };
};

/** Every act is about one type of resource, so that a type is as good as its acts, which have an index. */
const actionsOf = ({ actions, resourceTypes }: ActivityQuestion): readonly string[] | null => {
  if (resourceTypes === null) return actions;
  return (actions ?? allActions).filter((action) =>
    resourceTypes.includes(resourceOfAction[action as Action]),
  );
};

/** The narrowest index first. */
const driverOf = (search: AskedRecords): Driver => {
  if (search.resourceId !== null) return 'resource';
  if (search.outcome === 'refused') return 'refused';
  if (search.actorIds !== null) return 'actors';
  if (search.customerIds !== null) return search.customerIds.length === 1 ? 'customer' : 'customers';
  if (search.actions !== null && search.actions.length <= mostActions) return 'actions';
  return 'time';
};

/** Whether everything that the search's index gives is an answer, so that no more is read than is shown. */
const isAnsweredByIndex = ({
  driver,
  ...search
}: Omit<RecordSearch, 'after' | 'limit' | 'window'>): boolean => {
  const others: readonly boolean[] = [
    driver !== 'actions' && search.actions !== null,
    search.resourceTypes !== null,
    driver !== 'resource' && search.resourceId !== null,
    driver !== 'customer' && driver !== 'customers' && search.customerIds !== null,
    search.customerName !== null && search.customerIds === null,
    driver !== 'actors' && search.actorIds !== null,
    search.user !== null && (search.actorIds === null || search.actorIds.includes(nobody)),
    driver !== 'refused' && search.outcome !== null,
    search.text !== null,
  ];
  return !others.includes(true);
};

const windowOf = ({ driver, text }: Pick<RecordSearch, 'driver' | 'text'>, limit: number): number => {
  const each = driver === 'customers' || driver === 'actors' || driver === 'actions';
  return Math.max(limit, each ? windowSize.ofEach : text === null ? windowSize.alone : windowSize.ofText);
};

const isBehind = (record: RecordPlace, place: RecordPlace): boolean =>
  record.at < place.at || (record.at === place.at && record.id < place.id);

/** The page of what waits and what has its number; `end` is how far the numbered ones were looked through. */
const pageOfBoth = (
  waiting: readonly LoggedRecord[],
  numbered: readonly LoggedRecord[],
  limit: number,
  end: RecordPlace | null,
): FoundRecords => {
  const numberedIds = new Set(numbered.map(({ id }) => id));
  const rest = waiting.filter((record) => !numberedIds.has(record.id) && !(end && isBehind(record, end)));
  const all = [...rest, ...numbered].sort((a, b) => (isBehind(a, b) ? 1 : -1));
  const records = all.slice(0, limit);
  const last = records.at(-1);
  if (all.length > limit && last) return { records, next: { at: last.at, id: last.id }, searchedTo: null };
  return { records, next: end, searchedTo: end?.at ?? null };
};
