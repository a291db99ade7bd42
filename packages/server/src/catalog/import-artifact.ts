import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { Bitness } from '@kontor/domain/entitlement/fulfilment';
import { readBatch, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { FileStore } from '../platform/storage/files.ts';
import { saveArtifact } from './artifact-store.ts';
import type { RecordImport } from './import-record-store.ts';
import { readPoolSku, readProductExists } from './key-pool-store.ts';

export type ArtifactTarget = {
  readonly productId: string;
  readonly skuId: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly fileName: string;
};

export type ArtifactRefusal =
  | { readonly code: 'product.not_found' }
  | { readonly code: 'sku.not_found' }
  | { readonly code: 'artifact.file_name_invalid' }
  | { readonly code: 'artifact.empty' };

export type StoredArtifact = { readonly sizeBytes: number; readonly sha256: Buffer };

/**
 * Stores the file of one version, language and bitness. An earlier file's bytes stay, so that transfers of it that
 * are running finish.
 * @throws what the stream throws; nothing is stored then
 */
export async function putArtifact(
  { system, files }: { readonly system: Pool; readonly files: FileStore },
  stream: AsyncIterable<Uint8Array>,
  target: ArtifactTarget,
  record: RecordImport,
): Promise<Decision<StoredArtifact, ArtifactRefusal>> {
  if (!isFileName(target.fileName)) return refused({ code: 'artifact.file_name_invalid' });
  const { productId, skuId, version, language, bitness, fileName } = target;
  const [[product], [sku]] = await readBatch(system, noTenant, [
    readProductExists(productId),
    readPoolSku(productId, skuId),
  ]);
  if (product === undefined) return refused({ code: 'product.not_found' });
  if (sku === undefined) return refused({ code: 'sku.not_found' });
  const stored = await files.put(stream);
  if (stored.sizeBytes === 0) {
    await files.remove(stored.storageKey);
    return refused({ code: 'artifact.empty' });
  }
  const { sizeBytes, sha256 } = stored;
  const keyGroup = sku.key_groups.includes(version) ? version : sku.default_key_group;
  const details = { version, language, bitness, fileName, sizeBytes, sha256: sha256.toString('hex') };
  const entry = { resourceType: 'artifact', resourceId: `${productId}:${skuId}`, details } as const;
  await writeBatch(system, noTenant, [
    saveArtifact({ ...target, ...stored, keyGroup }),
    ...record({ action: 'put_artifact', eventType: 'artifact.stored', ...entry }),
  ]);
  return accepted({ sizeBytes, sha256 });
}

/** A name that every system can save: letters and digits of any script, spaces inside, dots, dashes, underscores. */
export function isFileName(name: string): boolean {
  return name.length <= 200 && /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._()+-]*[\p{L}\p{N}\p{M})])?$/u.test(name);
}
