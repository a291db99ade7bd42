import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedOwner } from './init-cluster.ts';

// Lines of postmaster.pid: process, directory, start, port, socket directory, address, memory, status.
const socketLine = 4;

/**
 * The URL of the embedded database of a data directory if a server is running it now and it answers, for commands
 * that work beside that server.
 */
export async function findRunningDatabase(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'pgdata', 'postmaster.pid'), 'utf8').catch(
    () => undefined,
  );
  const socketDirectory = text?.split('\n')[socketLine]?.trim();
  if (!socketDirectory) return undefined;
  const url = `postgresql://${embeddedOwner}@localhost/kontor?host=${encodeURIComponent(socketDirectory)}`;
  return (await answers(url)) ? url : undefined;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  // A connection that breaks tells so twice; without a listener the second time would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
