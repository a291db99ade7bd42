import type { ArtifactRefusal } from '../catalog/import-artifact.ts';
import type { KeyPoolRefusal } from '../catalog/import-keys.ts';

type Sku = { readonly productId: string; readonly skuId: string };

const longestList = 50;

/** "line 3, UnitPrice: …" for each problem, as many as a person reads, and how many there are beyond them. */
export function problemLines(
  problems: readonly { readonly line: number; readonly column: string; readonly message: string }[],
  more: number,
): string[] {
  const shown = problems.slice(0, longestList).map(({ line, column, message }) => {
    const place = column === '' ? `line ${line}` : `line ${line}, ${column}`;
    return `${place}: ${message}`;
  });
  const left = problems.length - shown.length + more;
  return left > 0 ? [...shown, `and ${left} more`] : shown;
}

export function keyRefusalWords(
  refusal: KeyPoolRefusal,
  target: Sku & { readonly version?: string | undefined },
): string {
  if (refusal.code !== 'key_group.unknown') return skuWords(refusal.code, target);
  if (refusal.keyGroups.length === 0)
    return `The SKU ${target.skuId} of ${target.productId} is sold without keys.`;
  return `The SKU has no key group ${target.version}; name one of ${refusal.keyGroups.join(', ')} with --version.`;
}

export function artifactRefusalWords(
  refusal: ArtifactRefusal,
  target: Sku & { readonly fileName: string },
): string {
  switch (refusal.code) {
    case 'product.not_found':
    case 'sku.not_found':
      return skuWords(refusal.code, target);
    case 'artifact.empty':
      return 'The file is empty.';
    case 'artifact.mismatch':
      return `The file is another one: it has ${refusal.sizeBytes} bytes and the SHA-256 ${refusal.sha256}.`;
    case 'artifact.file_name_invalid':
      return `${JSON.stringify(target.fileName)} cannot be the name of a download. Give another with --file-name.`;
    case 'request.invalid':
      return refusal.errors.map(({ path, message }) => `--${path} ${message}.`).join(' ');
  }
}

function skuWords(code: 'product.not_found' | 'sku.not_found', { productId, skuId }: Sku): string {
  return code === 'product.not_found'
    ? `There is no product ${productId}. Import its price sheet or product file first.`
    : `The product ${productId} has no SKU ${skuId}.`;
}
