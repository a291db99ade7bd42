import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { fulfilWaiting } from '../catalog/fulfil-waiting.ts';
import { readWaitingSkus } from '../catalog/key-pool-store.ts';
import { registerEntitlementsKontor } from '../entitlements/entitlement-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import { registerOrdersKontor } from '../orders/order-routes.ts';
import { realNow } from '../platform/clock.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangeInvoice } from '../testing/invoices.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import type { WorldOffer } from '../testing/world-catalog.ts';
import { asUser, type WorldPartner } from '../testing/world-people.ts';
import { registerBalanceKontor } from './balance-routes.ts';
import { captureSome } from './capture-job.ts';
import { createFakeProvider } from './fake-provider.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { CaptureServices } from './settle-capture.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let closed: FastifyInstance;
let folder: string;
let bank: PaymentProvider;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 12 });
  folder = await mkdtemp(join(tmpdir(), 'kontor-bank-'));
  bank = createFakeProvider(folder);
  const make = (takesPayments: boolean) =>
    testApp({
      pools: database,
      world,
      services: { takesPayments },
      register: ({ app: routes, kontor }) => {
        registerCartsKontor(routes, kontor);
        registerCheckoutKontor(routes, kontor);
        registerOrdersKontor(routes, kontor);
        registerEntitlementsKontor(routes, kontor);
        registerCancellationsKontor(routes, kontor);
        registerBalanceKontor(routes, kontor);
      },
    });
  app = await make(true);
  closed = await make(false);
});

afterAll(async () => {
  await app?.close();
  await closed?.close();
  await world?.dispose();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await database.owner.query(
    `update kontor.payment_capture set status = 'declined' where status = 'pending'`,
  );
  await pay('fake_ok');
});

/** The means of payment of both partners, who have no credit to buy on. */
const pay = async (method: string) => {
  await database.owner.query(
    `update kontor.account set payment_mode = 'provider', payment_method_reference = $1 where kind = 'partner'`,
    [method],
  );
  await database.owner.query(`update kontor.credit_limit set limit_minor = 0 where account_id = $1`, [
    world.partner.id,
  ]);
};

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const services = (): CaptureServices => ({ pools: database, vault: world.vault, realNow, log });
const capture = (provider: PaymentProvider = bank) => captureSome(services(), () => provider);
/** The lease of whoever died, or the pause before the next attempt, is over. */
const leaseEnds = () =>
  database.owner.query(`update kontor.payment_capture set next_attempt_at = now() where status = 'pending'`);

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  {
    partner = world.partner,
    to = app,
    who,
  }: { partner?: WorldPartner; to?: FastifyInstance; who?: Principal } = {},
) => {
  const response = await to.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: by(who ?? asUser(partner, 'admin_agent')),
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: (response.body ? response.json() : undefined) as Json };
};

const base = () => `/customers/${world.partner.customers.DE!.id}`;

const checkout = async (offers: readonly WorldOffer[], options = {}, customer = base()) => {
  const cart = await send(
    'POST',
    `${customer}/carts`,
    { lines: offers.map(({ catalogItemId }) => ({ catalogItemId, quantity: 1 })) },
    options,
  );
  expect(cart.status).toBe(201);
  return send('POST', `${customer}/carts/${cart.json.id}/checkout`, undefined, options);
};

const buyOne = async (kind: 'subscription' | 'perpetual' | 'plan' = 'subscription') => {
  const { status, json } = await checkout([world.catalog[kind].DE!]);
  expect(status).toBe(201);
  return json.orders[0] as Json;
};

const order = async (id: string) => (await send('GET', `${base()}/orders/${id}`)).json;
const itemOf = async (orderId: string) =>
  (await send('GET', `${base()}/software`)).json.items.find((item: Json) => item.orderId === orderId);
const keys = async (orderId: string) => {
  const item = await itemOf(orderId);
  return send('POST', `${base()}/software/${item.entitlementId}/keys`, {
    version: '2025',
    language: 'en-US',
    bitness: '64',
  });
};
const one = async (sql: string, values: unknown[] = []): Promise<Json> =>
  (await database.owner.query(sql, values)).rows[0];
