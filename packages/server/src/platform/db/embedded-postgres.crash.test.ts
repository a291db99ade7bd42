import { spawn, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runServer } from '../../testing/server-process.ts';
import { query, writeBatch } from './batch.ts';
import {
  type EmbeddedEvent,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { chooseLauncher, otherUserLauncher } from './launcher.ts';
import { openPool } from './pools.ts';
import { findBinaries } from './postgres-binaries.ts';
import { processFacts } from './processes.ts';
import { noTenant } from './scope.ts';
import { statement } from './statement.ts';

const isRoot = process.getuid?.() === 0;
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

/** In a checkout that only root can enter no other user can run anything of it. */
const othersMayEnter = (): boolean => {
  const [command = '', ...rest] = asNobody;
  return spawnSync(command, [...rest, 'test', '-r', import.meta.filename]).status === 0;
};
const needsOthers = 'only root can enter this checkout';

let parent: string;
let directory: string;
let started: EmbeddedPostgres[];
beforeEach(async () => {
  // mkdtemp makes it 0700: as root, a directory only root can enter.
  parent = await mkdtemp(join(tmpdir(), 'kontor-crash-'));
  directory = join(parent, 'postgres');
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await rm(parent, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, durable: false, ...options });
  started.push(server);
  return server;
}

async function ask(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function isAlive(pid: number): Promise<boolean> {
  const facts = await processFacts(pid);
  return facts !== undefined && !facts.zombie;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await pause(20);
}

describe('an embedded server', () => {
  test('starts on nothing with fsync on, no JIT, no TCP and code point order', async () => {
    const server = await start({ durable: true });
    const [settings] = await ask(
      server.databaseUrl,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('full_page_writes') as pages, current_setting('jit') as jit,
         current_setting('listen_addresses') as tcp, current_setting('autovacuum_naptime') as naptime,
         datlocale as locale from pg_database where datname = current_database()`,
    );
    expect(settings).toEqual({
      ...{ fsync: 'on', commit: 'on', pages: 'on', jit: 'off', tcp: '', naptime: '5s' },
      locale: 'C.UTF-8',
    });
  });

  test('keeps its socket where only its owner can enter', async () => {
    const server = await start();
    const socketDirectory = new URL(server.databaseUrl).searchParams.get('host')!;
    expect((await stat(socketDirectory)).mode & 0o777).toBe(0o700);
  });

  test('keeps its data over a restart', async () => {
    const first = await start({ durable: true });
    await ask(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start({ durable: true });
    expect(await ask(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('begins again when its first start was interrupted', async () => {
    await mkdir(join(directory, 'pgdata.partial', 'base'), { recursive: true });
    const server = await start();
    expect(await ask(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(directory)).not.toContain('pgdata.partial');
  });

  test('leaves nothing behind in the temporary directory when stopped', async () => {
    const server = await start();
    const socketDirectory = new URL(server.databaseUrl).searchParams.get('host')!;
    await server.stop();
    await expect(stat(socketDirectory)).rejects.toThrow('ENOENT');
  });
});

describe('a postmaster killed under load', () => {
  test('is started again and has lost nothing that was acknowledged', async () => {
    const events: EmbeddedEvent[] = [];
    const server = await start({ durable: true, onEvent: (event) => events.push(event) });
    await ask(server.databaseUrl, 'create table public.written (id bigint primary key)');
    const pool = openPool({ databaseUrl: server.databaseUrl }, null, 8);
    const acknowledged: bigint[] = [];
    let writing = true;
    let next = 0n;
    const writer = async () => {
      while (writing) {
        next += 1n;
        const id = next;
        const write = statement('written_add', 'insert into public.written values ($1)', [id]);
        const kept = await writeBatch(pool, noTenant, [write]).then(
          () => true,
          () => false,
        );
        if (kept) acknowledged.push(id);
        else await pause(10);
      }
    };
    const writers = Array.from({ length: 8 }, writer);
    const kills = 3;
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 500);
      process.kill(server.pid()!, 'SIGKILL');
      await until(() => events.filter(({ kind }) => kind === 'restarted').length === kill);
    }
    const afterLast = acknowledged.length;
    await until(() => acknowledged.length > afterLast + 500);
    writing = false;
    await Promise.all(writers);
    const rows = await query(
      pool,
      noTenant,
      statement<{ id: bigint }>('all', 'select id from public.written'),
    );
    await pool.end();
    const found = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    // At most one unanswered commit a writer and kill may have happened all the same.
    expect(found.size - acknowledged.length).toBeLessThanOrEqual(8 * kills);
  });
});

describe('a server whose parent was killed', () => {
  test('stops by itself', async ({ skip }) => {
    skip(process.platform !== 'linux', 'Linux alone has /proc and parent death signals');
    const launcher = await chooseLauncher();
    const run = await runServer({ directory });
    expect(await isAlive(run.pid)).toBe(true);
    await run.end('SIGKILL');
    if (launcher.prefix.includes('--pdeathsig')) await until(async () => !(await isAlive(run.pid)));
    const server = await start();
    expect(await ask(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('and that lives on is stopped by the next start, which keeps the data', async () => {
    const run = await runServer({ directory, outlivesParent: true });
    await ask(run.databaseUrl, 'create table kept as select 42 as answer');
    await run.end('SIGKILL');
    expect(await isAlive(run.pid)).toBe(true);
    const events: string[] = [];
    const server = await start({ onEvent: ({ kind }) => events.push(kind) });
    expect(events).toEqual(['earlier_server_stopped']);
    expect(await isAlive(run.pid)).toBe(false);
    expect(await ask(server.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('and was killed too is replaced at once', async () => {
    const run = await runServer({ directory, outlivesParent: true });
    await run.end('SIGKILL');
    process.kill(run.pid, 'SIGKILL');
    const server = await start();
    expect(await ask(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('is not mistaken for a zombie or another program', async ({ skip }) => {
    skip(process.platform !== 'linux', 'Linux alone has /proc and parent death signals');
    await (await start()).stop();
    // The shell becomes a sleep that never asks for its child's end: a zombie with a number to write down.
    const keeper = spawn('sh', ['-c', 'true & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const zombie = await new Promise<string>((resolve) =>
      keeper.stdout.once('data', (data) => resolve(`${data}`)),
    );
    for (const pid of [Number(zombie), keeper.pid!]) {
      const content = `${pid}\n${join(directory, 'pgdata')}\n1795362429\n5432\n/nowhere\n\n`;
      await writeFile(join(directory, 'pgdata', 'postmaster.pid'), content);
      const server = await start();
      expect(await ask(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.stop();
    }
    keeper.kill('SIGKILL');
  });
});

describe('a data directory', () => {
  test('is refused to a second server, naming the process that has it', async () => {
    await start();
    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
    const other = await runServer({ directory });
    await other.end('SIGKILL');
    expect(other.error).toContain(`in use by process ${process.pid}`);
    expect(other.error).toContain('KONTOR_DATA_DIR');
  });

  test('goes to exactly one of several that start at once', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => runServer({ directory })));
    expect(all.filter(({ error }) => error === undefined)).toHaveLength(1);
    expect(all.filter(({ error }) => error?.includes('in use by process'))).toHaveLength(2);
    await Promise.all(all.map(({ end }) => end('SIGTERM')));
  });

  test("that holds somebody else's files is left alone", async () => {
    await mkdir(directory);
    await writeFile(join(directory, 'letter.txt'), 'dear');
    await expect(start()).rejects.toThrow(/not empty and holds no database of Kontor \(it has letter\.txt\)/);
    expect(await readdir(directory)).toEqual(['letter.txt']);
  });

  test('of another PostgreSQL is refused with both versions', async () => {
    await mkdir(join(directory, 'pgdata'), { recursive: true });
    await writeFile(join(directory, 'pgdata', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/written by PostgreSQL 15; this Kontor brings 18/);
  });

  test('that is a file is refused with a remedy', async () => {
    await writeFile(directory, 'not a directory');
    await expect(start()).rejects.toThrow(/could not use the directory .*KONTOR_DATA_DIR/);
  });

  test('that cannot be written is refused with a remedy', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    skip(!othersMayEnter(), needsOthers);
    await chmod(parent, 0o755);
    const run = await runServer({ directory, under: asNobody });
    expect(run.error).toMatch(/could not use the directory .*EACCES.*Give this user the directory/);
  });

  const mounted = (options: string) => {
    const script = `mount -t tmpfs -o ${options} tmpfs "$0" && shift 0 && exec "$@"`;
    return ['unshare', '--mount', '--', 'sh', '-c', script, directory];
  };

  test('on a full disk is refused with the disk as the reason', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    await mkdir(directory);
    const run = await runServer({ directory, under: mounted('size=16m') });
    expect(run.error).toMatch(/No space left on device.*Make room on the disk/);
  });

  test('on a read-only disk is refused with the disk as the reason', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    await mkdir(directory);
    const run = await runServer({ directory, under: mounted('ro') });
    expect(run.error).toMatch(/read-only file system.*Choose a writable directory/i);
  });
});

describe('the user', () => {
  test('may be an ordinary one', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    skip(!othersMayEnter(), needsOthers);
    await chmod(parent, 0o777);
    const run = await runServer({ directory, under: asNobody });
    expect(run.error).toBeUndefined();
    await run.end('SIGTERM');
    expect((await stat(join(directory, 'pgdata'))).uid).toBe(65534);
  });

  test('may be root with programs and data where only root can enter', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    const launcher = await chooseLauncher();
    skip(launcher.kind !== 'namespace', 'user namespaces are refused on this machine');
    const { postgres } = await findBinaries();
    await cp(dirname(dirname(postgres)), join(parent, 'native'), { recursive: true, verbatimSymlinks: true });
    const [command = '', ...rest] = [...launcher.prefix, join(parent, 'native/bin/postgres'), '--version'];
    const child = spawn(command, rest, { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    const server = await start();
    expect((await stat(join(server.directory, 'pgdata'))).uid).toBe(0);
  });

  test('may be root where user namespaces are refused: an unprivileged user runs it', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    skip(!othersMayEnter(), needsOthers);
    await chmod(parent, 0o755);
    const launcher = await otherUserLauncher();
    const first = await start({ launcher });
    await ask(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    expect((await stat(join(directory, 'pgdata'))).uid).toBe(launcher.uid);
    // And back, on a machine that allows them.
    const second = await start();
    expect(await ask(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('that cannot enter the data directory is told so', async ({ skip }) => {
    skip(!isRoot, 'only root can arrange this');
    const launcher = await otherUserLauncher();
    await expect(start({ launcher })).rejects.toThrow(/cannot enter .*DATABASE_URL/);
  });

  test('is told what to do where root has no user namespaces and nobody to hand over to', async () => {
    // Root of a namespace of its own, in which no further ones are allowed and no other user exists.
    const script = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"';
    const under = ['unshare', '--user', '--map-root-user', '--', 'sh', '-c', script, 'sh'];
    const run = await runServer({ directory, under });
    expect(run.error).toMatch(/user namespaces are refused here.*ordinary user.*DATABASE_URL/);
  });
});
