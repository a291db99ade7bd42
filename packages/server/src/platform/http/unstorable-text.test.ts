import { expect, test } from 'vitest';
import { unstorableText } from './unstorable-text.ts';

test('names the fields whose text no database takes, in values and in names', () => {
  const body = { a: 'ok', b: ['x', 'a\u0000b'], c: { d: '\ud800' }, n: 1, z: null };
  expect(unstorableText(body).map((error) => error.path)).toEqual(['b.1', 'c.d']);
  expect(unstorableText({ 'k\u0000': 'v' })).toHaveLength(1);
  expect(unstorableText({ emoji: '😀', turkish: 'İğüşöç' })).toEqual([]);
});
