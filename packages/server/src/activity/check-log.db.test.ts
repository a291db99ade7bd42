import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { checkLog } from './check-log.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addManyRecords, addRecord } from './testing/records.ts';
import { installationTree } from './tree-store.ts';

let database: TestDatabase;
let world: World;
let services: Sequencing;
let account: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  account = world.partner.id;
  services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example' };
  for (const count of [1, 300, 2500]) {
    await addManyRecords(database.system, account, { count });
    await addRecord(database.system, account, {
      personId: newUuid(),
      personName: 'a/b~c@partner.example',
      newValue: { 'x/y': [{ email: 'somebody@customer.example' }] },
    });
    await sequenceAll(services);
  }
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const run = (sql: string, values: unknown[] = []) => database.owner.query(sql, values);
const faultsOf = async (treeId = account) => (await checkLog(database.system, treeId))?.faults;

/** Whatever a test does to the log is undone after it: the superuser can, and is what the check is for. */
const undo: [string, unknown[]][] = [];
afterEach(async () => {
  for (const [sql, values] of undo.splice(0).reverse()) await run(sql, values);
  expect(await faultsOf()).toEqual([]);
});
const change = async (table: string, column: string, where: string, to: string) => {
  const before = (await run(`select ${column}::text as value, ctid from kontor.${table} where ${where}`))
    .rows[0];
  const { type } = (await run(`select pg_typeof(${column})::text as type from kontor.${table} limit 1`))
    .rows[0];
  undo.push([`update kontor.${table} set ${column} = $1::text::${type} where ${where}`, [before.value]]);
  await run(`update kontor.${table} set ${column} = ${to} where ${where}`);
};
const recordAt = (leaf: number) => `account_id = '${account}' and leaf_index = ${leaf}`;
const tree = (id = account) => `tree_id = '${id}'`;

describe('a check of a log', () => {
  test('finds nothing where nothing was changed, in the installation’s log too', async () => {
    expect(await checkLog(database.system, account)).toEqual({
      origin: `kontor.example/${account}`,
      records: 2804,
      checkpoints: 4,
      faults: [],
    });
    expect(await faultsOf(installationTree)).toEqual([]);
    expect(await checkLog(database.system, newUuid())).toBeUndefined();
  });

  test.each([0, 255, 256, 2047, 2048, 2803])('names the record %i whose leaf was altered', async (leaf) => {
    await change('activity', 'leaf', recordAt(leaf), `replace(leaf, 'get_software_key', 'add_customer')`);
    expect(await faultsOf()).toEqual([
      { leafIndex: leaf, recordId: expect.any(String), fault: 'leaf_altered' },
    ]);
  });

  test.each([
    ['action', `'add_customer'`],
    ['outcome', `'refused'`],
    ['resource_id', `'another'`],
    ['customer_id', 'gen_random_uuid()'],
    ['actor_id', 'gen_random_uuid()'],
    ['at', `at + interval '1 millisecond'`],
  ])('names the record whose %s says something else than its leaf', async (column, to) => {
    await change('activity', column, recordAt(700), to);
    expect(await faultsOf()).toEqual([
      { leafIndex: 700, recordId: expect.any(String), fault: 'row_altered' },
    ]);
  });

  test('names the record whose name or address was put in the place of another', async () => {
    for (const [path, leaf] of [
      ['/user/name', 301],
      ['/newValue/x~1y/0/email', 303],
    ] as const) {
      const { rows } = await run(
        `select leaf_index from kontor.activity where account_id = $1 and personal ? $2 order by leaf_index desc limit 1`,
        [account, path],
      );
      const index = path === '/user/name' ? leaf : Number(rows[0].leaf_index);
      await change('activity', 'personal', recordAt(index), `personal || '{"${path}": "mallory"}'`);
      expect((await faultsOf())?.at(-1)).toMatchObject({ leafIndex: index, fault: 'words_altered' });
    }
  });

  test('names the first record that is gone, and one of which there are two', async () => {
    await run(
      'create table public.gone as select * from kontor.activity where account_id = $1 and leaf_index between 5 and 6',
      [account],
    );
    await run(`delete from kontor.activity where account_id = '${account}' and leaf_index between 5 and 6`);
    expect(await faultsOf()).toEqual([
      { leafIndex: 5, recordId: null, fault: 'record_missing' },
      { leafIndex: 6, recordId: null, fault: 'record_missing' },
    ]);
    await run('insert into kontor.activity select * from public.gone');
    await run('update public.gone set id = gen_random_uuid() where leaf_index = 6');
    await run('insert into kontor.activity select * from public.gone where leaf_index = 6');
    expect((await faultsOf())?.map(({ leafIndex, fault }) => [leafIndex, fault])).toContainEqual([
      6,
      'number_twice',
    ]);
    await run('delete from kontor.activity where id in (select id from public.gone where leaf_index = 6)');
    await run('drop table public.gone');
  });

  test('finds a record that was rewritten together with its tile, by the root that was signed', async () => {
    await change('activity', 'leaf', recordAt(2), `replace(leaf, 'get_software_key', 'add_customer')`);
    await change('activity', 'action', recordAt(2), `'add_customer'`);
    await change(
      'activity_tile',
      'hashes',
      `${tree()} and level = 0 and tile = 0`,
      `overlay(hashes placing sha256('\\x00'::bytea || convert_to((select leaf from kontor.activity where ${recordAt(2)}), 'UTF8')) from 65)`,
    );
    const faults = (await faultsOf()) ?? [];
    expect(faults[0]).toEqual({ leafIndex: 302, recordId: null, fault: 'root_differs' });
    expect(faults.map(({ fault }) => fault)).toContain('tile_altered');
  });

  test('finds an altered tile of a higher level, root, edge and checkpoint', async () => {
    await change(
      'activity_tile',
      'hashes',
      `${tree()} and level = 1`,
      `set_byte(hashes, 40, 255 - get_byte(hashes, 40))`,
    );
    expect(await faultsOf()).toEqual([{ leafIndex: 256, recordId: null, fault: 'tile_altered' }]);
    for (const [sql, values] of undo.splice(0)) await run(sql, values);
    await change('activity_tree', 'edge', `id = '${account}'`, 'set_byte(edge, 3, 255 - get_byte(edge, 3))');
    expect(await faultsOf()).toEqual([{ leafIndex: null, recordId: null, fault: 'tree_altered' }]);
    for (const [sql, values] of undo.splice(0)) await run(sql, values);
    await change(
      'activity_checkpoint',
      'note',
      `${tree()} and size = 303`,
      `replace(note, E'\\n303\\n', E'\\n304\\n')`,
    );
    expect(await faultsOf()).toEqual([{ leafIndex: 302, recordId: null, fault: 'checkpoint_altered' }]);
  });

  test('finds an altered leaf of the installation’s log', async () => {
    await change('activity_root', 'leaf', 'leaf_index = 1', `leaf || ' '`);
    expect(await faultsOf(installationTree)).toEqual([
      { leafIndex: 1, recordId: null, fault: 'leaf_altered' },
    ]);
  });
});
