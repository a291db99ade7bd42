import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerCatalogOperator } from '../catalog/catalog-operator-routes.ts';
import { noticeStock } from '../catalog/low-stock.ts';
import { registerEntitlementsKontor } from '../entitlements/entitlement-routes.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerKeyPools } from './key-pool-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => {
      registerKeyPools(routes, kontor);
      registerCatalogOperator(routes, kontor);
      registerEntitlementsKontor(routes, kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const productId = 'DG7GMGF0DWT5';
const pool = `/key-pools/${productId}/0001`;
const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;
const clear = async () => {
  await sql('delete from kontor.licence_key');
  await sql('delete from kontor.key_pool');
  await sql('delete from kontor.key_import');
  await sql(`update kontor.installation set low_stock_threshold = 0, key_replacements_a_year = 3`);
  await sql(
    `update kontor.sku set key_source = 'pool', key_format = 'digits_32', key_template = null, key_check = 'none',
       key_groups = '{default}', default_key_group = 'default', key_rule = 'per_purchase', key_activations = null
     where product_id = $1`,
    [productId],
  );
};
beforeEach(clear);

type Sent = { readonly as?: Principal | null; readonly body?: unknown; readonly text?: string };
const send = async (method: 'GET' | 'PUT' | 'POST', path: string, { as, body, text }: Sent = {}) => {
  const who = as === undefined ? asOperator(world) : as;
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: { ...(who ? by(who) : {}), ...(text === undefined ? {} : { 'content-type': 'text/plain' }) },
    ...(text === undefined ? (body === undefined ? {} : { payload: body as object }) : { payload: text }),
  });
  return { status: response.statusCode, json: response.json(), text: response.body };
};

let next = 1_000n;
const newKey = () => {
  next += 1n;
  return withCheckDigits(next.toString().padStart(30, '0'));
};
const importMany = async (count: number, version = '') => {
  const keys = Array.from({ length: count }, newKey);
  const answer = await send('POST', `${pool}/keys${version}`, { text: keys.join('\n') });
  expect(answer.status, answer.text).toBe(201);
  return { keys, importId: answer.json.importId as string };
};
const settings = (changes: object = {}) => ({
  source: 'pool',
  format: 'digits_32',
  template: null,
  check: 'none',
  groups: ['default'],
  rule: 'per_purchase',
  keysPerPurchase: 1,
  activationsPerUnit: null,
  ...changes,
});
const lowEvents = () => sql(`select data from kontor.event where type = 'key_pool.low' order by seq`);

describe('what a SKU says of its keys', () => {
  test('is read back as it was set, and is on record', async () => {
    const wanted = settings({
      format: 'template',
      template: 'XXXXX-XXXXX-XXXXC',
      check: 'luhn',
      rule: 'per_unit',
    });
    const saved = await send('PUT', `${pool}/settings`, { body: wanted });
    expect([saved.status, saved.json]).toEqual([200, wanted]);
    expect((await send('GET', `${pool}/settings`)).json).toEqual(wanted);
    const [record] = await sql(
      `select person_name, details->'after'->>'template' as template from kontor.activity_pending
       where action = 'set_sku_keys' order by recorded_at desc limit 1`,
    );
    expect(record).toEqual({ person_name: 'operator', template: 'XXXXX-XXXXX-XXXXC' });
  });

  test.each([
    [settings({ format: 'template' }), 'template'],
    [settings({ format: 'template', template: 'XXX' }), 'template'],
    [settings({ source: 'generated', format: 'mak_5x5' }), 'format'],
    [settings({ keysPerPurchase: 0 }), 'keysPerPurchase'],
    [settings({ rule: 'activations' }), 'activationsPerUnit'],
    [settings({ groups: [] }), 'groups'],
  ])('is refused by field when it cannot be, and nothing is changed (%#)', async (body, path) => {
    const { status, json } = await send('PUT', `${pool}/settings`, { body });
    expect([status, json.errors?.[0]?.path]).toEqual([422, path]);
    expect((await send('GET', `${pool}/settings`)).json).toEqual(settings());
  });

  test('keeps the groups that files or keys in stock belong to', async () => {
    const { status, json } = await send('PUT', `${pool}/settings`, { body: settings({ groups: ['2025'] }) });
    expect([status, json.errors[0].path]).toEqual([422, 'groups']);
  });

  test('holds for what is imported: keys of a template come in, others are named by their line', async () => {
    await send('PUT', `${pool}/settings`, {
      body: settings({ format: 'template', template: 'AAAA-99999999' }),
    });
    const { json, text } = await send('POST', `${pool}/keys`, {
      text: 'abcd 12345678\nABCD-1234567X\n\n1\n',
    });
    expect(json).toMatchObject({ added: 1, duplicates: 0, invalid: [{ line: 2 }, { line: 4 }] });
    expect(text).not.toContain('1234567');
  });
});

