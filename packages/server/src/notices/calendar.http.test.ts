import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerNotices } from './notice-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
const hour = 3_600_000;
/** The end of a window: the last millisecond of a minute. */
const until = (hours: number) => Math.floor((realNow() + hours * hour) / 60_000) * 60_000 - 1;

const buy = async (closes: number): Promise<BoughtLine> => {
  const bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: instant(realNow() - hour),
  });
  await database.owner.query(
    `update kontor.order_line set cancellable_until = $3, policy_id = coalesce(policy_id, gen_random_uuid())
     where account_id = $1 and order_id = $2`,
    [world.partner.id, bought.orderId, new Date(closes)],
  );
  // A window that was moved has its row at another time.
  await database.owner.query('delete from kontor.due where starts_with(ref, $1)', [bought.orderId]);
  await database.owner.query(
    `insert into kontor.due (account_id, id, due_at, kind, ref) values ($1, $2, $3, 'cancellation_window.closing', $4)`,
    [world.partner.id, newUuid(), new Date(closes + 1 - 72 * hour), `${bought.orderId}:0:72`],
  );
  return bought;
};

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerNotices(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  await database.owner.query('delete from kontor.due');
  await database.owner.query('delete from kontor.calendar');
  await database.owner.query('delete from kontor.activity_pending');
});

const agent = () => asUser(world.partner, 'admin_agent');
const send = (method: 'GET' | 'POST' | 'DELETE', as: Principal | null = agent()) =>
  app.inject({ method, url: '/kontor/v1/calendar', headers: as ? by(as) : {} });
const renew = async (as = agent()): Promise<string> => new URL((await send('POST', as)).json().url).pathname;
const fetchFeed = (path: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url: path, headers });

/** A feed read back as RFC 5545 says: lines unfolded, components with their properties. */
const parse = (text: string) => {
  expect(text.endsWith('\r\n') || text.endsWith('END:VCALENDAR')).toBe(true);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n');
  const events: Record<string, string[]>[] = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') events.push({});
    const [, name = '', value = ''] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
    const event = events.at(-1);
    if (event)
      event[name] = [...(event[name] ?? []), value.replace(/\\n/g, '\n').replace(/\\([,;\\])/g, '$1')];
  }
  return events;
};

test('shows the windows that are open, with customer and product, alarms, and an identity that stays', async () => {
  const closes = until(100);
  const bought = await buy(closes);
  const path = await renew();
  const answer = await fetchFeed(path);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('private, max-age=900');
  const [event] = parse(answer.body);
  expect(event).toMatchObject({
    UID: [`window-${bought.orderId}-0@kontor.example`],
    DTEND: [new Date(closes + 1).toISOString().replace(/[-:]|\.\d{3}/g, '')],
    TRIGGER: [`-P2DT23H30M`, `-PT23H30M`],
  });
  expect(event?.SUMMARY?.[0]).toContain('Ülkü Kältetechnik GmbH');
  expect(event?.DESCRIPTION?.[0]).toContain(bought.orderId);
  const again = parse((await fetchFeed(path)).body);
  expect(again).toEqual(parse(answer.body));
  expect(again).toHaveLength(1);
});

test('a window that moved keeps its identity; one that closed or was cancelled is gone', async () => {
  const moved = await buy(until(50));
  const closed = await buy(until(-1));
  const cancelled = await buy(until(60));
  await database.owner.query(
    `update kontor.order_line set status = 'cancelled', cancelled_at = now() where order_id = $1`,
    [cancelled.orderId],
  );
  const path = await renew();
  const before = parse((await fetchFeed(path)).body);
  expect(before.map((event) => event.UID?.[0])).toEqual([`window-${moved.orderId}-0@kontor.example`]);
  expect(JSON.stringify(before)).not.toContain(closed.orderId);
  await database.owner.query('update kontor.order_line set cancellable_until = $2 where order_id = $1', [
    moved.orderId,
    new Date(until(500)),
  ]);
  const [after] = parse((await fetchFeed(path)).body);
  expect(after?.UID).toEqual(before[0]?.UID);
  expect(after?.DTEND).not.toEqual(before[0]?.DTEND);
});

