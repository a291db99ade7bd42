import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type RecordImport, recordAs } from '../catalog/import-record-store.ts';
import type { Config } from '../config.ts';
import { type Database, openDatabase, openServices, prepareDatabase } from '../open-services.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { EmbeddedPostgresError } from '../platform/db/embedded-errors.ts';
import { findRunningDatabase } from '../platform/db/running-database.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { addInstallationAccount, readInstallationAccount } from '../seed/seed-store.ts';
import { terminalLog } from './terminal.ts';

export type Kontor = { readonly services: Services; readonly close: () => Promise<void> };

const poolSize = { app: 4, lookup: 1, system: 4 };

/**
 * Opens the installation as the server does: on DATABASE_URL, on the embedded database that a running server has
 * started, or on one that is started for this command and stopped after it.
 * @throws EmbeddedPostgresError, MasterKeyMissing, MasterKeyRefused, DatabaseUnavailable
 */
export async function openKontor(config: Config): Promise<Kontor> {
  await mkdir(config.dataDir, { recursive: true });
  const database = await attachOrStart(config);
  try {
    await prepareDatabase(database.url, terminalLog);
    const { services, close } = await openServices(config, database.url, terminalLog, poolSize);
    return {
      services,
      close: async () => {
        await close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

// A server that is just starting holds the directory before its database answers.
const attempts = 40;
const pauseMs = 250;

async function attachOrStart(config: Config): Promise<Database> {
  if (config.databaseUrl !== undefined) return openDatabase(config, terminalLog);
  for (let attempt = 1; ; attempt += 1) {
    const url = await findRunningDatabase(config.dataDir);
    if (url !== undefined) return { url, stop: async () => {} };
    try {
      return await openDatabase(config, terminalLog);
    } catch (error) {
      const isInUse = error instanceof EmbeddedPostgresError && error.fault === 'in_use';
      if (!isInUse || attempt === attempts) throw error;
      await pause(pauseMs);
    }
  }
}

/** The installation's own account, in whose log stands what concerns no partner. */
export async function installationAccount({ pools }: Services): Promise<string> {
  await writeBatch(pools.system, noTenant, [addInstallationAccount(newUuid(), 'Kontor')]);
  const [account] = await query(pools.system, noTenant, readInstallationAccount());
  if (account === undefined) throw new Error('the installation has no account of its own');
  return account.id;
}

/** Records what the command line imports in the installation's own log. */
export async function recordFromTerminal(services: Services): Promise<RecordImport> {
  const accountId = await installationAccount(services);
  return recordAs({ accountId, application: 'kontor command line', now: services.realNow() });
}
