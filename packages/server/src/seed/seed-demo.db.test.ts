import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partnerRoles } from '@kontor/domain/access/roles';
import { type BillingPeriod, periodOf } from '@kontor/domain/billing/billing-run';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../billing/reconcile.ts';
import { loadReferenceData } from '../catalog/load-reference-data.ts';
import { realNow } from '../platform/clock.ts';
import type { Services } from '../platform/http/context.ts';
import { verifyPassword } from '../platform/identity/passwords.ts';
import { openVault } from '../platform/keys/vault.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import type { DemoFile } from './demo-file.ts';
import { demoPeople } from './demo-people.ts';
import { seedDemo } from './seed-demo.ts';
import { isSeedWanted } from './seed-wanted.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let database: TestDatabase;
let dataDir: string;
let services: Services;
let demo: DemoFile;
beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'kontor-demo-'));
  await loadReferenceData(database.system);
  const vault = await openVault(database.system, Buffer.alloc(32, 3));
  const files = createFileStore(join(dataDir, 'files'));
  services = { pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log };
  // Two processes that start at once: one makes it, the other waits.
  await Promise.all([seedDemo({ services, dataDir, log }), seedDemo({ services, dataDir, log })]);
  demo = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
}, 60_000);
afterAll(async () => {
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const customers = () => demo.partners.flatMap((partner) => partner.customers);

describe('the demo', () => {
  test('writes demo.json for its owner only, with two production partners and then the sandbox', async () => {
    expect((await stat(join(dataDir, 'demo.json'))).mode & 0o777).toBe(0o600);
    expect(demo.baseUrl).toBe('http://kontor.example');
    expect(demo.partners.map(({ country, sandbox }) => [country, sandbox])).toEqual([
      ['TR', false],
      ['DE', false],
      ['TR', true],
    ]);
    expect(demo.operator.roles).toEqual(['operator']);
  });

  test('gives the first partner one user a role, the others at least an Admin agent and a Global administrator', () => {
    const [first, ...others] = demo.partners.map(({ users }) => users.flatMap(({ roles }) => roles));
    expect(first).toEqual([...partnerRoles]);
    for (const roles of others)
      expect(roles).toEqual(expect.arrayContaining(['admin_agent', 'global_administrator']));
  });

  test('has customers in the markets that matter, two of them without reservations', async () => {
    const markets = new Set(customers().map(({ country }) => country));
    expect([...markets]).toEqual(expect.arrayContaining(['TR', 'DE', 'US', 'AU', 'BR', 'JP']));
    const unavailable = await rows(
      'select count(*)::int as n from kontor.market_availability where market = any ($1) and not available',
      [[...markets]],
    );
    expect(unavailable[0].n).toBeGreaterThanOrEqual(2);
    const sandbox = demo.partners.at(-1)?.customers.map(({ country }) => country);
    expect(sandbox).toEqual(expect.arrayContaining(['US', 'AU', 'BR']));
  });

  test('opens what it writes: passwords fit, authenticator secrets are sealed, every person has a token', async () => {
    const people = [
      demo.operator,
      ...demo.partners.flatMap(({ users }) => users),
      ...customers().flatMap(({ admin, member }) => [admin, member]),
    ];
    expect(new Set(people.map(({ refreshToken }) => refreshToken)).size).toBe(people.length);
    expect(people.every(({ refreshToken }) => refreshToken.length > 30)).toBe(true);
    const stored = await rows('select * from kontor.person where id = $1', [demo.operator.id]);
    expect(await verifyPassword(stored[0].password_hash, demo.operator.password)).toBe(true);
    const place = { table: 'person', row: demo.operator.id, tenant: stored[0].account_id };
    const secret = await services.vault.open(place, stored[0].totp_ciphertext, stored[0].data_key_id);
    expect(secret).toBe(demo.operator.totpSecret);
    expect(await rows('select count(*)::int as n from kontor.person')).toEqual([{ n: people.length }]);
  });

  test('lets every customer buy a subscription, a perpetual product and a SUSE plan once, ten years from now too', async () => {
    const markets = [...new Set(customers().map(({ country }) => country))];
    for (const years of [0, 10]) {
      const offers = await rows(
        `select distinct a.market, p.family from kontor.price r
         join kontor.availability a on a.product_id = r.product_id and a.sku_id = r.sku_id and a.id = r.availability_id
         join kontor.product p on p.id = r.product_id
         where r.billing_cycle = 'one_time' and r.unit_minor > 0 and a.market = any ($1)
           and (p.family in ('software_subscription', 'perpetual_software') or p.publisher = 'SUSE')
           and now() + make_interval(years => $2) between r.effective_from and r.effective_to`,
        [markets, years],
      );
      expect(offers).toHaveLength(markets.length * 3);
    }
  });

  test('has every family, the ids that published samples buy, and at least 1,000 keys in each pool', async () => {
    const families = await rows('select distinct family from kontor.product');
    expect(families).toHaveLength(6);
    const wanted = [
      ...['DG7GMGF0DVT9', 'DZH318Z0C1F2', 'DZH318Z0BZ17', 'DZH318Z0BPS6'],
      ...['DG7GMGF0DWBM', 'DG7GMGF0DWBQ', 'DG7GMGF0DWT5', 'DG7GMGF0DS1K', 'DG7GMGF0DWSN'],
    ];
    expect(await rows('select id from kontor.product where id = any ($1)', [wanted])).toHaveLength(
      wanted.length,
    );
    expect(await rows("select id from kontor.product where sub_type_id = 'Databricks'")).toHaveLength(1);
    const small = await rows(
      `select s.product_id, s.id, g from kontor.sku s cross join lateral unnest(s.key_groups) g
       where s.key_source = 'pool' and (select count(*) from kontor.licence_key k where k.product_id = s.product_id
         and k.sku_id = s.id and k.key_group = g and k.entitlement_id is null) < 1000`,
    );
    expect(small).toEqual([]);
  });

  test('has a year of orders, some cancelled with their credit, some held for review', async () => {
    const [facts] = await rows(
      `select count(*)::int as orders, count(*) filter (where status = 'cancelled')::int as cancelled,
         count(*) filter (where created_at < now() - interval '300 days')::int as old from kontor.purchase_order`,
    );
    expect(facts.orders).toBeGreaterThan(50);
    expect(facts.cancelled).toBeGreaterThan(5);
    expect(facts.old).toBeGreaterThan(5);
    const rules = await rows('select order_ids from kontor.review_rule');
    expect(rules.length).toBeGreaterThan(1);
    expect(rules.every(({ order_ids: ids }) => ids.length > 0)).toBe(true);
    expect((await rows('select 1 from kontor.charge where sign = -1')).length).toBeGreaterThan(5);
  });

  test('offers its people on the sign-in pages', async () => {
    const people = await demoPeople(dataDir)();
    expect(new Set(people.map(({ portal }) => portal))).toEqual(new Set(['partner', 'customer', 'operator']));
    expect(await demoPeople(join(dataDir, 'nowhere'))()).toEqual([]);
  });

  test('taken up again comes to the same people and adds nothing', async () => {
    const counts = () =>
      rows(`select (select count(*) from kontor.person) as people, (select count(*) from kontor.price) as prices,
        (select count(*) from kontor.purchase_order) as orders, (select count(*) from kontor.licence_key) as keys`);
    const before = await counts();
    await database.owner.query('update kontor.installation set seeded_at = null');
    expect(await isSeedWanted({ seed: undefined, databaseUrl: undefined }, database)).toBe(true);
    await seedDemo({ services, dataDir, log });
    const again: DemoFile = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
    const after = await counts();
    expect({ ...after[0], keys: 0n }).toEqual({ ...before[0], keys: 0n });
    expect(again.operator.password).toBe(demo.operator.password);
  }, 60_000);

  test('has a year of documents, the old ones paid, and every month of it is explained', async () => {
    const documents = await rows(
      'select document_type, count(*)::int as n from kontor.invoice group by 1 order by 1',
    );
    expect(documents).toMatchObject([{ document_type: 'credit_note' }, { document_type: 'invoice' }]);
    expect(documents[1].n).toBeGreaterThan(10);
    const [payments] = await rows('select count(*)::int as n from kontor.payment');
    expect(payments.n).toBeGreaterThan(3);
    const months = await rows('select distinct period from kontor.invoice order by 1');
    expect(months.length).toBeGreaterThan(3);
    const running = periodOf(realNow());
    for (const period of [...months.map((row) => row.period as BillingPeriod), running]) {
      const found = await reconcile(database.system, { period, onlyAccountId: null });
      expect([period, found.unexplained]).toEqual([period, []]);
    }
  });

  test('has requests for support in every state, one of them with a file, and a credit by decision', async () => {
    const found = await rows(
      `select status, outcome, count(distinct account_id)::int as partners from kontor.support_request
       group by status, outcome order by status, outcome`,
    );
    expect(found).toEqual([
      { status: 'attention_needed', outcome: null, partners: 2 },
      { status: 'closed', outcome: 'decline', partners: 2 },
      { status: 'closed', outcome: 'refund', partners: 2 },
      { status: 'closed', outcome: null, partners: 2 },
      { status: 'open', outcome: null, partners: 2 },
    ]);
    expect((await rows('select 1 from kontor.support_attachment')).length).toBe(2);
  });

  test('is made once, and never when it was refused or the database is somebody’s', async () => {
    const wanted = (seed: 'demo' | 'none' | undefined, databaseUrl?: string) =>
      isSeedWanted({ seed, databaseUrl }, database);
    expect(await wanted('demo')).toBe(false);
    const fresh = await testDatabase();
    const freshWanted = (seed: 'demo' | 'none' | undefined, databaseUrl?: string) =>
      isSeedWanted({ seed, databaseUrl }, fresh);
    expect(await freshWanted(undefined)).toBe(true);
    expect(await freshWanted('none')).toBe(false);
    expect(await freshWanted(undefined, 'postgresql://mine')).toBe(false);
    expect(await freshWanted('demo', 'postgresql://mine')).toBe(true);
    await fresh.owner.query(
      `insert into kontor.account (id, kind, name, country, domain)
       values (gen_random_uuid(), 'partner', 'Mine', 'DE', 'mine.example')`,
    );
    expect(await freshWanted('demo', 'postgresql://mine')).toBe(false);
    await fresh.drop();
  });
});
