import { queryOptions } from '@tanstack/react-query';
import { apiBase, call } from './call.ts';
import type { Answer } from './types.ts';
import { type Progress, upload } from './upload.ts';

export const priceSheetsQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['price-sheets', query],
    queryFn: ({ signal }) => call('listPriceSheets', { query }, { signal }),
  });

export function priceSheetFile(version: number): string {
  return `${apiBase}/price-sheets/${version}`;
}

export function importPriceSheet(file: File, onProgress: Progress): Promise<Answer<'importPriceSheet'>> {
  const sent = { query: { view: 'software' }, contentType: 'text/csv', body: file };
  // The contract names this answer for the operation whose route was called.
  return upload('importPriceSheet', sent, onProgress) as Promise<Answer<'importPriceSheet'>>;
}

export function importBankStatement(
  file: File,
  decimal: 'point' | 'comma',
  onProgress: Progress,
): Promise<Answer<'importBankStatement'>> {
  const sent = { query: { fileName: file.name, decimal }, contentType: 'text/csv', body: file };
  // The contract names this answer for the operation whose route was called.
  return upload('importBankStatement', sent, onProgress) as Promise<Answer<'importBankStatement'>>;
}

export type SkuName = { readonly productId: string; readonly skuId: string };

export function importKeys(
  { productId, skuId }: SkuName,
  version: string,
  keys: Blob,
  onProgress: Progress,
): Promise<Answer<'importKeys'>> {
  const sent = {
    params: { productId, skuId },
    ...(version === '' ? {} : { query: { version } }),
    contentType: 'text/plain',
    body: keys,
  };
  // The contract names this answer for the operation whose route was called.
  return upload('importKeys', sent, onProgress) as Promise<Answer<'importKeys'>>;
}

export type ArtifactName = SkuName & {
  readonly version: string;
  readonly language: string;
  readonly bitness: string;
  readonly fileName: string;
};

export function putArtifact(
  { productId, skuId, ...query }: ArtifactName,
  file: File,
  onProgress: Progress,
): Promise<Answer<'putArtifact'>> {
  const sent = { params: { productId, skuId }, query, contentType: 'application/octet-stream', body: file };
  // The contract names this answer for the operation whose route was called.
  return upload('putArtifact', sent, onProgress) as Promise<Answer<'putArtifact'>>;
}
