import { judgeLook, type UnusualSettings, usualSettings } from '@kontor/domain/activity/unusual';
import { zoneOfCountry } from '@kontor/domain/market/country-zone';
import { type Instant, millisecondsPerDay } from '@kontor/domain/time';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import type { CountryOf } from '../platform/country-of-address.ts';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import {
  insertHabits,
  insertUnusual,
  type LookRow,
  moveWatch,
  type NewUnusual,
  readHabits,
  readLooks,
  readWatched,
  type WatchedAccount,
} from './unusual-store.ts';

export type Watching = Pick<Services, 'pools' | 'realNow'>;

const accountsAtOnce = 200;
const looksAtOnce = 500;
/** What happened longer ago is listed and told to nobody: of a log that is looked through for the first time. */
const toldForMs = millisecondsPerDay;

/**
 * Looks through what got its number since the last time, account by account, in the order of the numbers; answers how
 * many records stood out. What is found, what is told and how far it went commit together, so that no record is told
 * of twice and none is passed over.
 * @throws VersionChanged, DatabaseUnavailable, RetryableError
 */
export const findUnusual = async (services: Watching, countryOf: CountryOf): Promise<number> => {
  let found = 0;
  for (const account of await query(services.pools.system, noTenant, readWatched(accountsAtOnce)))
    found += await watchAccount(services, countryOf, account);
  return found;
};

const watchAccount = async (
  services: Watching,
  countryOf: CountryOf,
  account: WatchedAccount,
): Promise<number> => {
  const { system } = services.pools;
  const { account_id: accountId, size } = account;
  let at = account.next_leaf;
  let told = 0;
  while ((at ?? 0n) < size) {
    const range = { from: at ?? 0n, to: size, limit: looksAtOnce };
    const looks = await query(system, noTenant, readLooks(accountId, range));
    const people = [...new Set(looks.map((look) => look.person_id))];
    const [habits] = await readBatch(system, noTenant, [readHabits(accountId, people)]);
    const seen = judgeAll(account, looks, { countryOf, habits: habitsOf(habits) });
    const last = looks.length === looksAtOnce ? looks.at(-1) : undefined;
    const next = last ? last.leaf_index + 1n : size;
    const now = services.realNow() + Number(account.clock_offset_ms);
    const events = seen.found.filter((one) => one.at >= now - toldForMs).map((one) => eventOf(one, looks));
    await writeBatch(system, noTenant, [
      moveWatch(accountId, at, next),
      ...(seen.habits.length > 0 ? [insertHabits(accountId, seen.habits)] : []),
      ...(seen.found.length > 0 ? [insertUnusual(accountId, seen.found)] : []),
      ...(events.length > 0 ? [addEvents(accountId, now as Instant, events)] : []), // whole milliseconds added to such
    ]);
    at = next;
    told += seen.found.length;
  }
  return told;
};

const habitsOf = (rows: readonly { readonly person_id: string; readonly habit: string }[]) => {
  const habits = new Map<string, Set<string>>();
  for (const { person_id, habit } of rows)
    habits.set(person_id, (habits.get(person_id) ?? new Set<string>()).add(habit));
  return habits;
};

const settingsOf = ({ many_keys, night, new_country }: WatchedAccount): UnusualSettings =>
  many_keys === null
    ? usualSettings
    : { manyKeys: many_keys, night: night ?? true, newCountry: new_country ?? true };

type Known = { readonly countryOf: CountryOf; readonly habits: Map<string, Set<string>> };

const judgeAll = (account: WatchedAccount, looks: readonly LookRow[], { countryOf, habits }: Known) => {
  const by = { settings: settingsOf(account), zone: zoneOfCountry(account.country) };
  const toldAt = new Map<string, Instant>();
  const found: NewUnusual[] = [];
  const newHabits: { personId: string; habit: string; leafIndex: bigint }[] = [];
  for (const row of looks) {
    const { person_id: personId, leaf_index: leafIndex } = row;
    const own = habits.get(personId) ?? new Set<string>();
    habits.set(personId, own);
    const verdict = judgeLook(
      {
        at: row.at,
        personId,
        country: (row.address === null ? undefined : countryOf(row.address)) ?? null,
        keysWithinHour: Number(row.keys_within_hour),
        manyKeysTold: toldAt.get(personId) ?? row.many_keys_told,
      },
      own,
      by,
    );
    for (const habit of verdict.newHabits) {
      own.add(habit);
      newHabits.push({ personId, habit, leafIndex });
    }
    for (const { rule, facts } of verdict.unusual) {
      if (rule === 'many_keys') toldAt.set(personId, row.at);
      found.push({ leafIndex, rule, recordId: row.id, personId, at: row.at, facts });
    }
  }
  return { found, habits: newHabits };
};

const eventOf = (one: NewUnusual, looks: readonly LookRow[]): EventEntry => ({
  type: 'activity.unusual',
  aggregateType: 'person',
  aggregateId: one.personId,
  data: {
    rule: one.rule,
    personId: one.personId,
    personName: looks.find(({ id }) => id === one.recordId)?.person_name ?? null,
    recordId: one.recordId,
    at: new Date(one.at).toISOString(),
    ...one.facts,
  },
});
