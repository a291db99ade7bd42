import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseVerifierKey } from '@kontor/domain/activity/signed-note';
import { verifyExport } from '@kontor/domain/activity/verify-export';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sweepArtifacts } from '../catalog/sweep-artifacts.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { type Archiving, monthOf } from './archive-month.ts';
import { keysOf } from './give-keys.ts';
import { registerActivityKeeping } from './keeping-routes.ts';
import { sha256 } from './leaf-of.ts';
import { registerActivityProofs } from './proof-routes.ts';
import { keepRetention } from './retention-job.ts';
import { sequenceAll } from './sequence-activity.ts';
import { addRecord } from './testing/records.ts';
import { verifyTools } from './verify-tools.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Archiving;

const now = Date.UTC(2026, 10, 22, 12);
const months = { gone: '2025-09', leaving: '2025-10', staying: '2025-11' };
const day = (text: string) => new Date(`${text}T09:00:00Z`);
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  services = {
    pools: database,
    vault: world.vault,
    files: world.files,
    realNow: () => instant(now),
    publicUrl: 'http://kontor.example',
  };
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => instant(now) },
    register: ({ app, kontor }) => {
      registerActivityKeeping(app, kontor);
      registerActivityProofs(app, kontor);
    },
  });
  for (const account of [world.partner.id, world.stranger.id])
    for (const at of ['2025-10-31', '2025-11-01', '2025-09-15', '2025-10-01', '2026-11-01'])
      await addRecord(database.system, account, {
        at: day(at),
        personName: 'agent@partner.example',
        personId: newUuid(),
      });
  await sequenceAll(services);
});
afterEach(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const shorten = () =>
  database.owner.query(
    `insert into kontor.activity_retention (months, effective_from) values (12, '2026-01-01')`,
  );
const held = async () =>
  (
    await rows(`select distinct to_char(at at time zone 'UTC', 'YYYY-MM') as month from kontor.activity
      where action <> 'archive_activity' order by 1`)
  ).map(({ month }) => month);
const archived = async () =>
  (
    await rows(`select account_id, to_char(month, 'YYYY-MM') as month, records::int, first_leaf::int, last_leaf::int, storage_key
      from kontor.activity_archive order by account_id, month`)
  ).map((row) => row);
const send = async (method: 'GET' | 'POST', path: string, who: Principal | undefined, payload?: object) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: who ? by(who) : {},
    ...(payload ? { payload } : {}),
  });
  return {
    status: response.statusCode,
    body: response.body,
    json: () => response.json(),
    headers: response.headers,
  };
};
const reader = () => asUser(world.partner, 'account_administrator');

describe('the months that are older than the rule', () => {
  test('stay while the rule lets them', async () => {
    expect(await keepRetention(services)).toBe(0);
    expect(await held()).toEqual(['2025-09', '2025-10', '2025-11', '2026-11']);
  });

  test('leave whole, each account’s into a file of its own, and younger ones stay', async () => {
    await shorten();
    expect(await keepRetention(services)).toBe(2);
    expect(await held()).toEqual([months.staying, '2026-11']);
    const found = await archived();
    expect(found).toHaveLength(4);
    expect(found.filter(({ account_id }) => account_id === world.partner.id)).toMatchObject([
      { month: months.gone, records: 1, first_leaf: 2, last_leaf: 2 },
      { month: months.leaving, records: 2, first_leaf: 0, last_leaf: 3 },
    ]);
    await sequenceAll(services);
    expect(
      await rows(
        `select account_id, resource_id from kontor.activity where action = 'archive_activity' and account_id = $1 order by leaf_index`,
        [world.partner.id],
      ),
    ).toMatchObject([{ resource_id: months.gone }, { resource_id: months.leaving }]);
    expect(await keepRetention(services)).toBe(0);
  });

  test('are there to be fetched, and verify against the signed checkpoint', async () => {
    const before = await rows(
      'select leaf from kontor.activity where account_id = $1 and at >= $2 and at < $3 order by leaf_index',
      [
        world.partner.id,
        new Date(monthOf('2025-10-01' as never).from),
        new Date(monthOf('2025-10-01' as never).to),
      ],
    );
    await shorten();
    await keepRetention(services);
    const list = (await send('GET', '/activity/archives', reader())).json();
    expect(list.items.map(({ month }: { month: string }) => month)).toEqual([months.leaving, months.gone]);
    const records = await send('GET', `/activity/archives/${months.leaving}`, reader());
    const proof = await send('GET', `/activity/archives/${months.leaving}?part=proof`, reader());
    expect(records.body).toBe(before.map(({ leaf }) => `${leaf}\n`).join(''));
    expect(createHash('sha256').update(records.body).update(proof.body).digest('hex')).toBe(
      list.items[0].sha256,
    );
    const verdict = verifyExport(verifyTools, {
      lines: () =>
        records.body
          .trimEnd()
          .split('\n')
          .map((line) => Buffer.from(line)),
      proof: () => proof.body.trimEnd().split('\n'),
      notes: [],
      keys: (await keysOf(services, world.partner.id))
        .split('\n')
        .flatMap((line) => parseVerifierKey(sha256, line) ?? []),
    });
    expect(verdict).toMatchObject({ verdict: 'intact', records: 2, first: 0, last: 3 });
    await sequenceAll(services);
    expect(
      await rows(
        `select leaf::json #>> '{details,month}' as month from kontor.activity where action = 'export_activity'`,
      ),
    ).toEqual([{ month: months.leaving }, { month: months.leaving }]);
  });

  test('keep the proof of each of their records', async () => {
    await shorten();
    await keepRetention(services);
    const line = (await send('GET', `/activity/archives/${months.gone}`, reader())).body.trimEnd();
    const proof = (
      await send('GET', `/activity/leaves/${JSON.parse(line).leafIndex}/proof`, reader())
    ).json();
    expect(proof).toMatchObject({ leafIndex: 2, leaf: null });
    expect(proof.hashes.length).toBeGreaterThan(0);
  });

  test('hold no names', async () => {
    await shorten();
    await keepRetention(services);
    expect((await send('GET', `/activity/archives/${months.leaving}`, reader())).body).not.toContain(
      'agent@',
    );
  });
});

