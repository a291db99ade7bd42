import type { Config } from '../config.ts';
import { query } from '../platform/db/batch.ts';
import type { Pools } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { readSeedState } from './seed-store.ts';

/**
 * Whether the demo is to be made now: on an empty database when it was asked for or is the default there, or when
 * an earlier seed was cut off. Never beside anybody's data (product 12).
 */
export async function isSeedWanted(
  config: Pick<Config, 'seed' | 'databaseUrl'>,
  pools: Pick<Pools, 'system'>,
): Promise<boolean> {
  if (config.seed === 'none') return false;
  const [state] = await query(pools.system, noTenant, readSeedState());
  if (state === undefined || state.seeded) return false;
  if (state.demo) return true;
  const isDefault = config.seed === undefined && config.databaseUrl === undefined;
  return !state.accounts && (config.seed === 'demo' || isDefault);
}