describe('a pool', () => {
  test('is listed with its stock, never with a key', async () => {
    const { keys, importId } = await importMany(4);
    await sql(
      `update kontor.licence_key set revoked_at = now() where seq = (select min(seq) from kontor.licence_key)`,
    );
    const answer = await send('GET', `/key-pools?search=${productId.toLowerCase()}`);
    expect(answer.json).toEqual({
      items: [
        {
          productId,
          skuId: '0001',
          productTitle: expect.any(String),
          skuTitle: expect.any(String),
          keyGroup: 'default',
          format: 'digits_32',
          rule: 'per_purchase',
          free: 3,
          taken: 0,
          revoked: 1,
          waiting: 0,
          threshold: 0,
          low: false,
          lastImportAt: expect.any(String),
          takenLast30Days: 0,
          daysOfStock: null,
        },
      ],
      next: null,
    });
    const imports = await send('GET', `${pool}/imports`);
    expect(imports.json.items).toMatchObject([
      { id: importId, added: 4, free: 3, withdrawn: 0, source: 'imported' },
    ]);
    for (const key of keys) expect(answer.text + imports.text).not.toContain(key.slice(0, 12));
    expect((await send('GET', '/key-pools?search=nothing')).json.items).toEqual([]);
  });

  test('says how many days its stock lasts at the rate of thirty days, whatever sandbox clocks say', async () => {
    const customer = world.partner.customers.DE!;
    const offer = world.catalog.subscription.DE!;
    const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
    await importMany(21);
    const take = (days: number, count: number) =>
      sql(
        `update kontor.licence_key set account_id = $1, customer_id = $2, entitlement_id = $3, position = seq,
           taken_at = now() + $4 * interval '1 day'
         where id in (select id from kontor.licence_key where entitlement_id is null order by seq limit $5)`,
        [world.partner.customers.DE!.accountId, customer.id, entitlementId, days, count],
      );
    await take(-29, 3);
    await take(-31, 1);
    await take(40, 1);
    const [row] = (await send('GET', '/key-pools')).json.items;
    expect(row).toMatchObject({ free: 16, taken: 5, takenLast30Days: 3, daysOfStock: 160 });
  });

  test('is told of once when it falls below its threshold, and again after it had risen', async () => {
    const before = (await lowEvents()).length;
    await importMany(3);
    expect((await send('PUT', `${pool}/threshold`, { body: { threshold: 3 } })).json).toEqual({
      threshold: 3,
      inForce: 3,
    });
    expect(await lowEvents()).toHaveLength(before);
    await send('PUT', `${pool}/threshold`, { body: { threshold: 4 } });
    await Promise.all([1, 2, 3].map(() => noticeStock(database.system)));
    const events = await lowEvents();
    expect(events).toHaveLength(before + 1);
    expect(events.at(-1)?.data).toEqual({
      productId,
      skuId: '0001',
      keyGroup: 'default',
      free: 3,
      threshold: 4,
    });
    expect((await send('GET', '/key-pools?low=true')).json.items).toMatchObject([{ low: true, free: 3 }]);
    await importMany(1);
    expect((await send('GET', '/key-pools?low=true')).json.items).toEqual([]);
    await sql(`delete from kontor.licence_key where seq = (select max(seq) from kontor.licence_key)`);
    await Promise.all([1, 2, 3].map(() => noticeStock(database.system)));
    expect(await lowEvents()).toHaveLength(before + 2);
  });

  test('has the threshold of the installation where it has none of its own', async () => {
    await send('PUT', '/settings/keys', { body: { replacementsAYear: 3, lowStockThreshold: 7 } });
    expect((await send('GET', `${pool}/threshold`)).json).toEqual({ threshold: null, inForce: 7 });
    await send('PUT', `${pool}/threshold`, { body: { threshold: 0 } });
    expect((await send('GET', `${pool}/threshold`)).json).toEqual({ threshold: 0, inForce: 0 });
    expect((await send('GET', `${pool}/threshold?version=1999`)).json.code).toBe('key_group.unknown');
  });
});