describe('nothing leaves unverified', () => {
  /** The store, of which something fails from the n-th deed on, as of a process that dies there. */
  const dying = (most: number): { readonly services: Archiving; readonly deeds: () => number } => {
    let deeds = 0;
    const deed = () => {
      deeds += 1;
      if (deeds > most) throw new Error('the process died here');
    };
    const files: FileStore = {
      ...world.files,
      receive: async (stream) => {
        deed();
        const received = await world.files.receive(stream);
        return {
          ...received,
          keep: async () => {
            deed();
            await received.keep();
            deed();
          },
          discard: async () => {},
        };
      },
      open: (key, options) => {
        deed();
        return world.files.open(key, options);
      },
    };
    const system = new Proxy(database.system, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (name !== 'connect' && name !== 'query')
          return typeof member === 'function' ? member.bind(target) : member;
        return (...words: unknown[]) => {
          deed();
          return Reflect.apply(member, target, words);
        };
      },
    });
    return {
      services: { ...services, files, pools: { ...database, system } as typeof services.pools },
      deeds: () => deeds,
    };
  };

  test('wherever it is cut off, whoever comes next ends with the same months and archives', async () => {
    await shorten();
    for (let most = 0; ; most += 1) {
      const cut = dying(most);
      const done = await keepRetention(cut.services).then(
        () => true,
        () => false,
      );
      const left = await held();
      const found = await archived();
      // A month that is gone has the archive of both accounts.
      for (const month of [months.gone, months.leaving])
        if (!left.includes(month))
          expect(
            found.filter((row) => row.month === month),
            `cut at ${most}`,
          ).toHaveLength(2);
      if (done) break;
      expect(most, 'it ends').toBeLessThan(200);
    }
    expect(await held()).toEqual([months.staying, '2026-11']);
    expect(await archived()).toHaveLength(4);
    await sequenceAll(services);
    expect(await rows(`select 1 from kontor.activity where action = 'archive_activity'`)).toHaveLength(4);
    await sweepArtifacts({ system: database.system, files: world.files }, { uploadMs: 0, claimMs: 0 });
    for (const { storage_key: key } of await archived())
      expect(await world.files.size(key)).toBeGreaterThan(0);
  });

  test('a file that comes back changed is not used, and the month stays', async () => {
    await shorten();
    const files: FileStore = {
      ...world.files,
      open: (key, options) => {
        const stream = world.files.open(key, options);
        const change = async function* () {
          for await (const some of stream) yield Buffer.from(String(some).replace('succeeded', 'succeedee'));
        };
        return Readable.from(change());
      },
    };
    await expect(keepRetention({ ...services, files })).rejects.toThrow();
    expect(await held()).toContain(months.gone);
    expect(await archived()).toEqual([]);
  });

  test('a record that was altered in the database keeps its month from leaving', async () => {
    await shorten();
    await database.owner.query(
      `update kontor.activity set leaf = replace(leaf, 'succeeded', 'refused') where account_id = $1 and leaf_index = 2`,
      [world.partner.id],
    );
    await expect(keepRetention(services)).rejects.toThrow('changed');
    expect(await held()).toContain(months.gone);
  });

  test('the database itself refuses to let a month go that is in no archive', async () => {
    await expect(database.system.query(`select kontor.close_activity_month('2025-09-01')`)).rejects.toThrow(
      'activity.month_not_archived',
    );
  });

  test('two at once are one', async () => {
    await shorten();
    const both = await Promise.all([keepRetention(services), keepRetention(services)]);
    expect(both.filter((one) => one === 2)).toHaveLength(1);
    expect(await archived()).toHaveLength(4);
    expect(await held()).toEqual([months.staying, '2026-11']);
  });
});

