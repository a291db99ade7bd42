import { type KeyFormat, keyFormats } from '@kontor/domain/catalog/key-format';
import { type KeySettings, keySources } from '@kontor/domain/catalog/key-settings';
import { keyChecks } from '@kontor/domain/catalog/key-template';
import { type KeyQuantity, keyRules } from '@kontor/domain/entitlement/key-quantity';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { readPoolsPage } from '../key-pools/key-pools-store.ts';
import { readSkuSettings, setSkuKeys } from '../key-pools/set-sku-keys.ts';
import { setStockThreshold } from '../key-pools/set-threshold.ts';
import { withdrawKeys } from '../key-pools/withdraw-keys.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Deed, Options } from './import-commands.ts';
import { recordFromTerminal } from './open-kontor.ts';
import { InputRefused, UsageError } from './usage.ts';

const mostPools = 10_000;

/** A line a pool, in columns that a script can cut at tabs. */
export function listPoolsCommand(_options: Options, flags: ReadonlySet<string>): Deed {
  return async ({ services: { pools, realNow } }) => {
    const page = { search: null, lowOnly: flags.has('low'), after: null, limit: mostPools };
    const rows = await query(pools.system, noTenant, readPoolsPage(page, realNow()));
    const lines = rows.map((row) =>
      [
        row.product_id,
        row.sku_id,
        row.key_group,
        `${row.free} free`,
        `${row.taken} taken`,
        `${row.revoked} revoked`,
        `${row.waiting} waiting`,
        row.free < row.threshold ? `low, below ${row.threshold}` : 'enough',
      ].join('\t'),
    );
    return lines.length === 0 ? 'No pool is like that.' : lines.join('\n');
  };
}

/** Prints what a SKU's keys are, after what was named has been changed. */
export function setPoolCommand(options: Options): Deed {
  const sku = skuFrom(options);
  const changes = changesFrom(options);
  const threshold = options.threshold === undefined ? undefined : numberFrom('threshold', options.threshold);
  return async ({ services }) => {
    const { system } = services.pools;
    const before = await readSkuSettings(system, sku);
    if (!before.accepted) throw unknownSku(sku);
    const record = await recordFromTerminal(services);
    const after = Object.keys(changes).length === 0 ? before : await changed(before.value);
    if (threshold !== undefined) {
      const done = await setStockThreshold(system, { ...sku, version: options.version }, threshold, record);
      if (!done.accepted) throw new InputRefused('The SKU has no such key group; name one of its own.');
    }
    return JSON.stringify(after.value, null, 2);

    async function changed(settings: KeySettings) {
      const done = await setSkuKeys(system, sku, { ...withFormat(settings, changes), ...changes }, record);
      if (done.accepted) return done;
      if (done.refusal.code !== 'request.invalid') throw unknownSku(sku);
      const lines = done.refusal.errors.map(({ path, message }) => `${path}: ${message}`);
      throw new InputRefused('Nothing was changed.', lines);
    }
  };
}

/** A format that is no template has none. */
const withFormat = (settings: KeySettings, changes: Partial<KeySettings>): KeySettings =>
  changes.format === undefined || changes.format === 'template'
    ? settings
    : { ...settings, template: null, check: 'none' };

export function withdrawKeysCommand(importText: string, options: Options): Deed {
  const sku = skuFrom(options);
  const importId = numberFrom('the number of the import', importText);
  return async ({ services }) => {
    const record = await recordFromTerminal(services);
    const done = await withdrawKeys(services.pools.system, { ...sku, importId }, record);
    if (!done.accepted) throw new InputRefused(`The SKU has no import ${importId}.`);
    const { withdrawn, taken } = done.value;
    return `${withdrawn} keys withdrawn, ${taken} keys of the batch belong to purchases.`;
  };
}

function changesFrom(options: Options): Partial<KeySettings> {
  const { source, format, template, check, groups } = options;
  const quantity = quantityFrom(options);
  return {
    ...(source === undefined ? {} : { source: oneOf('source', keySources, source) }),
    ...(format === undefined ? {} : { format: oneOf<KeyFormat>('format', keyFormats, format) }),
    ...(template === undefined ? {} : { template, format: 'template' }),
    ...(check === undefined ? {} : { check: oneOf('check', keyChecks, check) }),
    ...(groups === undefined ? {} : { groups: groups.split(',').map((group) => group.trim()) }),
    ...(quantity === undefined ? {} : { quantity }),
  };
}

function quantityFrom({ rule: text, keys = '1', activations = '1' }: Options): KeyQuantity | undefined {
  if (text === undefined) return undefined;
  const rule = oneOf('rule', keyRules, text);
  switch (rule) {
    case 'per_purchase':
      return { rule, keys: numberFrom('keys', keys) };
    case 'per_unit':
      return { rule };
    case 'activations':
      return { rule, activationsPerUnit: numberFrom('activations', activations) };
  }
}

function oneOf<T extends string>(name: string, all: readonly T[], text: string): T {
  const found = all.find((each) => each === text);
  if (found === undefined) throw new UsageError(`--${name} is one of ${all.join(', ')}.`);
  return found;
}

function numberFrom(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} is a whole number.`);
  return Number(text);
}

function skuFrom(options: Options): { readonly productId: string; readonly skuId: string } {
  const productId = parseProductId(options.product ?? '');
  const skuId = parseSkuId(options.sku ?? '');
  if (productId === undefined) throw new UsageError('--product is 12 letters or digits.');
  if (skuId === undefined) throw new UsageError('--sku is 4 letters or digits.');
  return { productId, skuId };
}

const unknownSku = ({ productId, skuId }: { readonly productId: string; readonly skuId: string }) =>
  new InputRefused(`There is no SKU ${skuId} of a product ${productId}.`);
