import { type Instant, instant, millisecondsPerDay } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let now: Instant;
let id: string;
let token: string;

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

beforeEach(async () => {
  now = realNow();
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerSupportKontor(surfaces.app, surfaces.kontor),
    services: { realNow: () => now },
  });
  const made = await post('/support-requests', author(), {
    type: 'something_else',
    impact: 'minimal',
    title: 'A <b>question</b>',
    description: 'Hm.',
    contact: { name: 'Ada', email: 'ada@anadolu.example' },
  });
  id = made.id;
  await post(`/support-requests/${id}/notes`, asOperator(world), { text: 'Which <i>server</i>?' });
  const [mail] = await rows(`select body from kontor.mail where kind = 'support_answered'`);
  token = /\/reply\/([\w-]+)/.exec(mail.body)![1]!;
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const author = () => asUser(world.partner, 'sales_agent');
const post = async (url: string, principal: Principal, payload: object) =>
  (await app.inject({ method: 'POST', url: `/kontor/v1${url}`, headers: by(principal), payload })).json();
const look = (of = token, headers = {}) => app.inject({ method: 'GET', url: `/reply/${of}`, headers });
const answer = (text: string, of = token) =>
  app.inject({
    method: 'POST',
    url: `/reply/${of}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ text }).toString(),
  });
const notes = () => rows('select side, author_id, text from kontor.support_note order by at, id');

describe('an address in a mail', () => {
  test('shows the last word and a field, and runs and leaks nothing', async () => {
    const page = await look();
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Which &lt;i&gt;server&lt;/i&gt;?');
    expect(page.body).toContain('A &lt;b&gt;question&lt;/b&gt;');
    expect(page.body).toContain('<textarea');
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-store',
    });
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  test('adds a note as its author, once, on record as said by a link', async () => {
    expect((await answer('The second one.')).statusCode).toBe(200);
    expect((await answer('The second one.')).statusCode).toBe(200);
    expect((await notes()).slice(1)).toEqual([
      { side: 'partner', author_id: world.partner.users.sales_agent, text: 'The second one.' },
    ]);
    const [record] = await rows(
      `select person_id, address, details->>'kind' as kind from kontor.activity_pending
       where action = 'add_support_note' and account_id = $1 and details->>'side' = 'partner'`,
      [world.partner.id],
    );
    expect(record).toEqual({
      person_id: world.partner.users.sales_agent,
      address: '127.0.0.1',
      kind: 'reply_link',
    });
    expect((await rows(`select 1 from kontor.mail where kind = 'support_reply'`)).length).toBe(1);
  });

  test('wants a word', async () => {
    expect((await answer('  ')).statusCode).toBe(422);
    expect((await notes()).length).toBe(1);
  });

  test('is unknown when it is another, and in the reader’s language', async () => {
    const unknown = await look('x'.repeat(43), { 'accept-language': 'tr' });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.body).toContain('lang="tr"');
    expect((await look('short')).statusCode).toBe(404);
    expect((await answer('Hello', 'y'.repeat(43))).statusCode).toBe(404);
  });

  test('is dead after 30 days, and for somebody who may not answer any more', async () => {
    now = instant(now + 30 * millisecondsPerDay + 1);
    expect((await look()).statusCode).toBe(410);
    expect((await answer('Late')).statusCode).toBe(410);
    now = instant(now - 30 * millisecondsPerDay - 1);
    expect((await look()).statusCode).toBe(200);
    const whose = [world.partner.users.sales_agent];
    await rows('update kontor.person set disabled_at = now() where id = $1', whose);
    expect((await answer('Hello')).statusCode).toBe(404);
    await rows(`update kontor.person set disabled_at = null, roles = '{}' where id = $1`, whose);
    expect((await look()).statusCode).toBe(404);
    expect((await notes()).length).toBe(1);
  });

  test('opens a closed request again, and dies with one that was closed for long', async () => {
    await post(`/support-requests/${id}/close`, author(), {});
    expect((await answer('One more thing.')).statusCode).toBe(200);
    const [open] = await rows('select status from kontor.support_request');
    expect(open.status).toBe('open');
    await post(`/support-requests/${id}/close`, author(), {});
    await rows(`update kontor.support_request set closed_at = closed_at - interval '31 days'`);
    expect((await look()).statusCode).toBe(410);
  });

  test('is not stored, and is followed so many times a minute', async () => {
    const [{ tokens }] = await rows(
      `select string_agg(encode(token_hash, 'hex'), ',') as tokens from kontor.support_reply_token`,
    );
    expect(tokens).not.toContain(token);
    for (let time = 0; time < 20; time += 1) expect((await look()).statusCode).toBe(200);
    const busy = await look();
    expect(busy.statusCode).toBe(429);
    expect(busy.headers['retry-after']).toBe('60');
  });
});
