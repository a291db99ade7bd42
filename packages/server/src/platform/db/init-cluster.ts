import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, explainFailure } from './embedded-errors.ts';
import { lockName } from './instance-lock.ts';
import { assertReachable, type Launcher } from './launcher.ts';
import { type Binaries, bundledMajor } from './postgres-binaries.ts';

const run = promisify(execFile);

/** The superuser of an embedded cluster; connections step down to the request roles at once. */
export const embeddedOwner = 'kontor';

const partialName = 'pgdata.partial';

/** Creates the directory or makes sure that it is ours. @throws EmbeddedPostgresError saying what is wrong */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await assertOurs(directory);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw explainFailure(`use the directory ${directory}`, String(error), error);
  }
}

async function assertOurs(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.includes('pgdata')) return await assertVersion(join(directory, 'pgdata'));
  const known = [lockName, partialName, 'postgres.log', 'postgres.log.1'];
  const foreign = names.find((name) => !known.includes(name) && !name.startsWith(lockName));
  if (foreign === undefined) return;
  throw new EmbeddedPostgresError(
    'foreign',
    `The directory ${directory} is not empty and holds no database of Kontor (it has ${foreign}).`,
    'Choose an empty one with KONTOR_DATA_DIR.',
  );
}

async function assertVersion(pgdata: string): Promise<void> {
  const found = (await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === bundledMajor) return;
  const message =
    found === ''
      ? `The directory ${pgdata} is not a PostgreSQL data directory.`
      : `The directory ${pgdata} was written by PostgreSQL ${found}; this Kontor brings ${bundledMajor}.`;
  const remedy =
    'Start the version of Kontor that wrote it and move the data with its backup command, or choose another directory with KONTOR_DATA_DIR.';
  throw new EmbeddedPostgresError(found === '' ? 'foreign' : 'version', message, remedy);
}

export type InitOptions = {
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly durable: boolean;
};

/**
 * Makes the cluster of a directory unless it is there. It appears under its name only when complete, so that a
 * start that was interrupted can simply be repeated.
 * @returns whether it was made now
 */
export async function ensureCluster(directory: string, options: InitOptions): Promise<boolean> {
  const pgdata = join(directory, 'pgdata');
  await giveTo(directory, options.launcher);
  await assertReachable(options.launcher, options.binaries.initdb);
  await assertReachable(options.launcher, directory);
  if ((await readdir(directory)).includes('pgdata')) {
    await giveTreeTo(pgdata, options.launcher);
    return false;
  }
  const partial = join(directory, partialName);
  await rm(partial, { recursive: true, force: true });
  await initdb(partial, options);
  await rename(partial, pgdata);
  return true;
}

async function initdb(partial: string, { binaries, launcher, durable }: InitOptions): Promise<void> {
  const settings = [
    ...['-D', partial, '-U', embeddedOwner, '-E', 'UTF8'],
    // Sorts by code point everywhere alike, whatever the machine's C library or ICU is.
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--auth-local=trust', '--auth-host=reject', '--no-instructions'],
    ...(durable ? [] : ['--no-sync']),
  ];
  const [command = binaries.initdb, ...rest] = [...launcher.prefix, binaries.initdb, ...settings];
  try {
    await run(command, rest, { timeout: 120_000, env: programEnvironment(), cwd: '/' });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw explainFailure('create its data directory', said || String(error), error);
  }
}

/** Nothing of the caller's environment reaches PostgreSQL but where programs are and the temporary directory. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function giveTo(path: string, { uid, gid }: Launcher): Promise<void> {
  const found = await stat(path);
  if (process.getuid?.() === 0 && found.uid !== uid) await chown(path, uid, gid);
}

// The way PostgreSQL is started as root may differ from the last time (another machine or container policy).
async function giveTreeTo(path: string, { uid, gid }: Launcher): Promise<void> {
  const found = await stat(path);
  if (process.getuid?.() === 0 && found.uid !== uid) await run('chown', ['-R', `${uid}:${gid}`, path]);
}