const captureRow = (orderId: string) =>
  one('select * from kontor.payment_capture where order_id = $1', [orderId]);
const paymentsOf = async (orderId: string) =>
  (await database.owner.query('select * from kontor.payment where reference = $1', [orderId])).rows as Json[];
const used = async () =>
  (
    await one(`select used_minor from kontor.credit_limit where account_id = $1 and currency = 'EUR'`, [
      world.partner.id,
    ])
  ).used_minor as bigint;
// What a bank was writing when it was killed is none of its books.
const entries = async () => (await readdir(folder)).filter((name) => !name.startsWith('.')).length;

describe('an order of an account that pays by a provider', () => {
  test('is written with its charge, and waits: nothing of it is handed out', async () => {
    const before = await used();
    const bought = await buyOne();
    expect(bought).toMatchObject({ status: 'pending', lines: [{ status: 'provisioning' }] });
    const { charges, total } = await order(bought.id);
    expect(charges).toHaveLength(1);
    expect(await used()).toBe(before + 43_435n);
    expect(await captureRow(bought.id)).toMatchObject({ status: 'pending', amount_minor: 43_435n });
    expect(total).toBe('434.35');
    const refused = await keys(bought.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'entitlement.provisioning']);
    expect(
      await one('select status from kontor.subscription where order_id = $1', [bought.id]),
    ).toMatchObject({ status: 'pending' });
    const { productId, skuId } = world.catalog.subscription.DE!;
    expect(await query(database.system, noTenant, readWaitingSkus())).toEqual([]);
    expect(await fulfilWaiting(database.system, productId, skuId)).toBe(0);
    expect((await itemOf(bought.id)).status).toBe('provisioning');
  });

  test('is completed once the money is there, each line in its own way', async () => {
    const { subscription, perpetual, plan } = world.catalog;
    const before = await used();
    const { json } = await checkout([subscription.DE!, perpetual.DE!, plan.DE!]);
    expect(await capture()).toBe(json.orders.length);
    expect(await used()).toBe(before);
    for (const { id } of json.orders) {
      const after = await order(id);
      expect(after.status).toBe('completed');
      expect(after.lines.map((line: Json) => line.status)).toEqual(['fulfilled']);
      const row = await captureRow(id);
      expect(row).toMatchObject({
        status: 'captured',
        provider: 'fake',
        provider_reference: `fake_${row.id}`,
      });
      expect(await paymentsOf(id)).toMatchObject([
        { id: row.payment_id, method: 'provider', amount_minor: row.amount_minor },
      ]);
      const { rows } = await database.owner.query(
        `select type from kontor.event where aggregate_id = any ($1) order by seq`,
        [[id, row.payment_id]],
      );
      expect(rows.map(({ type }) => type)).toEqual(['order.created', 'payment.received', 'order.completed']);
    }
    const withKeys = json.orders.filter((each: Json) => each.lines[0].productId !== plan.DE!.productId);
    for (const { id } of withKeys) expect((await keys(id)).json.keys[0].key).toMatch(/^\d{32}$/);
    const { rows } = await database.owner.query(
      `select action, application from kontor.activity_pending where resource_id = $1 and person_id is null`,
      [json.orders[0].id],
    );
    expect(rows).toEqual([{ action: 'update_order', application: 'Kontor' }]);
    expect(
      await one(`select status from kontor.subscription where order_id = any ($1)`, [
        json.orders.map((each: Json) => each.id),
      ]),
    ).toMatchObject({ status: 'active' });
    expect(await capture()).toBe(0);
  });

  test('asks for what the money stands for as balance until its document comes', async () => {
    const balance = async () =>
      (await send('GET', '/balance')).json.items.find((item: Json) => item.currency === 'EUR');
    const before = await balance();
    await buyOne('perpetual');
    await capture();
    const after = await balance();
    const difference = (name: string) => Math.round(100 * (Number(after[name]) - Number(before[name])));
    expect([difference('unbilled'), difference('creditBalance'), difference('used')]).toEqual([
      59_500, 59_500, 0,
    ]);
  });

  test('pays its document where that was issued before the money came', async () => {
    const bought = await buyOne('perpetual');
    const charge = await one('select id from kontor.charge where order_id = $1', [bought.id]);
    await arrangeInvoice(
      database.system,
      { accountId: world.partner.id, id: 'G000000077', currency: 'EUR', totalMinor: 59_500n },
      [{ chargeId: charge.id } as Json],
    );
    await arrangeInvoice(database.system, {
      accountId: world.partner.id,
      id: 'G000000076',
      currency: 'EUR',
      totalMinor: 100n,
    });
    await capture();
    const { rows } = await database.owner.query(
      `select invoice_id, amount_minor from kontor.payment_allocation`,
    );
    expect(rows).toEqual([{ invoice_id: 'G000000077', amount_minor: 59_500n }]);
  });

  test('is taken back whole when the money is refused', async () => {
    await pay('fake_declined:card_expired');
    const before = await used();
    const bought = await buyOne();
    await capture();
    expect(await used()).toBe(before);
    const after = await order(bought.id);
    expect(after).toMatchObject({ status: 'cancelled', lines: [{ status: 'cancelled' }] });
    expect(after.charges.map((charge: Json) => charge.total)).toEqual(['434.35', '-434.35']);
    expect(await captureRow(bought.id)).toMatchObject({ status: 'declined', decline_code: 'card_expired' });
    expect((await itemOf(bought.id)).status).toBe('cancelled');
    expect(
      await one('select status from kontor.subscription where order_id = $1', [bought.id]),
    ).toMatchObject({ status: 'deleted' });
    expect(
      await one(`select count(*)::int as n from kontor.due where ref like $1 || ':%' and done_at is null`, [
        bought.id,
      ]),
    ).toEqual({ n: 0 });
    const { rows } = await database.owner.query(
      `select type, data from kontor.event where aggregate_id = $1 order by seq`,
      [bought.id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['order.created', 'payment.declined', 'order.cancelled']);
    expect(rows[1].data).toMatchObject({ declineCode: 'card_expired', amount: '434.35' });
    expect(await paymentsOf(bought.id)).toEqual([]);
  });

  test('waits on for a key where the pool is empty', async () => {
    const { productId, skuId } = world.catalog.subscription.DE!;
    await database.owner.query(
      `update kontor.licence_key set key_group = 'away' where product_id = $1 and entitlement_id is null`,
      [productId],
    );
    const bought = await buyOne();
    await capture();
    expect(await order(bought.id)).toMatchObject({
      status: 'completed',
      lines: [{ status: 'provisioning' }],
    });
    await database.owner.query(
      `update kontor.licence_key set key_group = 'default' where product_id = $1 and key_group = 'away'`,
      [productId],
    );
    expect(await fulfilWaiting(database.system, productId, skuId)).toBe(1);
    expect((await keys(bought.id)).status).toBe(200);
  });

  test('is refused where no provider is set up, but for a sandbox', async () => {
    const refused = await checkout([world.catalog.perpetual.DE!], { to: closed });
    expect([refused.status, refused.json.code]).toEqual([409, 'payment.not_offered']);
    const sandboxed = await checkout(
      [world.catalog.perpetual.US!],
      { to: closed, partner: world.sandbox },
      `/customers/${world.sandbox.customers.US!.id}`,
    );
    expect(sandboxed.json.orders[0].status).toBe('pending');
  });
});