describe('a bad batch', () => {
  test('is withdrawn as far as nobody has it, once, and is known when it comes again', async () => {
    await importMany(2);
    const { keys, importId } = await importMany(3);
    const withdraw = () => send('POST', `${pool}/imports/${importId}/withdrawal`);
    const both = await Promise.all([withdraw(), withdraw()]);
    expect(both.map(({ json }) => json.withdrawn).sort()).toEqual([0, 3]);
    const again = await send('POST', `${pool}/keys`, { text: keys.join('\n') });
    expect(again.json).toMatchObject({ added: 0, duplicates: 3 });
    const [row] = (await send('GET', '/key-pools')).json.items;
    expect(row).toMatchObject({ free: 2, revoked: 3 });
    const listed = (await send('GET', `${pool}/imports`)).json.items.find(
      ({ id }: { id: string }) => id === importId,
    );
    expect(listed).toMatchObject({ added: 3, free: 0, withdrawn: 3, withdrawnAt: expect.any(String) });
    const records = await sql(
      `select details from kontor.activity_pending where action = 'withdraw_keys' and details->>'importId' = $1`,
      [importId],
    );
    expect(records).toHaveLength(2);
  });

  test('of another SKU or of none is not found', async () => {
    const { importId } = await importMany(1);
    const { json } = await send('POST', `/key-pools/DG7GMGF0DVT9/0001/imports/${importId}/withdrawal`);
    expect(json.code).toBe('not_found');
    expect((await send('POST', `${pool}/imports/999999/withdrawal`)).json.code).toBe('not_found');
  });

  test('that is withdrawn while it is sold goes to buyers or out of stock, never both', async () => {
    const customer = world.partner.customers.DE!;
    const offer = world.catalog.subscription.DE!;
    const { importId } = await importMany(30);
    const bought = await Promise.all(
      Array.from({ length: 12 }, () => arrangePurchase(database.system, { customer, offer, at: realNow() })),
    );
    const takes = bought.map(({ entitlementId }) =>
      database.owner.query(`select kontor.take_keys($1, '0001', 'default', 1, 0, $2, $3, $4, now()) as top`, [
        productId,
        world.partner.customers.DE!.accountId,
        customer.id,
        entitlementId,
      ]),
    );
    const [withdrawn, ...taken] = await Promise.all([
      send('POST', `${pool}/imports/${importId}/withdrawal`),
      ...takes,
    ]);
    const got = taken.filter(({ rows }) => rows[0].top !== null).length;
    expect(withdrawn.json.withdrawn + got).toBe(30);
    const both = await sql(
      'select 1 from kontor.licence_key where entitlement_id is not null and revoked_at is not null',
    );
    expect(both).toEqual([]);
  });
});

