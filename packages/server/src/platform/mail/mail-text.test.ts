import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAddress, oneLine, plainText } from './mail-text.ts';

test('whatever a subject is made of, it is one line of whole characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.integer({ min: 2, max: 100 }),
      (text, most) => {
        const line = oneLine(text, most);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(line.isWellFormed() || !text.isWellFormed()).toBe(true);
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

test('a text keeps its lines, its tabs and its letters, and nothing that steers a terminal', () => {
  expect(plainText('İğde\tağacı\r\n\u001b[31mkırmızı\u0000\rson')).toBe('İğde\tağacı\n[31mkırmızı\nson');
});

test('a long subject ends in dots, not in half a character', () => {
  expect(oneLine('abcdef', 6)).toBe('abcdef');
  expect(oneLine('abcdefg', 6)).toBe('abcde…');
  expect(oneLine('abcd😀g', 6)).toBe('abcd…');
});

test.each([
  ['a@b.example', true],
  ['ayşe@fındık.example', true],
  ["o'neil+tag@b.example", true],
  ['a@b', true],
  [`${'a'.repeat(64)}@b.example`, true],
  [`${'a'.repeat(65)}@b.example`, false],
  [`a@${'b'.repeat(252)}`, true],
  [`a@${'b'.repeat(253)}`, false],
  ['a b@c.example', false],
  ['a@b.example\n', false],
  ['a@b@c', false],
  ['<a@b.example>', false],
  ['a@b.example;c@d.example', false],
  ['a\u200b@b.example', false],
])('%j is an address: %s', (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});
