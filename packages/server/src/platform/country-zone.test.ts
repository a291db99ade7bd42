import { expect, test } from 'vitest';
import { zoneOfCountry } from './country-zone.ts';

test('a country has the zone that most of it lives by', () => {
  const zones = ['TR', 'DE', 'US', 'AU', 'BR', 'JP', 'ES', 'tr'].map(zoneOfCountry);
  expect(zones).toEqual([
    'Europe/Istanbul',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Sydney',
    'America/Sao_Paulo',
    'Asia/Tokyo',
    'Europe/Madrid',
    'Europe/Istanbul',
  ]);
});

test('what is no country has UTC', () => {
  expect(['', 'XX', 'Türkiye'].map(zoneOfCountry)).toEqual(['UTC', 'UTC', 'UTC']);
});
