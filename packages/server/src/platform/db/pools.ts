import pg from 'pg';
import { typeParsers } from './parse-value.ts';

export type Pool = pg.Pool;

/** The database roles of a running Kontor; `owner` is the role of the URL itself, for migrations and tests. */
export const databaseRoles = ['kontor_app', 'kontor_lookup', 'kontor_system'] as const;
/** Owns the activity log; nobody connects as it. */
export const ownerRoles = ['kontor_log'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export type PoolsConfig = {
  /** postgresql://… ; a socket directory is given as `?host=/directory`. */
  readonly databaseUrl: string;
  /** Connections of each pool. */
  readonly size?: { readonly app?: number; readonly lookup?: number; readonly system?: number };
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
  /** A plan made on empty tables must not live for ever. */
  readonly maxLifetimeSeconds?: number;
  readonly applicationName?: string;
  /** Told of connections that broke while idle; the pool replaces them by itself. */
  readonly onConnectionLost?: (error: Error) => void;
};

export type Pools = {
  readonly app: Pool;
  readonly lookup: Pool;
  readonly system: Pool;
  readonly close: () => Promise<void>;
};

const poolSize = { app: 8, lookup: 2, system: 4 };

/** Opens the pools without connecting yet; the first statement connects. */
export function openPools(config: PoolsConfig): Pools {
  const app = openPool(config, 'kontor_app', config.size?.app ?? poolSize.app);
  const lookup = openPool(config, 'kontor_lookup', config.size?.lookup ?? poolSize.lookup);
  const system = openPool(config, 'kontor_system', config.size?.system ?? poolSize.system);
  const close = async () => {
    await Promise.all([app.end(), lookup.end(), system.end()]);
  };
  return { app, lookup, system, close };
}

/** One pool of pipelining connections that act as `role` (null: as the role of the URL). */
export function openPool(config: PoolsConfig, role: DatabaseRole | null, max: number): Pool {
  const { connectionString, options } = splitOptions(config.databaseUrl);
  const pool = new pg.Pool({
    connectionString,
    options: [options, sessionOptions(config, role)].join(' ').trim(),
    max,
    pipeline: true,
    types: typeParsers,
    application_name: config.applicationName ?? 'kontor',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: config.maxLifetimeSeconds ?? 300,
    keepAlive: true,
  });
  pool.on('error', (error) => config.onConnectionLost?.(error));
  // A connection that breaks while in use tells its batch; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function sessionOptions(config: PoolsConfig, role: DatabaseRole | null): string {
  const settings: [string, string | number][] = [
    ['jit', 'off'],
    // `= any ($n)` makes a plan for each call look cheaper than it is: planning cost more than running (measured).
    ['plan_cache_mode', 'force_generic_plan'],
    ['timezone', 'UTC'],
    ['datestyle', 'ISO'],
    ['search_path', 'kontor,public'],
    ['statement_timeout', config.statementTimeoutMs ?? 15_000],
    ['lock_timeout', config.lockTimeoutMs ?? 5_000],
    ['idle_in_transaction_session_timeout', config.idleInTransactionTimeoutMs ?? 10_000],
  ];
  if (role !== null) settings.push(['role', role]);
  return settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
}

// pg lets the options of a URL replace the ones given beside it, so that ours would vanish: take them out first.
function splitOptions(databaseUrl: string): { connectionString: string; options: string } {
  const [base = '', query = ''] = databaseUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  const options = parameters.get('options') ?? '';
  parameters.delete('options');
  const rest = parameters.toString();
  return { connectionString: rest === '' ? base : `${base}?${rest}`, options };
}
