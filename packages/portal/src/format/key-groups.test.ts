import { expect, test } from 'vitest';
import { keyGroups } from './key-groups.ts';

test('groups 32 digits by four', () => {
  expect(keyGroups('12345678901234567890123456789012')).toEqual([
    '1234',
    '5678',
    '9012',
    '3456',
    '7890',
    '1234',
    '5678',
    '9012',
  ]);
});

test('keeps the groups that a key brings', () => {
  expect(keyGroups('ABCDE-FGHIJ-KLMNO-PQRST-UVWXY')).toEqual(['ABCDE', 'FGHIJ', 'KLMNO', 'PQRST', 'UVWXY']);
});
