import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOfToken } from '../downloads/download-token.ts';
import { type KontorProcess, startKontor } from '../keys/testing/kontor-process.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import { allRecords } from '../testing/all-records.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { insertRevealLink } from './reveal-link-store.ts';

const purchases = 12;
const linksOfEach = 4;

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
let folder: string;
let kontor: KontorProcess | undefined;
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 100 });
  folder = await mkdtemp(join(tmpdir(), 'kontor-reveal-'));
}, 120_000);
afterAll(async () => {
  await kontor?.end('SIGKILL');
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const start = async () => {
  kontor = await startKontor(
    join(folder, 'kontor.log'),
    {
      DATABASE_URL: database.databaseUrl,
      KONTOR_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
      KONTOR_DATA_DIR: join(folder, 'data'),
      KONTOR_SEED: 'none',
    },
    kontor?.port,
  );
  return kontor;
};

/** Purchases that have taken no key yet, each with several links to it; the tokens. */
const arrangeLinks = async (): Promise<string[]> => {
  const customer = world.partner.customers.DE!;
  const tokens: string[] = [];
  for (let count = 0; count < purchases; count += 1) {
    const at = realNow();
    const offer = world.catalog.subscription.DE!;
    const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at });
    await database.owner.query('update kontor.entitlement set keys_wanted = 1 where id = $1', [
      entitlementId,
    ]);
    const own = Array.from({ length: linksOfEach }, () => newToken());
    const rows = own.map((token) =>
      insertRevealLink({
        tokenHash: hashOfToken(token),
        accountId: world.partner.id,
        customerId: customer.id,
        id: newUuid(),
        entitlementId,
        choice: { version: '2025', language: 'en-US', bitness: '64' },
        recipient: '',
        createdBy: world.partner.users.admin_agent,
        createdAt: at,
        expiresAt: instant(at + 3_600_000),
      }),
    );
    await writeBatch(database.system, noTenant, rows);
    tokens.push(...own);
  }
  return tokens;
};

type State = { readonly hash: string; readonly opened: boolean; readonly looks: number };

const states = async (): Promise<State[]> =>
  (
    await database.owner.query(
      `select encode(l.token_hash, 'hex') as hash, l.opened_at is not null as opened,
         (select count(*)::int from ${allRecords} a
          where a.action = 'get_software_key' and a.outcome = 'succeeded' and a.details ->> 'linkId' = l.id::text) as looks
       from kontor.reveal_link l`,
    )
  ).rows;

const keyOn = (html: string) =>
  (/<output[^>]*>(.*?)<\/output>/s.exec(html)?.[1] ?? '').replace(/<[^>]+>|\s/g, '');

test('a server killed while links are opened leaves each opened and on record, or neither', {
  timeout: 240_000,
}, async () => {
  const shown = new Map<string, string>();
  const cut: { opened: number; owed: number }[] = [];
  for (const answersFirst of [1, 6, 20]) {
    const tokens = await arrangeLinks();
    const { baseUrl, end } = await start();
    let answered = 0;
    let seen = () => {};
    const enough = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const open = async (token: string) => {
      const answer = await fetch(`${baseUrl}/r/${token}`, { method: 'POST' });
      const html = await answer.text();
      if (answer.status === 200) shown.set(hashOfToken(token).toString('hex'), keyOn(html));
      answered += 1;
      if (answered >= answersFirst) seen();
    };
    const over = Promise.allSettled(tokens.map(open));
    await enough;
    await end('SIGKILL');
    const outcomes = await over;
    const after = await states();
    for (const { hash, opened, looks } of after) {
      expect([hash, looks]).toEqual([hash, opened ? 1 : 0]);
      if (shown.has(hash)) expect([hash, opened]).toEqual([hash, true]);
    }
    const used = new Set(after.filter(({ opened }) => opened).map(({ hash }) => hash));
    cut.push({
      opened: tokens.filter((token) => used.has(hashOfToken(token).toString('hex'))).length,
      owed: outcomes.filter(({ status }) => status === 'rejected').length,
    });
    const again = await start();
    for (const token of tokens) {
      const answer = await fetch(`${again.baseUrl}/r/${token}`, { method: 'POST' });
      const hash = hashOfToken(token).toString('hex');
      expect([hash, answer.status]).toEqual([hash, used.has(hash) ? 410 : 200]);
      if (answer.status === 200) shown.set(hash, keyOn(await answer.text()));
    }
    await again.end('SIGKILL');
  }
  // The end came in the middle: some were opened, and answers were still owed.
  for (const { opened, owed } of cut) expect([opened > 0, owed > 0]).toEqual([true, true]);
  expect([...shown.values()].every((key) => /^\d{32}$/.test(key))).toBe(true);
  const { rows } = await database.owner.query(
    `select count(*)::int as taken, count(distinct entitlement_id)::int as purchases
     from kontor.licence_key where entitlement_id is not null`,
  );
  expect(rows[0]).toEqual({ taken: 3 * purchases, purchases: 3 * purchases });
  expect(new Set(shown.values()).size).toBeLessThanOrEqual(3 * purchases);
});
