import type { Pool } from '@kontor/server/platform/db/pools';
import type { ScenarioName } from './figure.ts';

/** Rows that operations leave behind. */
export type RowCounts = Readonly<Record<string, number>>;

const countText = `
  with records as (
    select action, outcome from kontor.activity_pending union all select action, outcome from kontor.activity)
  select (select count(*)::int from kontor.purchase_order) as orders,
    (select count(*)::int from kontor.purchase_order where status = 'cancelled') as cancelled,
    (select count(*)::int from kontor.licence_key where entitlement_id is not null) as keys,
    (select count(*)::int from kontor.charge where sign = -1) as credits,
    (select count(*)::int from records where action = 'create_order') as order_records,
    (select count(*)::int from records where action = 'get_software_key') as reveal_records,
    (select count(*)::int from records where action = 'update_order') as cancel_records,
    (select count(*)::int from kontor.event where type in ('order.created', 'order.cancelled')) as events`;

export const countRows = async (owner: Pool): Promise<RowCounts> => {
  const { rows } = await owner.query<RowCounts>(countText);
  return rows[0] ?? {};
};

/** What one operation of each kind adds. */
const addedBy: Readonly<Record<ScenarioName, Readonly<Record<string, number>>>> = {
  checkout: { orders: 1, keys: 1, order_records: 1, events: 1 },
  reveal: { reveal_records: 1 },
  cancel: { cancelled: 1, credits: 1, cancel_records: 1, events: 1 },
};

/** Counts that are not what the acknowledged operations should have left, in words. */
export const mismatches = (
  scenario: ScenarioName,
  before: RowCounts,
  after: RowCounts,
  acknowledged: number,
  arranged: RowCounts,
): string[] =>
  Object.entries(after).flatMap(([name, count]) => {
    const added = (addedBy[scenario][name] ?? 0) * acknowledged + (arranged[name] ?? 0);
    const expected = (before[name] ?? 0) + added;
    return count === expected ? [] : [`${scenario}: ${count} ${name} where ${expected} were acknowledged`];
  });
