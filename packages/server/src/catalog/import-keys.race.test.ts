import { Readable } from 'node:stream';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolHint } from '../orders/pool-hints.ts';
import { takeKeysOrWait } from '../orders/purchase-store.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { fulfilWaiting } from './fulfil-waiting.ts';
import { importKeys } from './import-keys.ts';
import { recordAs } from './import-record-store.ts';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const productId = 'DG7GMGF0DWT5';
const skuId = '0001';
const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;
const key = (number: number) => withCheckDigits(String(number).padStart(30, '0'));
const bring = (keys: readonly string[]) =>
  importKeys(
    { system: database.system, vault: world.vault },
    Readable.from([Buffer.from(keys.join('\n'))]),
    { productId, skuId },
    {
      record: recordAs({
        accountId: world.operator.accountId,
        application: 'test',
        now: instant(Date.now()),
      }),
    },
  );

/** As a checkout leaves it: the purchase is there, and takes its keys or waits. */
const buy = async (at: number, count: number) => {
  const customer = Object.values(world.partner.customers)[0]!;
  const offer = world.catalog.subscription[customer.market]!;
  const bought = await arrangePurchase(database.system, { customer, offer, at: instant(at) });
  await sql(`update kontor.entitlement set key_source = 'pool', keys_wanted = $2 where id = $1`, [
    bought.entitlementId,
    count,
  ]);
  await writeBatch(database.system, noTenant, [
    takeKeysOrWait({
      productId,
      skuId,
      keyGroup: 'default',
      count,
      hint: poolHint(productId, skuId, 'default'),
      accountId: customer.accountId,
      customerId: customer.id,
      entitlementId: bought.entitlementId,
      at: instant(at),
    }),
  ]);
  return bought.entitlementId;
};

test('many buyers and many imports at once: every key goes once, every line gets all or none, none is left waiting', async () => {
  const start = 1_790_000_000_000;
  const waiting = await Promise.all(
    Array.from({ length: 12 }, (_, index) => buy(start + index * 1000, 1 + (index % 3))),
  );
  // Four files of 40 keys that overlap by half and come in other orders, brought while others buy.
  const files = [0, 20, 40, 60].map((from, turn) => {
    const keys = Array.from({ length: 40 }, (_, index) => key(from + index));
    return turn % 2 === 0 ? keys : keys.reverse();
  });
  const [decisions, buyers] = await Promise.all([
    Promise.all(files.map(bring)),
    Promise.all(
      Array.from({ length: 24 }, (_, index) => buy(start + 60_000 + index * 1000, 1 + (index % 2))),
    ),
    Promise.all([1, 2, 3].map(() => fulfilWaiting(database.system, productId, skuId))),
  ]);
  await fulfilWaiting(database.system, productId, skuId);
  const added = decisions.map((decision) => (decision.accepted ? decision.value.added : -1));
  expect(added.reduce((a, b) => a + b)).toBe(100);
  const held = await sql(
    `select e.id, e.status, e.keys_wanted as wanted, count(k.id)::int as has, count(distinct k.position)::int as places
     from kontor.entitlement e left join kontor.licence_key k on k.entitlement_id = e.id
     where e.id = any ($1) group by e.account_id, e.id`,
    [[...waiting, ...buyers]],
  );
  expect(held).toHaveLength(36);
  for (const row of held)
    expect(row).toMatchObject({ status: 'active', has: row.wanted, places: row.wanted });
  const [stock] = await sql(
    `select count(*)::int as all, count(distinct lookup_hmac)::int as different,
       count(*) filter (where entitlement_id is null)::int as free from kontor.licence_key`,
  );
  expect(stock).toEqual({ all: 100, different: 100, free: 100 - 24 - 36 });
});

test('stock that is too small goes to the oldest lines, however many hand it out', async () => {
  await sql('delete from kontor.licence_key');
  const start = 1_791_000_000_000;
  const lines: string[] = [];
  for (let index = 0; index < 10; index += 1) lines.push(await buy(start + index * 1000, 1));
  await Promise.all([bring([200, 201, 202].map(key)), bring([203, 204, 205].map(key))]);
  await fulfilWaiting(database.system, productId, skuId);
  const rows = await sql(
    `select id, status from kontor.entitlement where id = any ($1) order by created_at`,
    [lines],
  );
  expect(rows.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 6 }, () => 'active'),
    ...Array.from({ length: 4 }, () => 'provisioning'),
  ]);
});
