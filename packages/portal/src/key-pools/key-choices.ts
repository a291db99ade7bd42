import type { SkuKeys } from '../api/types.ts';

/** What a SKU's keys may be, in the order in which a form offers it; the contract says that nothing else is. */
export const sources = ['pool', 'generated', 'none'] as const satisfies readonly SkuKeys['source'][];
export const formats = ['digits_32', 'mak_5x5', 'template'] as const satisfies readonly SkuKeys['format'][];
export const checks = ['none', 'mod97', 'luhn'] as const satisfies readonly SkuKeys['check'][];
export const rules = [
  'per_purchase',
  'per_unit',
  'activations',
] as const satisfies readonly SkuKeys['rule'][];
