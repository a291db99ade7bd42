import { expect, test } from 'vitest';
import { faultsOf, type KeySettings } from './key-settings.ts';

const settings = (changes: Partial<KeySettings> = {}): KeySettings => ({
  source: 'pool',
  format: 'digits_32',
  template: null,
  check: 'none',
  groups: ['default'],
  quantity: { rule: 'per_purchase', keys: 1 },
  ...changes,
});
const paths = (changes: Partial<KeySettings>) => faultsOf(settings(changes)).map(({ path }) => path);

test.each<Partial<KeySettings>>([
  {},
  { source: 'generated' },
  { format: 'mak_5x5' },
  { format: 'template', template: 'XXXXXXXX' },
  { format: 'template', template: 'XXXXX-XXXXX-XXXXC', check: 'luhn', source: 'generated' },
  { quantity: { rule: 'per_purchase', keys: 1000 } },
  { quantity: { rule: 'per_unit' } },
  { quantity: { rule: 'activations', activationsPerUnit: 1_000_000 } },
])('settings that fit together have no faults (%#)', (changes) => {
  expect(faultsOf(settings(changes))).toEqual([]);
});

test.each<[string, Partial<KeySettings>]>([
  ['template', { template: 'XXXXXXXX' }],
  ['check', { check: 'luhn' }],
  ['format', { source: 'generated', format: 'mak_5x5' }],
  ['template', { format: 'template' }],
  ['template', { format: 'template', template: 'XXXX' }],
  // 12 X are 58 bits, 14 are 68.
  ['template', { format: 'template', template: 'XXXXXXXXXXXXX', source: 'generated' }],
  ['groups', { groups: [] }],
  ['groups', { groups: ['2022', '2022'] }],
  ['keysPerPurchase', { quantity: { rule: 'per_purchase', keys: 0 } }],
  ['keysPerPurchase', { quantity: { rule: 'per_purchase', keys: 1001 } }],
  ['activationsPerUnit', { quantity: { rule: 'activations', activationsPerUnit: 0 } }],
])('a fault names its field: %s (%#)', (path, changes) => {
  expect(paths(changes)).toEqual([path]);
});

test('fourteen characters of thirty are enough to be generated', () => {
  expect(paths({ format: 'template', template: 'XXXXXXXXXXXXXX', source: 'generated' })).toEqual([]);
});
