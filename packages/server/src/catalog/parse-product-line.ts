import { keyFormats } from '@kontor/domain/catalog/key-format';
import { faultsOf, keySources } from '@kontor/domain/catalog/key-settings';
import { keyChecks } from '@kontor/domain/catalog/key-template';
import { keyRules } from '@kontor/domain/entitlement/key-quantity';
import { families } from '@kontor/domain/market/family';
import { z } from 'zod';
import { keyQuantityOf } from './key-form.ts';

const name = z.string().min(1).max(500);
const words = z.array(z.string().min(1).max(100)).max(50);
const largestQuantity = 999_999_999;

const noKeys = {
  source: 'none',
  format: 'digits_32',
  template: null,
  check: 'none',
  groups: ['default'],
  rule: 'per_purchase',
  perPurchase: 1,
  activationsPerUnit: null,
} as const;
const keysLine = z.strictObject({
  /** 'pool' sells imported keys, 'generated' makes them at checkout. */
  source: z.enum(keySources),
  format: z.enum(keyFormats).default('digits_32'),
  /** Of the format 'template': what a key looks like, and the scheme of its check characters. */
  template: z.string().max(200).nullable().default(null),
  check: z.enum(keyChecks).default('none'),
  /** The first is the one that a purchase takes its keys from. */
  groups: z.array(z.string().min(1).max(80)).min(1).max(50).default(['default']),
  rule: z.enum(keyRules).default('per_purchase'),
  perPurchase: z.int().min(1).max(1000).default(1),
  /** Needed by the rule 'activations'. */
  activationsPerUnit: z.int().min(1).max(1_000_000).nullable().default(null),
});

const skuLine = z.strictObject({
  id: z.string().regex(/^[0-9A-Z]{4}$/, 'a SKU id is 4 upper-case letters or digits'),
  title: name,
  description: z.string().max(4000).default(''),
  minimumQuantity: z.int().min(1).max(largestQuantity).default(1),
  maximumQuantity: z.int().min(1).max(largestQuantity).default(largestQuantity),
  isTrial: z.boolean().default(false),
  prerequisites: words.default([]),
  inventoryVariables: words.default([]),
  provisioningVariables: words.default([]),
  attributes: z.record(z.string().max(100), z.string().max(1000)).default({}),
  keys: keysLine.default({ ...noKeys, groups: ['default'] }),
});

const productLine = z.strictObject({
  id: z.string().regex(/^[0-9A-Z]{12}$/, 'a product id is 12 upper-case letters or digits'),
  title: name,
  description: z.string().max(4000).default(''),
  family: z.enum(families),
  publisher: z.string().max(200).default(''),
  ownProduct: z.boolean().default(true),
  type: z.string().min(1).max(100),
  subType: z.strictObject({ id: z.string().min(1).max(100), name }).optional(),
  skus: z.array(skuLine).min(1).max(500),
});

/** One product of a products file, with its SKUs and what they say of keys. */
export type ProductLine = z.infer<typeof productLine>;

export type LineProblem = { readonly line: number; readonly path: string; readonly message: string };
export type ProductLineReading = {
  readonly product?: ProductLine;
  readonly problems: readonly LineProblem[];
};

/** Reads one line of JSON. */
export function parseProductLine(line: number, text: string): ProductLineReading {
  if (/\\u0000/.test(text))
    return { problems: [{ line, path: '', message: 'the text holds a NUL character' }] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problems: [{ line, path: '', message: 'the line is not JSON' }] };
  }
  const reading = productLine.safeParse(json);
  if (!reading.success) {
    const problems = reading.error.issues.map(({ path, message }) => ({
      line,
      path: path.join('.'),
      message,
    }));
    return { problems };
  }
  const problems = reading.data.skus.flatMap((sku, index) => skuProblems(line, sku, index));
  return problems.length > 0 ? { problems } : { product: reading.data, problems };
}

function skuProblems(line: number, sku: ProductLine['skus'][number], index: number): LineProblem[] {
  const problems: LineProblem[] = [];
  const add = (path: string, message: string) =>
    problems.push({ line, path: `skus.${index}.${path}`, message });
  if (sku.maximumQuantity < sku.minimumQuantity) add('maximumQuantity', 'the maximum is below the minimum');
  const { rule, perPurchase, activationsPerUnit, ...look } = sku.keys;
  if (activationsPerUnit !== null && rule !== 'activations')
    add('keys.activationsPerUnit', 'is for the rule "activations"; leave it out');
  const row = { key_rule: rule, key_activations: activationsPerUnit ?? 0 };
  const faults = faultsOf({ ...look, quantity: keyQuantityOf(row, perPurchase) });
  for (const { path, message } of faults) add(`keys.${path}`, message);
  return problems;
}
