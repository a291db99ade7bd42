import { join } from 'node:path';
import { loadReferenceData } from './catalog/load-reference-data.ts';
import type { Config } from './config.ts';
import { openFileStore } from './open-file-store.ts';
import { realNow } from './platform/clock.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/db/embedded-postgres.ts';
import { migrate } from './platform/db/migrate.ts';
import { migrationsFolder } from './platform/db/migration-files.ts';
import { openPools } from './platform/db/pools.ts';
import { assertRequestRole } from './platform/db/request-role.ts';
import type { Services } from './platform/http/context.ts';
import { openKeyService } from './platform/keys/open-key-service.ts';
import { keepVaultFresh } from './platform/keys/refresh-vault.ts';
import { openVault } from './platform/keys/vault.ts';
import type { Log } from './platform/log.ts';
import { httpTaxEngine } from './tax/http-tax-engine.ts';

export type Database = { readonly url: string; readonly stop: () => Promise<void> };

/** The database that was configured, or the embedded one in the data directory. @throws EmbeddedPostgresError */
export const openDatabase = async (config: Config, log: Log): Promise<Database> => {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  const embedded: EmbeddedPostgres = await startEmbeddedPostgres({
    directory: join(config.dataDir, 'postgres'),
    onEvent: (event) => log.info({ database: event }, 'embedded database'),
  });
  return { url: embedded.databaseUrl, stop: () => embedded.stop() };
};

/** Brings a database to this version: migrations under a lock, then the data that ships. */
export const prepareDatabase = async (databaseUrl: string, log: Log): Promise<void> => {
  const applied = await migrate(databaseUrl, migrationsFolder);
  if (applied.length > 0) log.info({ applied }, 'database migrated');
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
  try {
    await loadReferenceData(pools.system);
  } finally {
    await pools.close();
  }
};

const taxEngineOf = ({ taxEngineUrl: url, taxEngineToken: token }: Config, log: Log) =>
  url === undefined ? {} : { taxEngine: httpTaxEngine({ url, token }, log) };

export type OpenServices = { readonly services: Services; readonly close: () => Promise<void> };

/** What commands need, over a prepared database. @throws UnsafeRequestRole, MasterKeyMissing, MasterKeyRefused, KeyServiceUnavailable */
export const openServices = async (
  config: Config,
  databaseUrl: string,
  log: Log,
  poolSize: { readonly app: number; readonly lookup: number; readonly system: number },
): Promise<OpenServices> => {
  const pools = openPools({
    databaseUrl,
    size: poolSize,
    onConnectionLost: (error) => log.warn({ error: error.message }, 'database connection lost'),
  });
  try {
    await assertRequestRole(pools.app);
    const vault = await openVault(pools.system, await openKeyService(config.dataDir));
    const files = await openFileStore(config.files, config.dataDir);
    const services: Services = {
      pools,
      vault,
      files,
      realNow,
      publicUrl: config.publicUrl,
      log,
      downloads: config.downloads,
      support: config.support,
      sendsMail: config.mail !== undefined,
      takesPayments: config.paymentProvider !== 'none',
      webhooksAllowPrivate: config.webhooksAllowPrivate,
      ...(config.wireRatePerMinute === undefined ? {} : { wireRatePerMinute: config.wireRatePerMinute }),
      ...taxEngineOf(config, log),
    };
    const stopRefreshing = keepVaultFresh(vault, log);
    const close = async () => {
      await stopRefreshing();
      await pools.close();
    };
    return { services, close };
  } catch (error) {
    await pools.close();
    throw error;
  }
};
