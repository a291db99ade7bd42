import { accepted, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type ArtifactListing,
  listArtifactRows,
  listReplacedRows,
  type ReplacedFile,
} from './artifact-store.ts';
import { readPoolSku } from './key-pool-store.ts';
import { authorized } from './operate-catalog.ts';

export type ListedArtifact = ArtifactListing & { readonly replaced: readonly ReplacedFile[] };

/** The files of a SKU with what they have taken the place of. */
export const listArtifacts = async (
  ctx: RequestContext,
  sku: { readonly productId: string; readonly skuId: string },
) => {
  const operator = await authorized(ctx, 'artifacts.manage');
  if (!operator.accepted) return operator;
  const productId = parseProductId(sku.productId);
  const skuId = parseSkuId(sku.skuId);
  if (productId === undefined || skuId === undefined) return refused({ code: 'sku.not_found' });
  const [[known], files, replaced] = await readBatch(ctx.pools.system, noTenant, [
    readPoolSku(productId, skuId),
    listArtifactRows(productId, skuId),
    listReplacedRows(productId, skuId),
  ]);
  if (known === undefined) return refused({ code: 'sku.not_found' });
  const before = Map.groupBy(replaced, placeOf);
  return accepted<readonly ListedArtifact[]>(
    files.map((file) => ({ ...file, replaced: before.get(placeOf(file)) ?? [] })),
  );
};

const placeOf = ({ version, language, bitness }: Omit<ArtifactListing, 'uploaded_at'>): string =>
  JSON.stringify([version, language, bitness]);
