import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDatabase } from '../../testing/database.ts';
import { query } from './batch.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pools.ts';
import { assertRequestRole, UnsafeRequestRole } from './request-role.ts';
import { noTenant } from './scope.ts';
import { statement } from './statement.ts';

const scratch = fileURLToPath(new URL('../../testing/scratch-migrations', import.meta.url));
const scratchNames = ['0001_notes.sql', '0002_note_index.sql'];

let folder: string;
let database: Awaited<ReturnType<typeof emptyDatabase>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-migrations-'));
  await cp(scratch, folder, { recursive: true });
  database = await emptyDatabase();
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  test('applies everything once, in order, and nothing the second time', async () => {
    expect(await migrate(database.databaseUrl, folder)).toEqual(scratchNames);
    expect(await migrate(database.databaseUrl, folder)).toEqual([]);
    const ledger = await ask('select number, name from public.kontor_migration order by number');
    expect(ledger).toEqual(scratchNames.map((name, index) => ({ number: index + 1, name })));
  });

  test('lets one of several processes apply and the others wait for it', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => migrate(database.databaseUrl, folder)));
    expect(all.flat()).toEqual(scratchNames);
  });

  test('creates the roles once for several databases migrated at the same time', async () => {
    const others = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase()]);
    try {
      await Promise.all(others.map(({ databaseUrl }) => migrate(databaseUrl, folder)));
      const roles = await ask("select rolname from pg_roles where rolname like 'kontor\\_%' order by 1");
      expect(roles).toEqual([
        { rolname: 'kontor_app' },
        { rolname: 'kontor_log' },
        { rolname: 'kontor_lookup' },
        { rolname: 'kontor_system' },
      ]);
    } finally {
      await Promise.all(others.map(({ drop }) => drop()));
    }
  });

  test('keeps nothing of a failing file and says where it failed', async () => {
    await writeFile(
      join(folder, '0003_broken.sql'),
      'create table kontor.half (id int);\nselect * from nowhere;\n',
    );
    const failure = migrate(database.databaseUrl, folder);
    await expect(failure).rejects.toThrow(
      /0003_broken\.sql failed at line 2: relation "nowhere" does not exist/,
    );
    expect(await ask("select to_regclass('kontor.half') as half")).toEqual([{ half: null }]);
    expect(await ask('select max(number) from public.kontor_migration')).toEqual([{ max: 2 }]);
  });

  test('refuses an applied file that was changed', async () => {
    await migrate(database.databaseUrl, folder);
    await writeFile(join(folder, '0001_notes.sql'), 'create schema kontor;\n');
    await expect(migrate(database.databaseUrl, folder)).rejects.toThrow(/0001_notes\.sql was changed/);
  });

  test('refuses a gap in the numbers', async () => {
    await writeFile(join(folder, '0004_late.sql'), 'select 1;\n');
    await expect(migrate(database.databaseUrl, folder)).rejects.toThrow(/Migration 0003 is missing/);
  });

  test('refuses a database that a newer version has migrated', async () => {
    await migrate(database.databaseUrl, folder);
    await rm(join(folder, '0002_note_index.sql'));
    await expect(migrate(database.databaseUrl, folder)).rejects.toThrow(/does not know/);
  });

  test('gives way to running requests and gets its table in the end', async () => {
    await migrate(database.databaseUrl, folder);
    await writeFile(join(folder, '0003_colour.sql'), 'alter table kontor.note add colour text;\n');
    const request = new pg.Client({ connectionString: database.databaseUrl });
    await request.connect();
    await request.query('begin; select * from kontor.note');
    const migrating = migrate(database.databaseUrl, folder);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await request.end();
    expect(await migrating).toEqual(['0003_colour.sql']);
  });
});

describe('an owner who is no superuser', () => {
  const roles = 'kontor_app, kontor_lookup, kontor_system, kontor_log';
  const owner = `landlord_${process.pid}`;
  let ownUrl: string;
  beforeEach(async () => {
    // The roles are the cluster's: let them exist whichever test comes first.
    const other = await emptyDatabase();
    await migrate(other.databaseUrl, folder);
    await other.drop();
    const name = new URL(database.databaseUrl).pathname.slice(1);
    await ask(`create role ${owner} login; alter database ${name} owner to ${owner}`);
    const url = new URL(database.databaseUrl);
    url.username = owner;
    ownUrl = url.href;
  });
  afterEach(async () => {
    await ask(`reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`);
  });

  test('is told which roles to have granted', async () => {
    await expect(migrate(ownUrl, folder)).rejects.toThrow(
      /kontor_app is missing or not granted.*grant kontor_app to/,
    );
  });

  test('migrates, and the pools step down into their roles', async () => {
    await ask(`grant ${roles} to ${owner}`);
    expect(await migrate(ownUrl, folder)).toEqual(scratchNames);
    const pool = openPool({ databaseUrl: ownUrl }, 'kontor_app', 1);
    await assertRequestRole(pool);
    const who = statement('', 'select current_user as who');
    expect(await query(pool, noTenant, who)).toEqual([{ who: 'kontor_app' }]);
    await pool.end();
  });
});

describe('the request role', () => {
  test('is accepted when it owns nothing and is bound by the policies', async () => {
    await migrate(database.databaseUrl, folder);
    const pool = openPool({ databaseUrl: database.databaseUrl }, 'kontor_app', 1);
    await assertRequestRole(pool);
    await pool.end();
  });

  test('is refused when it is a superuser', async () => {
    await migrate(database.databaseUrl, folder);
    const pool = openPool({ databaseUrl: database.databaseUrl }, null, 1);
    await expect(assertRequestRole(pool)).rejects.toThrow(UnsafeRequestRole);
    await pool.end();
  });

  test('is refused when it owns a table of the schema', async () => {
    await migrate(database.databaseUrl, folder);
    await ask('alter table kontor.due_check owner to kontor_app');
    const pool = openPool({ databaseUrl: database.databaseUrl }, 'kontor_app', 1);
    await expect(assertRequestRole(pool)).rejects.toThrow(/owns the schema kontor or a table/);
    await pool.end();
  });
});

describe('plans', () => {
  const find = statement('find', 'select id from kontor.due_check where id = $1', [7]);
  const planOfFind = statement<{ 'QUERY PLAN': string }>('', 'explain execute find(7)');

  // PostgreSQL settles on one plan for all values after five executions.
  async function planOf(pool: pg.Pool): Promise<string> {
    for (let time = 1; time <= 10; time += 1) await query(pool, noTenant, find);
    const lines = await query(pool, noTenant, planOfFind);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  test('made on an empty table stay sequential; after statistics and on fresh connections they use the index', async () => {
    await migrate(database.databaseUrl, folder);
    await ask('alter table kontor.due_check set (autovacuum_enabled = off)');
    const early = openPool({ databaseUrl: database.databaseUrl }, 'kontor_app', 1);
    expect(await planOf(early)).toMatch(/^Seq Scan/);
    await ask('insert into kontor.due_check select generate_series(1, 20000)');
    expect(await planOf(early)).toMatch(/^Seq Scan/);
    await early.end();
    await ask('analyze');
    const fresh = openPool({ databaseUrl: database.databaseUrl }, 'kontor_app', 1);
    expect(await planOf(fresh)).toMatch(/^Index (Only )?Scan/);
    await fresh.end();
  });
});
