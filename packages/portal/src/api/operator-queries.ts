import { type ProblemDetails, ProblemError } from '@kontor/contract/client';
import { routes } from '@kontor/contract/client-routes';
import { queryOptions } from '@tanstack/react-query';
import { apiBase, call, csrfHeaders } from './call.ts';
import type { Answer } from './types.ts';

export const priceSheetsQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['price-sheets', query],
    queryFn: ({ signal }) => call('listPriceSheets', { query }, { signal }),
  });

export function priceSheetFile(version: number): string {
  return `${apiBase}/price-sheets/${version}`;
}

export type Progress = (sentShare: number) => void;
type Upload = 'importPriceSheet' | 'importKeys' | 'putArtifact' | 'importBankStatement';
type Sent = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: Blob;
};

/** Sends a file as it lies on the disk; XMLHttpRequest because fetch does not tell how much went out. */
function upload(name: Upload, sent: Sent, onProgress: Progress): Promise<unknown> {
  const [method, template] = routes[name];
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(sent.params?.[key] ?? ''),
  );
  const search = sent.query ? `?${new URLSearchParams(sent.query)}` : '';
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, `${apiBase}${path}${search}`);
    for (const [header, value] of Object.entries(csrfHeaders())) request.setRequestHeader(header, value);
    request.setRequestHeader('content-type', sent.contentType);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new Error('the connection broke'));
    request.onload = () => {
      if (request.status < 400) resolve(request.response);
      else reject(refusal(request));
    };
    request.send(sent.body);
  });
}

function refusal(request: XMLHttpRequest): Error {
  const answer: unknown = request.response;
  const isProblem = typeof answer === 'object' && answer !== null && 'code' in answer;
  return isProblem
    ? new ProblemError(answer as ProblemDetails) // the API's error shape, recognised by its code
    : new Error(`the server answered ${request.status}`);
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