describe('the rule', () => {
  const path = '/settings/activity-retention';
  test('is ten years, and the operator’s to change', async () => {
    const operator = asOperator(world);
    expect((await send('GET', path, operator)).json()).toEqual({
      months: 120,
      effectiveFrom: '2020-01-01',
      upcoming: [],
    });
    const longer = { months: 144, effectiveFrom: '2026-11-22' };
    expect(await send('POST', path, operator, longer)).toMatchObject({ status: 201 });
    const shorter = { months: 24, effectiveFrom: '2027-01-01' };
    const refused = await send('POST', path, operator, shorter);
    expect([refused.status, refused.json()]).toMatchObject([
      422,
      { code: 'activity.retention_shortened', monthsNow: 144 },
    ]);
    expect((await send('POST', path, operator, { ...shorter, shortens: true })).json()).toEqual({
      ...longer,
      upcoming: [shorter],
    });
    await sequenceAll(services);
    const records =
      await rows(`select leaf::jsonb -> 'oldValue' ->> 'months' as before, leaf::jsonb -> 'newValue' ->> 'months' as after
      from kontor.activity where action = 'set_activity_retention' order by leaf_index`);
    expect(records).toEqual([
      { before: '120', after: '144' },
      { before: '144', after: '24' },
    ]);
  });

  test('takes no less than a year, no past day, and nobody else’s word', async () => {
    const operator = asOperator(world);
    for (const body of [
      { months: 11, effectiveFrom: '2026-11-22' },
      { months: 24.5, effectiveFrom: '2026-11-22' },
      { months: 240, effectiveFrom: '2026-11-21' },
      { months: 240, effectiveFrom: '2026-02-30' },
      { months: 240, effectiveFrom: 'tomorrow' },
    ])
      expect((await send('POST', path, operator, body)).status, JSON.stringify(body)).toBe(422);
    const body = { months: 240, effectiveFrom: '2026-11-22' };
    expect((await send('POST', path, undefined, body)).status).toBe(401);
    for (const who of [asUser(world.partner, 'global_administrator'), asApp(world.partner)])
      expect((await send('POST', path, who, body)).status).toBe(403);
  });
});

test('archives are their account’s and the operator’s', async () => {
  await shorten();
  await keepRetention(services);
  const path = `/activity/archives/${months.gone}`;
  expect((await send('GET', path, asUser(world.partner, 'admin_agent'))).status).toBe(403);
  const stranger = asUser(world.stranger, 'account_administrator');
  expect((await send('GET', path, stranger)).body).not.toContain(world.partner.id);
  expect((await send('GET', `${path}?partnerId=${world.partner.id}`, stranger)).status).toBe(404);
  expect((await send('GET', `${path}?partnerId=${world.partner.id}`, asOperator(world))).body).toContain(
    world.partner.id,
  );
  for (const month of ['2025-08', '2025-11', '2025-13', 'x'])
    expect((await send('GET', `/activity/archives/${month}`, reader())).status, month).toBe(404);
  const first = (await send('GET', '/activity/archives?limit=1', reader())).json();
  const second = (await send('GET', `/activity/archives?limit=1&cursor=${first.next}`, reader())).json();
  expect([first.items[0].month, second.items[0].month, second.next]).toEqual([
    months.leaving,
    months.gone,
    null,
  ]);
  expect((await send('GET', `/activity/archives?cursor=${first.next}`, stranger)).json().code).toBe(
    'cursor.invalid',
  );
});
