import type { Pool } from '@kontor/server/platform/db/pools';
import type pg from 'pg';
import type { Subject, Subjects } from './subject.ts';

/** A table that holds a part of a purchase, its rows of the model's, and what differs in each clone. */
type Part = { readonly table: string; readonly of: string; readonly changed: string };

const parts: readonly Part[] = [
  {
    table: 'cart',
    of: 't.id = (select cart_id from kontor.purchase_order where id = $1)',
    changed: `'id', c.cart_id, 'order_ids', jsonb_build_array(c.order_id)`,
  },
  { table: 'purchase_order', of: 't.id = $1', changed: `'id', c.order_id, 'cart_id', c.cart_id` },
  {
    table: 'order_line',
    of: 't.order_id = $1',
    changed: `'order_id', c.order_id, 'entitlement_id', c.entitlement_id, 'subscription_id', c.subscription_id`,
  },
  { table: 'entitlement', of: 't.order_id = $1', changed: `'order_id', c.order_id, 'id', c.entitlement_id` },
  {
    table: 'subscription',
    of: 't.order_id = $1',
    changed: `'order_id', c.order_id, 'id', c.subscription_id`,
  },
  { table: 'charge', of: 't.order_id = $1', changed: `'order_id', c.order_id, 'id', c.charge_id` },
  {
    table: 'due',
    of: `t.ref = $1 || ':0'`,
    changed: `'id', gen_random_uuid(), 'ref', c.order_id || ':0'`,
  },
  {
    table: 'due',
    of: 't.ref = (select id::text from kontor.entitlement where order_id = $1)',
    changed: `'id', gen_random_uuid(), 'ref', c.entitlement_id`,
  },
];

const withoutCustomer = new Set(['due']);

const copyText = ({ table, of, changed }: Part): string => {
  const owner = withoutCustomer.has(table)
    ? `'account_id', c.account_id`
    : `'account_id', c.account_id, 'customer_id', c.customer_id`;
  return `insert into kontor.${table} select r.* from kontor.${table} t cross join clone c
    cross join lateral jsonb_populate_record(t, jsonb_build_object(${owner}, ${changed})) r where ${of}`;
};

const planText = `
  create temp table clone on commit drop as
  select n, c.account_id, c.customer_id, substr(replace(gen_random_uuid()::text, '-', ''), 1, 31) || '1' as order_id,
    gen_random_uuid() as entitlement_id, gen_random_uuid() as subscription_id, gen_random_uuid() as charge_id,
    gen_random_uuid() as cart_id
  from unnest($1::uuid[], $2::uuid[]) with ordinality as c(account_id, customer_id, n)`;

// From the far end of the pool: the product takes from the near one.
const keysText = `
  with stock as (
    select id, row_number() over (order by seq desc) as n from kontor.licence_key
    where entitlement_id is null order by seq desc limit (select count(*) from clone))
  update kontor.licence_key k set account_id = c.account_id, customer_id = c.customer_id, position = 1,
    entitlement_id = c.entitlement_id, taken_at = now()
  from stock s join clone c using (n) where k.id = s.id
  returning c.account_id, c.customer_id, c.order_id, c.entitlement_id, c.subscription_id, c.charge_id, k.id as key_id`;

type Cloned = Readonly<
  Record<
    'account_id' | 'customer_id' | 'order_id' | 'entitlement_id' | 'subscription_id' | 'charge_id' | 'key_id',
    string
  >
>;

/**
 * Copies a purchase that the product made, row by row, with ids and a key of its own for each of the customers.
 * Foreign keys are not checked again: they held for the model.
 */
export const clonePurchases = async (
  owner: Pool,
  modelOrder: string,
  customers: readonly Subject[],
): Promise<Subject[]> => {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(planText, [
      customers.map(({ account }) => account),
      customers.map(({ customer }) => customer),
    ]);
    for (const part of parts) await client.query(copyText(part), [modelOrder]);
    const { rows } = await client.query<Cloned>(keysText);
    await client.query('commit');
    if (rows.length !== customers.length)
      throw new Error('The pool of keys was too small to clone purchases.');
    return rows.map(subjectOf);
  } catch (error) {
    await rollBack(client);
    throw error;
  } finally {
    client.release();
  }
};

const rollBack = (client: pg.PoolClient) => client.query('rollback').catch(() => undefined);

const subjectOf = (row: Cloned): Subject => ({
  account: row.account_id,
  customer: row.customer_id,
  order: row.order_id,
  entitlement: row.entitlement_id,
  subscription: row.subscription_id,
  charge: row.charge_id,
  key: row.key_id,
});

/** The clones by partner, in the order in which the partners stand. */
export const byPartner = (subjects: readonly Subject[], accounts: readonly string[]): Subjects =>
  accounts.map((account) => subjects.filter((subject) => subject.account === account));
