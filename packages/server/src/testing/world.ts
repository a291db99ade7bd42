import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReferenceData } from '../catalog/load-reference-data.ts';
import type { Pools } from '../platform/db/pools.ts';
import { openVault, type Vault } from '../platform/keys/vault.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { buildCatalog, type WorldCatalog } from './world-catalog.ts';
import { buildPeople, type WorldPeople } from './world-people.ts';

/** A small installation in which everything can be sold: two partners that are strangers and a sandbox. */
export type World = WorldPeople & {
  readonly catalog: WorldCatalog;
  readonly vault: Vault;
  readonly files: FileStore;
  /** Removes the files; the database is its owner's to drop. */
  readonly dispose: () => Promise<void>;
};

/** Fills an empty database. `keys` is what the pool of the subscription holds. */
export const buildWorld = async (
  pools: Pick<Pools, 'system'>,
  { keys = 5 }: { readonly keys?: number } = {},
): Promise<World> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-world-'));
  const files = createFileStore(directory);
  const vault = await openVault(pools.system, Buffer.alloc(32, 7));
  await loadReferenceData(pools.system);
  const people = await buildPeople(pools.system);
  const catalog = await buildCatalog(pools.system, { vault, files, keys });
  const dispose = () => rm(directory, { recursive: true, force: true });
  return { ...people, catalog, vault, files, dispose };
};
