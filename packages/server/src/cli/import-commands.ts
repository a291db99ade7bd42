import { basename } from 'node:path';
import { parseBitness } from '@kontor/domain/entitlement/fulfilment';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { formatInstant } from '@kontor/domain/time';
import { isLanguageTag, putArtifact } from '../catalog/import-artifact.ts';
import { importKeys } from '../catalog/import-keys.ts';
import { importPriceSheet } from '../catalog/import-price-sheet.ts';
import { importProducts } from '../catalog/import-products.ts';
import { openInput } from './input-file.ts';
import { type Kontor, recordFromTerminal } from './open-kontor.ts';
import { artifactRefusalWords, keyRefusalWords, problemLines } from './refusal-words.ts';
import { shareOf, startProgress } from './terminal.ts';
import { InputRefused, UsageError } from './usage.ts';

export type Options = Readonly<Record<string, string | undefined>>;

/** A command that has been understood: it only needs the installation. Answers what to print. */
export type Deed = (kontor: Kontor) => Promise<string>;

const viewPattern = /^[a-z][a-z_]{0,40}$/;

export function importPriceSheetCommand(file: string, options: Options): Deed {
  const view = options.view ?? 'software';
  if (!viewPattern.test(view)) throw new UsageError('--view is a word such as software.');
  return async ({ services }) => {
    const record = await recordFromTerminal(services);
    const progress = startProgress();
    const phases = { checking: 'Checking', saving: 'Saving' } as const;
    const decision = await withInput(file, (stream) =>
      importPriceSheet(services.pools.system, stream, {
        view,
        importedBy: 'kontor command line',
        record,
        onProgress: ({ phase, bytes, totalBytes }) =>
          progress.show(`${phases[phase]} ${shareOf(bytes, totalBytes)}`),
      }),
    ).finally(progress.clear);
    if (!decision.accepted) {
      const { errors, more } = decision.refusal;
      throw new InputRefused(
        'The price sheet was not imported; nothing of it stays.',
        problemLines(errors, more),
      );
    }
    const { version, rows, effectiveFrom } = decision.value;
    return `Price sheet version ${version}: ${rows} rows, in force from ${formatInstant(effectiveFrom)}.`;
  };
}

export function importProductsCommand(file: string): Deed {
  return async ({ services }) => {
    const decision = await withInput(file, (stream) => importProducts(services.pools.system, stream));
    if (!decision.accepted) {
      const lines = decision.refusal.errors.map(({ line, path, message }) => ({
        line,
        column: path,
        message,
      }));
      throw new InputRefused(
        'The products were not imported; nothing of them stays.',
        problemLines(lines, 0),
      );
    }
    const { products, skus } = decision.value;
    return `${products} products with ${skus} SKUs imported.`;
  };
}

export function importKeysCommand(file: string, options: Options): Deed {
  const sku = skuFrom(options);
  const version = options.version;
  return async ({ services }) => {
    const { vault, pools } = services;
    const record = await recordFromTerminal(services);
    const progress = startProgress();
    const onProgress = (lines: number) => progress.show(`${lines} lines read`);
    const decision = await withInput(file, (stream) =>
      importKeys(
        { system: pools.system, vault },
        stream,
        { ...sku, version },
        {
          record,
          onProgress,
          importedBy: 'kontor command line',
        },
      ),
    ).finally(progress.clear);
    if (!decision.accepted) throw new InputRefused(keyRefusalWords(decision.refusal, { ...sku, version }));
    const { added, duplicates, invalid, moreInvalid, fulfilled } = decision.value;
    const summary = `${added} keys added, ${duplicates} known already, ${fulfilled} waiting purchases served.`;
    if (invalid.length === 0) return summary;
    const lines = invalid.map((problem) => ({ ...problem, column: '' }));
    const message = `${summary} ${invalid.length + moreInvalid} lines hold no key and were left out:`;
    throw new InputRefused(message, problemLines(lines, moreInvalid));
  };
}

export function importArtifactCommand(file: string, options: Options): Deed {
  const sku = skuFrom(options);
  const bitness = parseBitness(needed(options, 'bitness'));
  if (bitness === undefined) throw new UsageError('--bitness is 64, 32 or arm64.');
  const [version, language] = [needed(options, 'version'), needed(options, 'language')];
  if (version.length > 80) throw new UsageError('--version has at most 80 characters.');
  if (!isLanguageTag(language)) throw new UsageError('--language is a language tag such as en-US or tr-TR.');
  const fileName = options['file-name'] ?? (file === '-' ? undefined : basename(file));
  if (fileName === undefined) throw new UsageError('--file-name is needed with standard input.');
  const sha256 = options.sha256;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    throw new UsageError('--sha256 is 64 hexadecimal digits.');
  const announced = sha256 === undefined ? {} : { sha256: Buffer.from(sha256, 'hex') };
  return async ({ services }) => {
    const { files, pools } = services;
    const record = await recordFromTerminal(services);
    const target = { ...sku, version, language, bitness, fileName, announced };
    const decision = await withInput(file, (stream) =>
      putArtifact({ system: pools.system, files }, stream, target, record),
    );
    if (!decision.accepted)
      throw new InputRefused(artifactRefusalWords(decision.refusal, { ...sku, fileName }));
    const { sizeBytes, sha256 } = decision.value;
    return `${fileName}: ${sizeBytes} bytes, SHA-256 ${sha256.toString('hex')}.`;
  };
}

async function withInput<T>(
  file: string,
  work: (stream: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const input = await openInput(file);
  return work(input.stream).finally(input.close);
}

function skuFrom(options: Options): { readonly productId: string; readonly skuId: string } {
  const productId = parseProductId(needed(options, 'product'));
  const skuId = parseSkuId(needed(options, 'sku'));
  if (productId === undefined) throw new UsageError('--product is 12 letters or digits.');
  if (skuId === undefined) throw new UsageError('--sku is 4 letters or digits.');
  return { productId, skuId };
}

function needed(options: Options, name: string): string {
  const value = options[name];
  if (!value) throw new UsageError(`--${name} is missing.`);
  return value;
}
