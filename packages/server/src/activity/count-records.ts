import type { ActivityRecord } from '@kontor/domain/activity/leaf';
import { localDateAt, utc } from '@kontor/domain/time';
import type { DayCount, NameRow, Placing } from './sequence-store.ts';

/** Stands for no customer, and for nobody. */
export const nobody = '00000000-0000-0000-0000-000000000000';
/** Stands for all customers and for none of them: everybody together. */
export const everybody = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The first days of the months that records fall into. */
export const monthsOf = (records: readonly ActivityRecord[]): string[] =>
  [...new Set(records.map(({ at }) => `${localDateAt(at, utc).slice(0, 7)}-01`))].sort();

/** How many records each day of account time has of each kind: of each customer, and of everybody together. */
export const dayCounts = (records: readonly ActivityRecord[]): DayCount[] => {
  const days = new Map<string, DayCount>();
  const count = (day: Omit<DayCount, 'records'>) => {
    const key = Object.values(day).join('/');
    days.set(key, { ...day, records: (days.get(key)?.records ?? 0) + 1 });
  };
  for (const { accountId, at, action, resourceType, customerId } of records) {
    const kind = { accountId, day: localDateAt(at, utc), action, resourceType };
    count({ ...kind, customerId: customerId ?? nobody });
    count({ ...kind, customerId: everybody });
  }
  return [...days.values()];
};

/** Under which names actors and customers stand in records; nothing of people who were forgotten. */
export const namesOf = (
  placings: readonly Placing[],
): { readonly actors: readonly NameRow[]; readonly customers: readonly NameRow[] } => {
  const actors = new Map<string, NameRow>();
  const customers = new Map<string, NameRow>();
  for (const { record, placed } of placings) {
    const { accountId, customerId, customerName } = record;
    if (customerId !== null && customerName !== null)
      customers.set(`${accountId}/${customerId}/${customerName}`, {
        accountId,
        id: customerId,
        name: customerName,
      });
    const name = nameOf(record, placed.personal !== null && '/user/name' in placed.personal);
    if (name === null) continue;
    const id = record.personId ?? record.clientId ?? nobody;
    actors.set(`${accountId}/${id}/${name}`, { accountId, id, name });
  }
  return { actors: [...actors.values()], customers: [...customers.values()] };
};

const nameOf = ({ personName, application }: ActivityRecord, nameIsKept: boolean): string | null => {
  if (personName === null) return application;
  return nameIsKept ? personName : null;
};
