import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The migrations and the database do not fit together, or a migration failed. The message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export type MigrationFile = {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  readonly inTransaction: boolean;
  /** Of a file outside a transaction: its statements, each ended by `;` at the end of a line. */
  readonly statements: readonly string[];
};

/** Where the product's own migrations are. */
export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

const namePattern = /^(\d{4})_[a-z0-9_]+\.sql$/;
const outsideMark = '-- outside a transaction';

/** The migrations of a folder in order. @throws MigrationError for a bad name, a gap or a number used twice */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(names.map((name) => readMigration(folder, name)));
  for (const [index, file] of files.entries()) {
    if (file.number === index + 1) continue;
    const wanted = String(index + 1).padStart(4, '0');
    throw new MigrationError(
      `Migration ${wanted} is missing: the next file is ${file.name}. Numbers have no gaps.`,
    );
  }
  return files;
}

/** A key of everything the migrations of a folder say; two equal keys make equal databases. */
export function migrationsKey(files: readonly MigrationFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.name} ${file.sha256}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  const number = namePattern.exec(name)?.[1];
  if (number === undefined) {
    throw new MigrationError(`${name} is not a migration's name. Name it like 0002_what_it_does.sql.`);
  }
  const text = await readFile(join(folder, name), 'utf8');
  const inTransaction = text.split('\n', 1)[0]?.trim() !== outsideMark;
  return {
    number: Number(number),
    name,
    text,
    sha256: createHash('sha256').update(text).digest('hex'),
    inTransaction,
    statements: inTransaction ? [] : splitStatements(text),
  };
}

function splitStatements(text: string): string[] {
  const withoutComments = text.replace(/^\s*--.*$/gm, '');
  return withoutComments
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
