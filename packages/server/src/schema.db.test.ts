import { chargeKinds } from '@kontor/domain/billing/charge';
import { creditRules } from '@kontor/domain/cancellation/policy';
import { cartStatuses } from '@kontor/domain/cart/cart';
import { keyFormats } from '@kontor/domain/catalog/key-format';
import { keySources } from '@kontor/domain/catalog/key-settings';
import { keyChecks } from '@kontor/domain/catalog/key-template';
import { entitlementStatuses } from '@kontor/domain/entitlement/entitlement';
import { bitnesses } from '@kontor/domain/entitlement/fulfilment';
import { keyRules } from '@kontor/domain/entitlement/key-quantity';
import { replacementReasons } from '@kontor/domain/entitlement/replace-key';
import { families } from '@kontor/domain/market/family';
import { orderLineStatuses, orderStatuses } from '@kontor/domain/order/order';
import { reservationScopes, reservationStatuses } from '@kontor/domain/reservation/reservation';
import { impacts } from '@kontor/domain/support/impact';
import {
  noteKinds,
  scanStates,
  supportOutcomes,
  supportSides,
  supportStatuses,
} from '@kontor/domain/support/support-status';
import { supportTypes } from '@kontor/domain/support/support-type';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from './platform/clock.ts';
import { testDatabase } from './testing/database.ts';
import { arrangePurchase } from './testing/purchases.ts';
import type { TestDatabase } from './testing/test-database.ts';
import { buildWorld, type World } from './testing/world.ts';

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 2 });
  for (const partner of [world.partner, world.stranger])
    await arrangePurchase(database.system, {
      customer: partner.customers.DE!,
      offer: world.catalog.subscription.DE!,
      at: realNow(),
    });
});

afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const rows = async <R>(sql: string, values: unknown[] = []): Promise<R[]> =>
  (await database.owner.query(sql, values)).rows as R[];

/** The words that a column's check allows. */
const allowed = async (table: string, column: string): Promise<string[]> => {
  const [row] = await rows<{ definition: string }>(
    `select pg_get_constraintdef(c.oid) as definition from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
     where c.conrelid = $1::regclass and c.contype = 'c' and a.attname = $2 and cardinality(c.conkey) = 1`,
    [`kontor.${table}`, column],
  );
  return [...(row?.definition ?? '').matchAll(/'([^']+)'::text/g)].map((match) => match[1] ?? '').sort();
};

describe('the states of the domain are the states of the database', () => {
  const same: [table: string, column: string, words: readonly string[]][] = [
    ['purchase_order', 'status', orderStatuses],
    ['order_line', 'status', orderLineStatuses],
    ['order_line', 'credit_rule', creditRules],
    ['policy', 'credit', creditRules],
    ['entitlement', 'status', entitlementStatuses],
    ['cart', 'status', cartStatuses],
    ['reservation', 'status', reservationStatuses],
    ['reservation', 'scope', reservationScopes],
    ['charge', 'kind', chargeKinds],
    ['sku', 'key_source', keySources],
    ['sku', 'key_format', keyFormats],
    ['sku', 'key_check', keyChecks],
    ['sku', 'key_rule', keyRules],
    ['entitlement', 'key_rule', keyRules],
    ['licence_key', 'replacement_reason', replacementReasons],
    ['product', 'family', families],
    ['artifact', 'bitness', bitnesses],
    ['support_request', 'status', supportStatuses],
    ['support_request', 'type', supportTypes],
    ['support_request', 'impact', impacts],
    ['support_request', 'outcome', supportOutcomes],
    ['support_note', 'kind', noteKinds],
    ['support_note', 'side', supportSides],
    ['support_attachment', 'scan', scanStates],
    ['review_rule', 'kind', ['order_total_above', 'distinct_keys_above_entitled', 'unpaid_dispute']],
  ];
  test.each(same)('%s.%s', async (table, column, words) => {
    expect(await allowed(table, column)).toEqual([...words].sort());
  });
});

type TenantTable = { name: string; enabled: boolean; forced: boolean; key: string };

const tenantTables = () =>
  rows<TenantTable>(
    `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       case when c.relname = 'account' then 'id' else 'account_id' end as key
     from pg_class c where c.relnamespace = 'kontor'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and (c.relname = 'account' or exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id'))`,
  );

test('every table with a tenant has its wall, forced on its owner too', async () => {
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThan(15);
  for (const table of tables)
    expect([table.name, table.enabled, table.forced]).toEqual([table.name, true, true]);
});

const visible = async (table: TenantTable, tenant: string, customer = ''): Promise<Set<string>> => {
  const client = await database.app.connect();
  try {
    await client.query('begin read only');
    await client.query(`select set_config('app.tenant', $1, true), set_config('app.customer', $2, true)`, [
      tenant,
      customer,
    ]);
    const { rows: seen } = await client.query(
      `select distinct ${table.key}::text as tenant from kontor.${table.name}`,
    );
    await client.query('rollback');
    return new Set(seen.map((row) => row.tenant));
  } finally {
    client.release();
  }
};

test('the request role sees the rows of its tenant and of nobody else, and none without one', async () => {
  for (const table of await tenantTables()) {
    const own = await visible(table, world.partner.id);
    expect([table.name, ...own].slice(0, 3)).toEqual(
      own.size === 0 ? [table.name] : [table.name, world.partner.id],
    );
    expect([table.name, (await visible(table, '')).size]).toEqual([table.name, 0]);
  }
  expect(
    await visible(
      { name: 'purchase_order', enabled: true, forced: true, key: 'account_id' },
      world.partner.id,
    ),
  ).toEqual(new Set([world.partner.id]));
});

test('a customer’s own setting hides the other customers of the same partner', async () => {
  const entitlement = { name: 'entitlement', enabled: true, forced: true, key: 'customer_id' };
  const { DE, AU } = world.partner.customers;
  expect(await visible(entitlement, world.partner.id, DE!.id)).toEqual(new Set([DE!.id]));
  expect(await visible(entitlement, world.partner.id, AU!.id)).toEqual(new Set());
});

test('nobody but the owner can change or remove what is on record, or empty a table', async () => {
  const may = await rows<{ role: string; privilege: string; table_name: string }>(
    `select grantee as role, privilege_type as privilege, table_name from information_schema.role_table_grants
     where table_schema = 'kontor' and grantee in ('kontor_app', 'kontor_lookup', 'kontor_system')
       and (privilege_type = 'TRUNCATE' or (table_name in ('activity_pending', 'activity', 'activity_checkpoint', 'activity_root') and privilege_type in ('UPDATE', 'DELETE')))`,
  );
  expect(may).toEqual([]);
});

test('the look-up role can ask its questions and read no table', async () => {
  const granted = await rows(
    `select 1 from information_schema.role_table_grants where grantee = 'kontor_lookup'`,
  );
  expect(granted).toEqual([]);
});