test('hostile names add no line and no component', async () => {
  await buy(until(30));
  const name = 'Evil\r\nEND:VEVENT\nBEGIN:VEVENT\\n,;"';
  await database.owner.query('update kontor.customer set name = $2 where id = $1', [
    world.partner.customers.DE!.id,
    name,
  ]);
  try {
    const events = parse((await fetchFeed(await renew())).body);
    expect(events).toHaveLength(1);
  } finally {
    await database.owner.query(`update kontor.customer set name = 'Ülkü Kältetechnik GmbH' where id = $1`, [
      world.partner.customers.DE!.id,
    ]);
  }
});

test('says that it has not changed', async () => {
  await buy(until(100));
  const path = await renew();
  const { etag } = (await fetchFeed(path)).headers;
  const known = await fetchFeed(path, { 'if-none-match': `"x", W/${etag}` });
  expect([known.statusCode, known.body]).toEqual([304, '']);
  await buy(until(101));
  expect((await fetchFeed(path, { 'if-none-match': String(etag) })).statusCode).toBe(200);
});

test('the address is shown once and kept as a hash; a new one ends the old, and so does deleting it', async () => {
  expect((await send('GET')).json()).toEqual({ createdAt: null });
  const first = await renew();
  expect((await send('GET')).json().createdAt).not.toBeNull();
  const token = /([^/]{43})\.ics$/.exec(first)?.[1] ?? '';
  const { rows } = await database.owner.query(`select c::text as kept from kontor.calendar c`);
  expect(JSON.stringify(rows)).not.toContain(token);
  const second = await renew();
  expect((await fetchFeed(first)).statusCode).toBe(404);
  expect((await fetchFeed(second)).statusCode).toBe(200);
  expect((await send('DELETE')).statusCode).toBe(204);
  expect((await send('DELETE')).statusCode).toBe(204);
  expect((await fetchFeed(second)).statusCode).toBe(404);
  const records = await database.owner.query(
    `select action, details::text, new_value from kontor.activity_pending order by id`,
  );
  expect(records.rows.map(({ action }) => action)).toEqual([
    'renew_calendar',
    'renew_calendar',
    'end_calendar',
  ]);
  expect(JSON.stringify(records.rows)).not.toContain(token);
});

test('two renewals at once leave one address that works', async () => {
  const paths = await Promise.all([renew(), renew()]);
  const answers = await Promise.all(paths.map((path) => fetchFeed(path)));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
});

test('ends when its owner loses the role, is disabled or the account is suspended', async () => {
  const path = await renew();
  const { admin_agent: owner } = world.partner.users;
  const status = async () => (await fetchFeed(path)).statusCode;
  const { owner: db } = database;
  await db.query(`update kontor.person set roles = '{billing_administrator}' where id = $1`, [owner]);
  expect(await status()).toBe(404);
  await db.query(`update kontor.person set roles = '{admin_agent}', disabled_at = now() where id = $1`, [
    owner,
  ]);
  expect(await status()).toBe(404);
  await db.query('update kontor.person set disabled_at = null where id = $1', [owner]);
  await db.query('update kontor.account set suspended_at = now() where id = $1', [world.partner.id]);
  expect(await status()).toBe(404);
  await db.query('update kontor.account set suspended_at = null where id = $1', [world.partner.id]);
  expect(await status()).toBe(200);
});

test('nobody guesses one, and only those who see windows have one', async () => {
  const path = await renew();
  for (const wrong of [
    'x.ics',
    `${'A'.repeat(43)}.ics`,
    `${'A'.repeat(43)}`,
    '..%2f.ics',
    path.split('/').at(-1)?.slice(1) ?? '',
  ])
    expect((await fetchFeed(`/kontor/v1/calendar/${wrong}`)).statusCode).toBe(404);
  expect((await send('POST', null)).statusCode).toBe(401);
  for (const as of [
    asUser(world.partner, 'billing_administrator'),
    asOperator(world),
    asCustomer(world.partner.customers.DE!),
    asApp(world.partner),
  ])
    expect((await send('POST', as)).statusCode).toBe(403);
  const stranger = await fetchFeed(await renew(asUser(world.stranger, 'admin_agent')));
  expect(parse(stranger.body)).toEqual([]);
});
