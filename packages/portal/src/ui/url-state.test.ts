import { expect, test } from 'vitest';
import { oneOf, parseSearch, stringifySearch } from './url-state.ts';

test('keeps an order number of digits as text', () => {
  expect(parseSearch('?search=00123&cursor=a%2Bb')).toEqual({ search: '00123', cursor: 'a+b' });
});

test('writes what it reads, without what is not set', () => {
  const text = stringifySearch({ search: 'hazel & nut', cursor: undefined, status: 'active' });
  expect(parseSearch(text)).toEqual({ search: 'hazel & nut', status: 'active' });
  expect(stringifySearch({})).toBe('');
});

test('takes nothing from an address that is not on the list', () => {
  expect(oneOf('active', ['all', 'active'])).toBe('active');
  expect(oneOf('<script>', ['all', 'active'])).toBeUndefined();
});