describe('a key that does not work', () => {
  const choice = { version: '2025', language: 'en-US', bitness: '64' };
  const agent = () => asUser(world.partner, 'admin_agent');
  const arrange = async (stock = 5, product: 'subscription' | 'perpetual' = 'subscription') => {
    const customer = world.partner.customers.DE!;
    const offer = world.catalog[product].DE!;
    if (product === 'subscription') await importMany(stock);
    const bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
    await sql('update kontor.entitlement set keys_wanted = 1 where id = $1', [bought.entitlementId]);
    const base = `/customers/${customer.id}/software/${bought.entitlementId}/keys`;
    return {
      ...bought,
      look: async () => {
        const answer = await send('POST', base, { as: agent(), body: choice });
        return { ...answer, keys: (answer.json.keys ?? []) as { position: number; key: string }[] };
      },
      replace: (as: Principal | null = agent(), position = 1, body: object = { reason: 'already_used' }) =>
        send('POST', `${base}/${position}/replacement`, { as, body }),
      byOperator: (as: Principal = asOperator(world)) =>
        send(
          'POST',
          `/partners/${world.partner.customers.DE!.accountId}/software/${bought.entitlementId}/keys/1/replacement`,
          {
            as,
            body: { reason: 'does_not_activate' },
          },
        ),
    };
  };
  const keysOf = (entitlementId: string) =>
    sql(
      `select position, revoked_at is not null as revoked, replacement_reason as reason, replaced_by_operator as operator,
         replaces is not null as stands_in, last_characters
       from kontor.licence_key where entitlement_id = $1 order by seq`,
      [entitlementId],
    );

  test.each(['subscription', 'perpetual'] as const)(
    'gives way to a new one at its place (%s)',
    async (product) => {
      const { entitlementId, look, replace } = await arrange(5, product);
      const [before] = (await look()).keys;
      const answer = await replace();
      expect([answer.status, answer.json]).toEqual([
        201,
        {
          position: 1,
          keyGroup: 'default',
          replacedLastCharacters: before?.key.slice(-4),
          replacementsLeft: 2,
        },
      ]);
      const after = await look();
      expect(after.keys).toEqual([{ position: 1, key: expect.any(String) }]);
      expect(after.keys[0]?.key).not.toBe(before?.key);
      expect(await keysOf(entitlementId)).toMatchObject([
        { position: 1, revoked: true, reason: 'already_used', operator: false, stands_in: false },
        { position: 1, revoked: false, reason: null, stands_in: true },
      ]);
      const [record] = await sql(
        `select details from kontor.activity_pending where action = 'replace_software_key' and resource_id = $1`,
        [entitlementId],
      );
      expect(record?.details).toMatchObject({
        position: 1,
        lastCharacters: before?.key.slice(-4),
        reason: 'already_used',
      });
      expect(JSON.stringify(record)).not.toContain(before?.key);
    },
  );

  test('is replaced once when it is asked for twice at once', async () => {
    const { entitlementId, look, replace } = await arrange();
    await look();
    const both = await Promise.all([replace(), replace()]);
    expect(both.map(({ status, json }) => [status, json.code]).sort()).toEqual([
      [201, undefined],
      [409, 'key.not_shown'],
    ]);
    expect(await keysOf(entitlementId)).toHaveLength(2);
  });

  test('is replaced as often as the partner may, and further by the operator only', async () => {
    await sql('update kontor.installation set key_replacements_a_year = 1');
    const { look, replace, byOperator } = await arrange();
    await look();
    expect((await replace()).json.replacementsLeft).toBe(0);
    await look();
    const refused = await replace();
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { code: 'key.replacements_used_up', limit: 1, nextAt: expect.stringMatching(/Z$/) },
    ]);
    const granted = await byOperator();
    expect([granted.status, granted.json.replacementsLeft]).toEqual([201, null]);
    const [record] = await sql(
      `select account_id, person_name from kontor.activity_pending where action = 'replace_software_key'
       and account_id = $1 and person_name = 'operator'`,
      [world.partner.customers.DE!.accountId],
    );
    expect(record).toBeDefined();
  });

  test('stays when there is none to take its place', async () => {
    const { entitlementId, look, replace } = await arrange(1);
    const before = await look();
    expect([(await replace()).json.code, (await look()).keys]).toEqual(['key_pool.empty', before.keys]);
    expect(await keysOf(entitlementId)).toMatchObject([{ revoked: false, reason: null }]);
  });

  test('does not count against the purchase when it is cancelled', async () => {
    const { orderId, look, replace } = await arrange();
    await look();
    await replace();
    await look();
    const { readHeld } = await import('../cancellations/held-store.ts');
    const { text, values } = readHeld(world.partner.customers.DE!.accountId, [orderId]);
    expect(await sql(text, [...values])).toMatchObject([{ shown: 1, wanted: 1 }]);
  });

  test('that nobody holds, or of a purchase that ended, is refused', async () => {
    const { entitlementId, look, replace } = await arrange();
    expect((await replace(agent(), 1)).json.code).toBe('not_found');
    await look();
    expect((await replace(agent(), 2)).json.code).toBe('not_found');
    expect((await replace(agent(), 1, { reason: 'other', version: '1999' })).json.code).toBe('not_found');
    expect((await replace(agent(), 1, { reason: 'AAAAA-BBBBB' })).status).toBe(422);
    await sql(`update kontor.entitlement set status = 'suspended' where id = $1`, [entitlementId]);
    expect((await replace()).json.code).toBe('entitlement.suspended');
  });

  test('is replaced by Admin agents and the operator; strangers learn nothing', async () => {
    const { look, replace, byOperator } = await arrange();
    await look();
    expect((await replace(null)).status).toBe(401);
    const others = [
      asUser(world.partner, 'sales_agent'),
      asUser(world.partner, 'global_administrator'),
      asApp(world.partner),
      asCustomer(world.partner.customers.DE!),
    ];
    for (const as of others) expect((await replace(as)).status).toBe(403);
    expect((await replace(asUser(world.stranger, 'admin_agent'))).json.code).toBe('not_found');
    expect((await byOperator(agent())).status).toBe(403);
  });
});

