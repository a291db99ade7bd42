import { expect, test } from 'vitest';
import { openCountries } from './country-of-address.ts';

test('an address has the country of whoever it was given to', async () => {
  const countryOf = await openCountries();
  expect(['8.8.8.8', '::ffff:8.8.8.8', '78.186.1.1', '85.214.132.117'].map(countryOf)).toEqual([
    'US',
    'US',
    'TR',
    'DE',
  ]);
});

test('private addresses, those for examples and what is none have no country', async () => {
  const countryOf = await openCountries();
  for (const address of [
    '10.0.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '::1',
    '192.0.2.7',
    'fe80::1',
    '',
    'nonsense',
  ])
    expect(countryOf(address), address).toBeUndefined();
});
