import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ensureRoles } from './database-roles.ts';
import { MigrationError, type MigrationFile, readMigrations } from './migration-files.ts';

// Any constant will do, as long as nothing else in the database takes the same advisory lock.
const lockKey = 7_014_522_130;
const oldestServer = 15;
const lockTimeout = '5s';
const lockAttempts = 10;

const ledger = `
  create table if not exists public.kontor_migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`;

export type MigrationOptions = {
  /** Told what is about to be applied; for a line on the terminal. */
  readonly onApply?: (name: string) => void;
};

/**
 * Brings the database to the newest migration of `folder`. Any number of processes may call it at once: one
 * applies, the others wait for it. Creates the database roles and gathers statistics after a change.
 * @returns the names of the files applied by this call
 * @throws MigrationError for a changed, missing or failing file; the failing file leaves nothing behind
 */
export async function migrate(
  databaseUrl: string,
  folder: string,
  options: MigrationOptions = {},
): Promise<readonly string[]> {
  const files = await readMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'kontor migrate' });
  await client.connect();
  try {
    await assertServerVersion(client);
    await lock(client);
    return await applyMissing(client, files, options);
  } finally {
    await client.end();
  }
}

async function assertServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select current_setting('server_version_num')::int as number");
  if (rows[0].number >= oldestServer * 10_000) return;
  const found = Math.floor(rows[0].number / 10_000);
  throw new MigrationError(
    `Kontor needs PostgreSQL ${oldestServer} or newer; DATABASE_URL leads to version ${found}. Upgrade that server, or leave DATABASE_URL out to use the bundled one.`,
  );
}

// Waiting inside pg_advisory_lock would hold a snapshot open, which "create index concurrently" waits for in turn.
async function lock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as locked', [lockKey]);
    if (rows[0].locked) return;
    await pause(100);
  }
}

async function applyMissing(
  client: pg.Client,
  files: readonly MigrationFile[],
  options: MigrationOptions,
): Promise<readonly string[]> {
  await client.query(ledger);
  const { rows } = await client.query(
    'select number, name, sha256 from public.kontor_migration order by number',
  );
  assertUnchanged(files, rows);
  const missing = files.slice(rows.length);
  if (missing.length === 0) return [];
  await ensureRoles(client);
  for (const file of missing) {
    options.onApply?.(file.name);
    await apply(client, file);
  }
  // Connections first used on tables without statistics keep sequential scans for as long as they live.
  await client.query('analyze');
  return missing.map((file) => file.name);
}

type Applied = { readonly number: number; readonly name: string; readonly sha256: string };

function assertUnchanged(files: readonly MigrationFile[], applied: readonly Applied[]): void {
  for (const [index, entry] of applied.entries()) {
    const file = files[index];
    if (file === undefined || file.number !== entry.number) {
      throw new MigrationError(
        `The database has migration ${entry.name}, which this version does not know. Start the version that applied it, or a newer one.`,
      );
    }
    if (file.sha256 !== entry.sha256) {
      throw new MigrationError(
        `Migration ${file.name} was changed after it was applied. Restore the file and put the change into a new migration.`,
      );
    }
  }
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (file.inTransaction ? applyInTransaction(client, file) : applyStatements(client, file));
      return;
    } catch (error) {
      if (file.inTransaction) await client.query('rollback');
      // A table held by running requests: give way to them, then ask again.
      const busy = error instanceof pg.DatabaseError && error.code === '55P03';
      if (!busy || attempt === lockAttempts) throw failed(file, error);
      await pause(200 * attempt);
    }
  }
}

async function applyInTransaction(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query('begin');
  await client.query(`set local lock_timeout = '${lockTimeout}'`);
  await client.query(file.text);
  await record(client, file);
  await client.query('commit');
}

async function applyStatements(client: pg.Client, file: MigrationFile): Promise<void> {
  for (const text of file.statements) await client.query(text);
  await record(client, file);
}

async function record(client: pg.Client, file: MigrationFile): Promise<void> {
  const text = 'insert into public.kontor_migration (number, name, sha256) values ($1, $2, $3)';
  await client.query(text, [file.number, file.name, file.sha256]);
}

function failed(file: MigrationFile, error: unknown): MigrationError {
  const message = error instanceof Error ? error.message : String(error);
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  const line = Number.isNaN(position) ? '' : ` at line ${file.text.slice(0, position).split('\n').length}`;
  const left = file.inTransaction
    ? 'Nothing of this file was kept.'
    : 'It runs outside a transaction: statements before the failing one were kept.';
  return new MigrationError(`Migration ${file.name} failed${line}: ${message}. ${left}`, { cause: error });
}