test('an agent is shown how often a key may be activated, and which keys still wait for stock', async () => {
  const customer = world.partner.customers.DE!;
  const offer = world.catalog.subscription.DE!;
  await importMany(2);
  const bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
  const look = async () =>
    (
      await send('POST', `/customers/${customer.id}/software/${bought.entitlementId}/keys`, {
        as: asUser(world.partner, 'admin_agent'),
        body: { version: '2025', language: 'en-US', bitness: '64' },
      })
    ).json;
  await sql(
    `update kontor.entitlement set key_rule = 'activations', key_activations = 5, keys_wanted = 1, quantity = 3 where id = $1`,
    [bought.entitlementId],
  );
  expect(await look()).toMatchObject({ activations: 15, keys: [{ position: 1 }] });
  await sql(
    `update kontor.entitlement set key_rule = 'per_unit', key_activations = null, keys_wanted = 3 where id = $1`,
    [bought.entitlementId],
  );
  // Two more are wanted and one is there: none is taken until all are, and those that are held are shown.
  expect(await look()).toMatchObject({ missing: 2, keys: [{ position: 1 }] });
  await importMany(1);
  const all = await look();
  expect(all.missing).toBeUndefined();
  expect(all.keys.map(({ position }: { position: number }) => position)).toEqual([1, 2, 3]);
});

test('the operator sees which data keys there are and how much each seals, and never a key', async () => {
  await importMany(2);
  const answer = await send('GET', '/settings/keys/status');
  expect(answer.status).toBe(200);
  expect(answer.json.masterKeyChanging).toBe(false);
  const sealing = answer.json.dataKeys.filter(({ purpose }: { purpose: string }) => purpose === 'secrets');
  expect(sealing.some(({ rows }: { rows: string }) => Number(rows) > 0)).toBe(true);
  for (const key of answer.json.dataKeys)
    expect(Object.keys(key).sort()).toEqual(['id', 'purpose', 'retired', 'rows']);
  expect(
    (await send('GET', '/settings/keys/status', { as: asUser(world.partner, 'admin_agent') })).status,
  ).toBe(403);
});
