import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const keyBytes = 32;
const fileName = 'master.key';

/** The master key is missing or is not 32 bytes. The message says where it was looked for and what to do. */
export class MasterKeyMissing extends Error {
  override readonly name = 'MasterKeyMissing';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The 32 bytes that wrap the data keys, kept outside the database: `KONTOR_MASTER_KEY` (hex or base64), the
 * file that `KONTOR_MASTER_KEY_FILE` names, or `master.key` in the data directory, which is made at the first
 * start with the embedded database. A database of one's own may have other processes: it needs a key of its own.
 * @throws MasterKeyMissing
 */
export async function loadMasterKey(dataDir: string, env: Environment = process.env): Promise<Buffer> {
  const { KONTOR_MASTER_KEY: text, KONTOR_MASTER_KEY_FILE: file, DATABASE_URL: databaseUrl } = env;
  if (text) return parseMasterKey(text, 'KONTOR_MASTER_KEY');
  if (file) return parseMasterKey(await readKeyFile(file), file);
  const path = join(dataDir, fileName);
  if (databaseUrl && !(await exists(path))) {
    throw new MasterKeyMissing(
      'With DATABASE_URL the master key is not made by itself. Set KONTOR_MASTER_KEY to 32 random bytes in hex ' +
        '(openssl rand -hex 32), or KONTOR_MASTER_KEY_FILE to a file that holds them, and keep a copy.',
    );
  }
  if (!(await exists(path))) await createKeyFile(dataDir, path);
  return parseMasterKey(await readKeyFile(path), path);
}

/** Reads 64 hex digits or base64 of 32 bytes. @throws MasterKeyMissing, without the text */
export function parseMasterKey(text: string, where: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  throw new MasterKeyMissing(`${where} is not a master key: give 32 bytes as 64 hex digits or in base64.`);
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MasterKeyMissing(`The master key file cannot be read: ${reason}`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw new MasterKeyMissing(`${path} cannot be read: ${codeOf(error)}`, { cause: error });
  }
}

// Linked into place when it is whole and on disk: a crash leaves no half key, and of two first starts one wins.
async function createKeyFile(dataDir: string, path: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(keyBytes).toString('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  const directory = await open(dataDir, 'r');
  await directory.sync().finally(() => directory.close());
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
