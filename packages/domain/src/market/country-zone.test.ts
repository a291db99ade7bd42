import { expect, it } from 'vitest';
import { utc } from '../time.ts';
import { zoneOfCountry } from './country-zone.ts';

it.each([
  ['TR', 'Europe/Istanbul'],
  ['DE', 'Europe/Berlin'],
  ['US', 'America/New_York'],
  ['AU', 'Australia/Sydney'],
  ['jp', 'Asia/Tokyo'],
  ['XK', 'Europe/Belgrade'],
])('%s keeps the time of %s', (country, zone) => {
  expect(zoneOfCountry(country)).toBe(zone);
});

it('a country that nobody knows keeps universal time', () => {
  expect(zoneOfCountry('ZZ')).toBe(utc);
});
