import { expect, test } from 'vitest';
import { keysOf } from './keys-of.ts';

test('of each log the first key signs, and lines are kept as they are', () => {
  const text = 'k.example/a+11aa+AQ+b/=\nk.example/a+22bb+AQ==\nk.example+11aa+AQ+b/=\n';
  expect(keysOf(text)).toEqual([
    { origin: 'k.example/a', keyId: '11aa', signs: true, line: 'k.example/a+11aa+AQ+b/=' },
    { origin: 'k.example/a', keyId: '22bb', signs: false, line: 'k.example/a+22bb+AQ==' },
    { origin: 'k.example', keyId: '11aa', signs: true, line: 'k.example+11aa+AQ+b/=' },
  ]);
  expect(keysOf('')).toEqual([]);
});
