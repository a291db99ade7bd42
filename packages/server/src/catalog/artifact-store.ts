import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type ArtifactFile = {
  readonly productId: string;
  readonly skuId: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: string;
  readonly fileName: string;
  readonly keyGroup: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
};

/** One file for each version, language and bitness; a new one takes its place for transfers that begin from now on. */
export const saveArtifact = (file: ArtifactFile): Statement =>
  statement(
    'artifact.save',
    `insert into kontor.artifact (product_id, sku_id, version, language, bitness, key_group, file_name, size_bytes,
       sha256, storage_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (product_id, sku_id, version, language, bitness) do update set key_group = excluded.key_group,
       file_name = excluded.file_name, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
       storage_key = excluded.storage_key, uploaded_at = clock_timestamp()`,
    [
      file.productId,
      file.skuId,
      file.version,
      file.language,
      file.bitness,
      file.keyGroup,
      file.fileName,
      file.sizeBytes,
      file.sha256,
      file.storageKey,
    ],
  );

export type ArtifactListing = {
  readonly version: string;
  readonly language: string;
  readonly bitness: '64' | '32' | 'arm64';
  readonly file_name: string;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
  readonly uploaded_at: Instant;
};

export const listArtifactRows = (productId: string, skuId: string): Statement<ArtifactListing> =>
  statement(
    'artifact.list',
    `select version, language, bitness, file_name, size_bytes, sha256, uploaded_at from kontor.artifact
     where product_id = $1 and sku_id = $2 order by version desc, language, bitness`,
    [productId, skuId],
  );

export type ReplacedFile = ArtifactListing & {
  readonly replaced_at: Instant;
  readonly removed_at: Instant | null;
};

/** Newest first. */
export const listReplacedRows = (productId: string, skuId: string): Statement<ReplacedFile> =>
  statement(
    'artifact.list_replaced',
    `select version, language, bitness, file_name, size_bytes, sha256, uploaded_at, replaced_at, removed_at
     from kontor.artifact_history where product_id = $1 and sku_id = $2 order by id desc limit 500`,
    [productId, skuId],
  );
