import { describe, expect, test } from 'vitest';
import { canarySearch } from './find-canaries.ts';

const key = '12345678901234567890123456789032';
const mak = 'ABCDE-FGHIJ-KLMNP-QRSTU-VWXYZ';
const search = canarySearch([
  { name: 'key', text: key },
  { name: 'mak', text: mak },
]);
const find = (text: string) => search(Buffer.from(text, 'utf8'));

describe('a canary', () => {
  test.each([
    ['in clear', `{"key":"${key}"}`],
    ['in groups of four', 'x 1234 5678 9012 3456 7890 1234 5678 9032 y'],
    ['with dashes', '1234-5678-9012-3456-7890-1234-5678-9032'],
    ['in hexadecimal', Buffer.from(`ab${key}`).toString('hex')],
    ['in capital hexadecimal', Buffer.from(key).toString('hex').toUpperCase()],
    ...[0, 1, 2, 3].map((n) => [
      `in base64 after ${n} bytes`,
      Buffer.from(`${'k'.repeat(n)}${key}!`).toString('base64'),
    ]),
    ['in two bytes a letter', Buffer.from(key, 'utf16le').toString('latin1')],
  ])('is found %s', (_, text) => {
    expect(search(Buffer.from(text as string, 'latin1'))).toEqual(['key']);
  });

  test.each([mak, mak.replaceAll('-', ''), mak.toLowerCase(), mak.replaceAll('-', ' ')])(
    'is found as %s',
    (text) => {
      expect(find(`at the end ${text}`)).toEqual(['mak']);
    },
  );

  test('is found at the first and at the last byte, and twice is once', () => {
    expect(find(`${key}${mak}${key}`)).toEqual(['key', 'mak']);
  });

  test('is not found where only its head stands', () => {
    expect(find(`${key.slice(0, 31)} ${mak.slice(0, 28)}`)).toEqual([]);
    expect(find('')).toEqual([]);
  });

  test('has to be long enough not to stand somewhere by chance', () => {
    expect(() => canarySearch([{ name: 'pin', text: '123456' }])).toThrow(/too short/);
  });
});
