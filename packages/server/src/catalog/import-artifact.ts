import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { Bitness } from '@kontor/domain/entitlement/fulfilment';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { readBatch, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { FileStore, ReceivedFile } from '../platform/storage/file-store.ts';
import { type AnnouncedFile, checkAnnounced, type MismatchRefusal } from './announced-file.ts';
import { saveArtifact } from './artifact-store.ts';
import type { RecordImport } from './import-record-store.ts';
import { readPoolSku, readProductExists } from './key-pool-store.ts';
import { claimFile } from './stored-file-store.ts';

export type ArtifactTarget = {
  readonly productId: string;
  readonly skuId: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly fileName: string;
  readonly announced?: AnnouncedFile;
};

export type ArtifactRefusal =
  | { readonly code: 'product.not_found' }
  | { readonly code: 'sku.not_found' }
  | { readonly code: 'artifact.file_name_invalid' }
  | { readonly code: 'artifact.empty' }
  | MismatchRefusal
  | { readonly code: 'request.invalid'; readonly errors: readonly FieldProblem[] };
type FieldProblem = { readonly path: string; readonly message: string };

export type StoredArtifact = { readonly sizeBytes: number; readonly sha256: Buffer };

/**
 * Stores the file of one version, language and bitness. An earlier file goes into the history and stays as long as
 * replaced files are kept, so that transfers of it that are running finish.
 * @throws what the stream throws; nothing is stored then
 */
export async function putArtifact(
  { system, files }: { readonly system: Pool; readonly files: FileStore },
  stream: AsyncIterable<Uint8Array>,
  target: ArtifactTarget,
  record: RecordImport,
): Promise<Decision<StoredArtifact, ArtifactRefusal>> {
  if (!isFileName(target.fileName)) return refused({ code: 'artifact.file_name_invalid' });
  const errors = fieldProblems(target);
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  const productId = parseProductId(target.productId);
  if (productId === undefined) return refused({ code: 'product.not_found' });
  const skuId = parseSkuId(target.skuId);
  if (skuId === undefined) return refused({ code: 'sku.not_found' });
  const { version, language, bitness, fileName } = target;
  const [[product], [sku]] = await readBatch(system, noTenant, [
    readProductExists(productId),
    readPoolSku(productId, skuId),
  ]);
  if (product === undefined) return refused({ code: 'product.not_found' });
  if (sku === undefined) return refused({ code: 'sku.not_found' });
  const received = await files.receive(stream);
  const checked = checkReceived(received, target.announced);
  if (!checked.accepted) {
    await received.discard();
    return checked;
  }
  await keepClaimed(system, received);
  const { storageKey, sizeBytes, sha256 } = received;
  const keyGroup = sku.key_groups.includes(version) ? version : sku.default_key_group;
  const details = { version, language, bitness, fileName, sizeBytes, sha256: sha256.toString('hex') };
  const entry = { resourceType: 'artifact', resourceId: `${productId}:${skuId}`, details } as const;
  await writeBatch(system, noTenant, [
    saveArtifact({ ...target, storageKey, sizeBytes, sha256, productId, skuId, keyGroup }),
    ...record({ action: 'put_artifact', eventType: 'artifact.stored', ...entry }),
  ]);
  return accepted({ sizeBytes, sha256 });
}

function checkReceived(
  received: ReceivedFile,
  announced: AnnouncedFile = {},
): Decision<void, ArtifactRefusal> {
  return received.sizeBytes === 0 ? refused({ code: 'artifact.empty' }) : checkAnnounced(announced, received);
}

/** The claim commits first: a sweep that has the same content in hand is done before the file takes its place. */
async function keepClaimed(system: Pool, { storageKey, keep, discard }: ReceivedFile): Promise<void> {
  try {
    await writeBatch(system, noTenant, [claimFile(storageKey)]);
    await keep();
  } catch (error) {
    await discard();
    throw error;
  }
}

function fieldProblems({ version, language }: ArtifactTarget): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (version === '' || version.length > 80 || /\p{Cc}/u.test(version)) {
    problems.push({ path: 'version', message: 'must be 1 to 80 characters without control characters' });
  }
  if (!isLanguageTag(language)) {
    problems.push({ path: 'language', message: 'must be a language tag such as en-US or tr-TR' });
  }
  return problems;
}

/** Whether the text is a well-formed language tag (BCP 47). */
export function isLanguageTag(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    // A malformed tag is the one thing that this throws for.
    return false;
  }
}

/** A name that every system can save: letters and digits of any script, spaces inside, dots, dashes, underscores. */
export function isFileName(name: string): boolean {
  return name.length <= 200 && /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._()+-]*[\p{L}\p{N}\p{M})])?$/u.test(name);
}
