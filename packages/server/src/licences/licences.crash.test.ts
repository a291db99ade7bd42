import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KontorProcess, startKontor } from '../keys/testing/kontor-process.ts';
import { realNow } from '../platform/clock.ts';
import { issueRefreshTokens } from '../platform/identity/refresh-tokens.ts';
import { newToken } from '../platform/new-id.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';

const purchases = 8;
const placesOfEach = 4;

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
let folder: string;
let kontor: KontorProcess | undefined;
let bearer = '';
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 200 });
  folder = await mkdtemp(join(tmpdir(), 'kontor-licences-'));
  await sql(
    `insert into kontor.sku_offline_licence (product_id, sku_id, offered, set_at) values ($1, '0001', true, now())`,
    [world.catalog.subscription.DE!.productId],
  );
}, 120_000);
afterAll(async () => {
  await kontor?.end('SIGKILL');
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;

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
  bearer ||= await tokenOf(kontor.baseUrl);
  return kontor;
};

const tokenOf = async (baseUrl: string): Promise<string> => {
  const { id, clientId, users } = world.partner;
  const secret = newToken();
  await sql('update kontor.application set secret_hash = $2 where client_id = $1', [
    clientId,
    createHash('sha256').update(secret, 'utf8').digest(),
  ]);
  const person = { personId: users.admin_agent, accountId: id, clientId };
  const [refreshToken = ''] = await issueRefreshTokens({ system: database.system, realNow }, [person]);
  const answer = await fetch(`${baseUrl}/${id}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: secret,
      refresh_token: refreshToken,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
};

type Asked = { readonly method: 'POST' | 'DELETE'; readonly path: string; readonly body?: object };

const ask = async (baseUrl: string, { method, path, body }: Asked) => {
  const answer = await fetch(`${baseUrl}/kontor/v1/customers/${world.partner.customers.DE!.id}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
};

const device = (name: string) => ({ fingerprint: `${name}-0123456789`, name });
const choice = { version: '2025', language: 'en-US', bitness: '64' };

/** Purchases whose licence file is out and of which one device is activated, with everything that is asked next. */
const arrange = async (baseUrl: string): Promise<Asked[]> => {
  const all: Asked[][] = [];
  for (let count = 0; count < purchases; count += 1) {
    const { entitlementId } = await arrangePurchase(database.system, {
      customer: world.partner.customers.DE!,
      offer: world.catalog.subscription.DE!,
      at: realNow(),
      quantity: placesOfEach,
    });
    await sql('update kontor.entitlement set keys_wanted = 1 where id = $1', [entitlementId]);
    const of = (path: string) => `/software/${entitlementId}${path}`;
    const post = (path: string, body?: object): Asked => ({
      method: 'POST',
      path: of(path),
      ...(body ? { body } : {}),
    });
    expect((await ask(baseUrl, post('/licence'))).status).toBe(201);
    const first = await ask(baseUrl, post('/activations', device('first')));
    expect(first.status).toBe(201);
    all.push([
      post('/activations', device('second')),
      post('/licence'),
      post('/keys', choice),
      { method: 'DELETE', path: of(`/activations/${first.body.activationId}`) },
      post('/licence/replacement'),
      post('/activations', device('third')),
      post('/licence'),
      post('/keys', choice),
    ]);
  }
  // A round of each purchase after the other, so that the end comes in the middle of every kind.
  return Array.from({ length: 8 }, (_, turn) => all.flatMap((asked) => asked[turn] ?? [])).flat();
};

// The sequencer of the worker moves them meanwhile.
const records = `
  select id, resource_id, action, details from kontor.activity_pending where outcome = 'succeeded'
  union select id, resource_id, action, leaf::jsonb -> 'details' from kontor.activity where outcome = 'succeeded'`;

/** What stands in the tables beside what is on record of it; a device that is activated again keeps its place. */
const unequal = () =>
  sql(
    `with said as (
       select resource_id, action, count(*)::int as times from (${records}) r
       where not coalesce((details ->> 'again')::boolean, false) group by 1, 2),
     told as (select aggregate_id, type, count(*)::int as times from kontor.event
       where not coalesce((data ->> 'again')::boolean, false) group by 1, 2),
     facts as (
       select e.id::text as id, 'activate_device' as action, 'licence_activation.created' as type,
         (select count(*)::int from kontor.licence_activation a where a.entitlement_id = e.id) as times
       from kontor.entitlement e
       union all select e.id::text, 'deactivate_device', 'licence_activation.ended',
         (select count(*)::int from kontor.licence_activation a where a.entitlement_id = e.id and a.deactivated_at is not null)
       from kontor.entitlement e
       union all select e.id::text, 'replace_offline_licence', 'offline_licence.replaced',
         (select count(*)::int from kontor.offline_licence l where l.entitlement_id = e.id and l.activation_id is null
            and l.revoked_because = 'replaced')
       from kontor.entitlement e
       union all select e.id::text, 'get_offline_licence', 'offline_licence.issued',
         (select coalesce(sum(l.edition), 0)::int - (count(*) filter (where l.revoked_because = 'replaced'))::int
          from kontor.offline_licence l where l.entitlement_id = e.id and l.activation_id is null)
       from kontor.entitlement e)
     select f.*, coalesce(s.times, 0) as on_record, coalesce(t.times, 0) as events from facts f
     left join said s on s.resource_id = f.id and s.action = f.action
     left join told t on t.aggregate_id = f.id and t.type = f.type
     where f.times <> coalesce(s.times, 0) or f.times <> coalesce(t.times, 0)`,
  );

const recorded = async () => {
  const [row] = await sql(`select count(*)::int as records from (${records}) r`);
  return row.records as number;
};

test('a server killed while licences are fetched, replaced, activated and deactivated leaves each act whole or not at all', {
  timeout: 240_000,
}, async () => {
  const cut: { answered: number; owed: number }[] = [];
  for (const answersFirst of [3, 17, 40]) {
    const { baseUrl, end } = await start();
    const asked = await arrange(baseUrl);
    const before = await recorded();
    const keysBefore = new Map<string, string>();
    let answered = 0;
    let succeeded = 0;
    let seen = () => {};
    const enough = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const over = Promise.allSettled(
      asked.map(async (each) => {
        const { status, body } = await ask(baseUrl, each);
        expect([200, 201, 204, 409]).toContain(status);
        if (status < 300) succeeded += 1;
        if (each.path.endsWith('/keys') && status === 200) keysBefore.set(each.path, body.keys[0].key);
        answered += 1;
        if (answered >= answersFirst) seen();
      }),
    );
    await enough;
    await end('SIGKILL');
    const outcomes = await over;
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).not.toHaveProperty('matcherResult');
    expect(await unequal()).toEqual([]);
    // Whatever was answered is on record; of the rest nobody was told.
    expect((await recorded()) - before).toBeGreaterThanOrEqual(succeeded);
    expect(
      await sql(
        `select entitlement_id from kontor.licence_activation where deactivated_at is null
         group by entitlement_id having count(*) > ${placesOfEach}`,
      ),
    ).toEqual([]);
    cut.push({
      answered: succeeded,
      owed: outcomes.filter(({ status }) => status === 'rejected').length,
    });
    const again = await start();
    for (const each of asked) {
      const { status, body } = await ask(again.baseUrl, each);
      expect([each.path, status < 300]).toEqual([each.path, true]);
      const shown = keysBefore.get(each.path);
      if (shown !== undefined) expect(body.keys[0].key).toBe(shown);
    }
    expect(await unequal()).toEqual([]);
    await again.end('SIGKILL');
  }
  for (const { answered, owed } of cut) expect([answered > 0, owed > 0]).toEqual([true, true]);
});