describe('money is taken once', () => {
  test('when the answer is lost after the money was taken', async () => {
    await pay('fake_flaky');
    const bought = await buyOne();
    const before = await entries();
    await capture();
    expect(await order(bought.id)).toMatchObject({ status: 'pending' });
    expect(await capture()).toBe(0);
    await leaseEnds();
    await capture();
    expect(await order(bought.id)).toMatchObject({ status: 'completed' });
    expect(await captureRow(bought.id)).toMatchObject({ attempts: 2, status: 'captured' });
    expect(await paymentsOf(bought.id)).toHaveLength(1);
    expect(await entries()).toBe(before + 1);
  });

  test('when the worker dies after the money was taken', async () => {
    await pay('fake_slow');
    const bought = await buyOne();
    const before = await entries();
    const script = fileURLToPath(new URL('../testing/capture-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, database.databaseUrl, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    while ((await entries()) === before) await pause(10);
    child.kill('SIGKILL');
    await ended;
    expect(await order(bought.id)).toMatchObject({ status: 'pending' });
    expect(await capture()).toBe(0);
    await leaseEnds();
    await capture();
    expect(await order(bought.id)).toMatchObject({ status: 'completed' });
    expect(await paymentsOf(bought.id)).toHaveLength(1);
    expect(await entries()).toBe(before + 1);
  });

  test('when two workers come at once, and when one comes late', async () => {
    const bought = [await buyOne(), await buyOne('perpetual'), await buyOne('plan')];
    const claimed = await Promise.all([capture(), capture(), capture()]);
    expect(claimed.reduce((sum, count) => sum + count, 0)).toBe(3);
    for (const { id } of bought) expect(await paymentsOf(id)).toHaveLength(1);
    const late = await buyOne();
    const slow: PaymentProvider = {
      name: 'fake',
      capture: async (request) => {
        const outcome = await bank.capture(request);
        await leaseEnds();
        await capture();
        return outcome;
      },
    };
    await capture(slow);
    expect(await paymentsOf(late.id)).toHaveLength(1);
    expect((await captureRow(late.id)).attempts).toBe(2);
  });

  test('and an outage is waited out with longer and longer pauses', async () => {
    const bought = await buyOne();
    const down: PaymentProvider = { name: 'fake', capture: () => Promise.reject(new Error('down')) };
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await leaseEnds();
      await capture(down);
      const { wait } = await one(
        `select round(extract(epoch from next_attempt_at - now()))::int as wait from kontor.payment_capture
         where order_id = $1`,
        [bought.id],
      );
      pauses.push(wait);
    }
    expect(pauses).toEqual([5, 10, 20]);
    await leaseEnds();
    expect(await captureSome(services(), () => undefined)).toBe(1);
    expect(await captureRow(bought.id)).toMatchObject({ status: 'pending', attempts: 4 });
  });
});

describe('a cancel before the money is there', () => {
  const cancel = (orderId: string, lineItemNumbers?: number[]) =>
    send('POST', `${base()}/cancellations`, {
      orders: [{ orderId, ...(lineItemNumbers ? { lineItemNumbers } : {}) }],
      acknowledged: true,
    });

  test('stands: what is captured becomes the partner’s balance', async () => {
    const before = await used();
    const bought = await buyOne();
    expect((await cancel(bought.id)).json.orders[0].verdict.code).toBe('cancelled');
    expect(await used()).toBe(before);
    await capture();
    expect(await order(bought.id)).toMatchObject({ status: 'cancelled' });
    expect(await paymentsOf(bought.id)).toHaveLength(1);
    expect(await used()).toBe(before - 43_435n);
    const refused = await keys(bought.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'entitlement.revoked']);
  });

  test('of one line leaves the others waiting', async () => {
    const { json } = await checkout([world.catalog.perpetual.DE!, world.catalog.perpetual.DE!]);
    const [bought] = json.orders;
    expect(bought.lines).toHaveLength(2);
    await cancel(bought.id, [0]);
    expect(await order(bought.id)).toMatchObject({ status: 'pending' });
    await capture();
    expect(await order(bought.id)).toMatchObject({
      status: 'completed',
      lines: [{ status: 'cancelled' }, { status: 'fulfilled' }],
    });
  });

  test('declined afterwards credits nothing twice', async () => {
    await pay('fake_declined');
    const before = await used();
    const bought = await buyOne();
    await cancel(bought.id);
    await capture();
    expect(await used()).toBe(before);
    expect((await order(bought.id)).charges).toHaveLength(2);
    expect(await captureRow(bought.id)).toMatchObject({ status: 'declined' });
  });

  test('at the same moment is decided one way or the other, and the sums agree', async () => {
    for (let round = 0; round < 5; round += 1) {
      const before = await used();
      const bought = await buyOne('perpetual');
      await Promise.all([capture(), cancel(bought.id)]);
      await leaseEnds();
      await capture();
      const after = await order(bought.id);
      const [paid] = await paymentsOf(bought.id);
      expect(paid.amount_minor).toBe(59_500n);
      expect(['completed', 'cancelled']).toContain(after.status);
      expect(await used()).toBe(after.status === 'cancelled' ? before - 59_500n : before);
    }
  });
});
