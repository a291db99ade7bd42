import type { KeyQuantity } from '../entitlement/key-quantity.ts';
import { mostKeys } from '../entitlement/key-quantity.ts';
import type { KeyFormat } from './key-format.ts';
import { bitsOf, type KeyCheck, parseKeyTemplate, type TemplateFault } from './key-template.ts';

export const keySources = ['pool', 'generated', 'none'] as const;
export type KeySource = (typeof keySources)[number];

/** Where the keys of a purchase come from: a sandbox account's are made and marked, and no pool is the less for it. */
export type PurchaseKeySource = KeySource | 'sandbox';

/** What an operator says of a SKU's keys; it holds for purchases made from then on. */
export type KeySettings = {
  readonly source: KeySource;
  readonly format: KeyFormat;
  readonly template: string | null;
  readonly check: KeyCheck;
  /** The first is the one that a purchase takes its keys from. */
  readonly groups: readonly string[];
  readonly quantity: KeyQuantity;
};

export type SettingFault = { readonly path: string; readonly message: string };

/** Keys that we make ourselves must not be guessed: this many bits at least. */
export const leastBits = 64;

const templateWords: Readonly<Record<TemplateFault, string>> = {
  syntax: 'is made of A, 9, X, C, single dashes between them, and fixed characters in square brackets',
  too_short: 'needs at least 8 characters that differ from key to key',
  too_long: 'may have 64 characters without the dashes',
  check_missing: 'must end in its check characters: CC for mod97, C for luhn',
  check_unexpected:
    'has more check characters than its scheme: CC for mod97, C for luhn, none without a scheme',
};

/** What does not fit together, each with the field, the rule and the remedy; empty when all does. */
export function faultsOf(settings: KeySettings): SettingFault[] {
  return [...templateFaultsOf(settings), ...groupFaults(settings), ...quantityFaults(settings)];
}

function templateFaultsOf({ source, format, template, check }: KeySettings): SettingFault[] {
  const at = (path: string, message: string): SettingFault[] => [{ path, message }];
  if (format !== 'template') {
    if (template !== null) return at('template', 'is for the format "template"; leave it out');
    if (check !== 'none') return at('check', 'is for the format "template"; leave it out');
    if (source === 'generated' && format !== 'digits_32')
      return at('format', 'only keys of 32 digits or of a template can be generated; sell these from a pool');
    return [];
  }
  if (template === null) return at('template', 'is needed for this format, such as XXXXX-XXXXX-XXXXX');
  const reading = parseKeyTemplate(template, check);
  if (!reading.accepted) return at('template', templateWords[reading.refusal.reason]);
  if (source === 'generated' && bitsOf(reading.value) < leastBits)
    return at('template', `could be guessed: use more characters, until there are ${leastBits} bits`);
  return [];
}

function groupFaults({ groups }: KeySettings): SettingFault[] {
  if (groups.length === 0) return [{ path: 'groups', message: 'needs one name at least, such as "default"' }];
  if (new Set(groups).size < groups.length)
    return [{ path: 'groups', message: 'a key group is named twice; name each once' }];
  return [];
}

function quantityFaults({ quantity }: KeySettings): SettingFault[] {
  switch (quantity.rule) {
    case 'per_purchase':
      return isWithin(quantity.keys, mostKeys)
        ? []
        : [{ path: 'keysPerPurchase', message: `must be from 1 to ${mostKeys}` }];
    case 'per_unit':
      return [];
    case 'activations':
      return isWithin(quantity.activationsPerUnit, 1_000_000)
        ? []
        : [{ path: 'activationsPerUnit', message: 'must be from 1 to 1000000' }];
  }
}

function isWithin(number: number, most: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= most;
}
