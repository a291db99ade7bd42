import { type Instant, instant, parseInstant } from '@kontor/domain/time';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import type { WorldPartner } from '../testing/world-people.ts';
import { makeDigests } from './make-digests.ts';
import { insertNotices } from './notice-store.ts';

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
beforeEach(async () => {
  for (const table of ['notice', 'notice_digest', 'notice_reader', 'mail'])
    await database.owner.query(`delete from kontor.${table}`);
});

const when = (text: string): Instant => parseInstant(text) ?? instant(0);
const digest = (at: string) =>
  makeDigests({ system: database.system, publicUrl: 'https://kontor.example', now: when(at) });
const notice = (partner: WorldPartner, role: 'admin_agent' | 'sales_agent', orderId: string) => ({
  accountId: partner.id,
  personId: partner.users[role],
  id: newUuid(),
  kind: 'window_closing' as const,
  cause: newUuid(),
  customerId: partner.customers.DE!.id,
  at: when('2026-11-21T10:00:00Z'),
  facts: { orderId, hours: 72, customerName: 'Ülkü', productTitle: 'Server', closedOn: '2026-11-24' },
  forDigest: true,
});
const wait = (...notices: readonly ReturnType<typeof notice>[]) =>
  writeBatch(database.system, noTenant, [insertNotices(notices)]);
const mails = async () => (await database.owner.query('select * from kontor.mail order by recipient')).rows;

test('at seven in the morning of the account’s country each person gets one mail of what is unread', async () => {
  // Türkiye is three hours ahead, Germany one in winter.
  await wait(
    notice(world.partner, 'admin_agent', 'a'),
    notice(world.partner, 'admin_agent', 'b'),
    notice(world.partner, 'sales_agent', 'a'),
    notice(world.stranger, 'admin_agent', 'c'),
  );
  expect(await digest('2026-11-22T03:59:59Z')).toBe(0);
  expect(await digest('2026-11-22T04:00:00Z')).toBe(2);
  expect(await digest('2026-11-22T04:00:05Z')).toBe(0);
  expect(await digest('2026-11-22T05:59:59Z')).toBe(0);
  expect(await digest('2026-11-22T06:00:00Z')).toBe(1);
  const [first] = await mails();
  expect(first).toMatchObject({
    kind: 'digest',
    subject: 'Your day in Kontor, 22 November 2026: 2 notices',
    preferences_url: 'https://kontor.example/partner/notices/preferences',
  });
  expect(first.body).toContain('Server for Ülkü can be cancelled for 72 hours more, until 24 November 2026.');
  expect(first.body).toContain(
    `https://kontor.example/partner/customers/${world.partner.customers.DE!.id}/orders/b`,
  );
});

test('what was read meanwhile is no news, and without news there is no mail', async () => {
  await wait(notice(world.partner, 'admin_agent', 'a'));
  await database.owner.query('update kontor.notice set read_at = now()');
  expect(await digest('2026-11-22T08:00:00Z')).toBe(0);
  expect(await mails()).toEqual([]);
  const { rows } = await database.owner.query('select for_digest from kontor.notice');
  expect(rows).toEqual([{ for_digest: false }]);
});

test('nothing is told twice: the next day brings only what is new', async () => {
  await wait(notice(world.partner, 'admin_agent', 'a'));
  expect(await digest('2026-11-22T08:00:00Z')).toBe(1);
  expect(await digest('2026-11-23T08:00:00Z')).toBe(0);
  await wait(notice(world.partner, 'admin_agent', 'b'));
  expect(await digest('2026-11-23T09:00:00Z')).toBe(1);
  const bodies = (await mails()).map(({ body }) => body);
  expect(bodies.filter((body) => body.includes('/orders/a'))).toHaveLength(1);
  expect(bodies.filter((body) => body.includes('/orders/b'))).toHaveLength(1);
});

test('what comes after the day’s digest waits for the next', async () => {
  await wait(notice(world.partner, 'admin_agent', 'a'));
  await digest('2026-11-22T08:00:00Z');
  await wait(notice(world.partner, 'admin_agent', 'b'));
  expect(await digest('2026-11-22T20:00:00Z')).toBe(0);
  expect(await digest('2026-11-23T03:59:59Z')).toBe(0);
  expect(await digest('2026-11-23T04:00:00Z')).toBe(1);
});

test('several processes at the same moment make it once', async () => {
  await wait(notice(world.partner, 'admin_agent', 'a'), notice(world.partner, 'sales_agent', 'a'));
  const made = await Promise.all([1, 2, 3, 4].map(() => digest('2026-11-22T08:00:00Z')));
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await mails()).toHaveLength(2);
});

test('in the language that somebody chose, and to nobody who left', async () => {
  await wait(notice(world.partner, 'admin_agent', 'a'), notice(world.partner, 'sales_agent', 'a'));
  const { admin_agent: reader, sales_agent: gone } = world.partner.users;
  await database.owner.query(
    `insert into kontor.notice_reader (account_id, person_id, language) values ($1, $2, 'tr')`,
    [world.partner.id, reader],
  );
  await database.owner.query('update kontor.person set disabled_at = now() where id = $1', [gone]);
  expect(await digest('2026-11-22T08:00:00Z')).toBe(1);
  const [mail] = await mails();
  expect(mail).toMatchObject({ language: 'tr', subject: 'Kontor günlük özeti, 22 Kasım 2026: 1 bildirim' });
  expect(mail.body).toContain('Ülkü için Server 72 saat daha, 24 Kasım 2026 sonuna kadar iptal edilebilir.');
  await database.owner.query('update kontor.person set disabled_at = null');
});

test('sixty notices are one mail that says where the rest is', async () => {
  await wait(...Array.from({ length: 60 }, (_, index) => notice(world.partner, 'admin_agent', `o${index}`)));
  expect(await digest('2026-11-22T08:00:00Z')).toBe(1);
  const [mail] = await mails();
  expect(mail.body.match(/\/orders\//g)).toHaveLength(50);
  expect(mail.body).toContain('And 10 more: https://kontor.example/partner/notices');
});
