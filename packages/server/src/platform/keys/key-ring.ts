import { createSecretKey, type KeyObject } from 'node:crypto';
import { invariant } from '@kontor/domain/invariant';
import { query } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { type DataKeyPurpose, type DataKeyRow, listDataKeys } from './data-key-store.ts';
import { type KeyService, MasterKeyRefused } from './key-service.ts';

/** The data keys of the installation, opened. Another process may add to them at any time. */
export type KeyRing = {
  readonly newest: (purpose: DataKeyPurpose) => { readonly id: number; readonly key: KeyObject };
  /** The key, when this process has seen it. */
  readonly known: (id: number) => KeyObject | undefined;
  /** Looks for keys that have been made meanwhile. @throws MasterKeyRefused, KeyServiceUnavailable, DatabaseUnavailable */
  readonly refresh: () => Promise<void>;
};

/** @throws MasterKeyRefused, KeyServiceUnavailable */
export async function openKeyRing(system: Pool, service: KeyService): Promise<KeyRing> {
  const keys = new Map<number, KeyObject>();
  const newest = new Map<DataKeyPurpose, number>();
  const read = async () => {
    const rows = await query(system, noTenant, listDataKeys());
    // Oldest first, and a key is used only when all before it are open: nothing is sealed that cannot be read later.
    for (const row of rows) {
      if (!keys.has(row.id)) keys.set(row.id, createSecretKey(await unwrapDataKey(service, row)));
      if (!row.retired) newest.set(row.purpose, row.id);
    }
  };
  let reading: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  await refresh();
  return {
    refresh,
    known: (id) => keys.get(id),
    newest: (purpose) => {
      const id = newest.get(purpose);
      const key = id === undefined ? undefined : keys.get(id);
      invariant(id !== undefined && key !== undefined, `no data key for ${purpose}`);
      return { id, key };
    },
  };
}

/**
 * The bytes of a data key, by the present master key or by the coming one while it is being changed.
 * @throws MasterKeyRefused, KeyServiceUnavailable
 */
export async function unwrapDataKey(service: KeyService, row: DataKeyRow): Promise<Buffer> {
  const context = wrapContext(row.purpose);
  try {
    return await service.unwrap(context, row.wrapped);
  } catch (error) {
    if (!(error instanceof MasterKeyRefused) || row.wrapped_next === null) throw error;
    return await service.unwrap(context, row.wrapped_next);
  }
}

/** What a wrapped key is bound to. */
export function wrapContext(purpose: DataKeyPurpose): string {
  return JSON.stringify(['data_key', purpose]);
}
