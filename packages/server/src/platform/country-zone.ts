import { parseZone, utc, type Zone } from '@kontor/domain/time';

// Of countries with several zones the one that most people, or the capital, live by.
const chosen: Readonly<Record<string, string>> = {
  AQ: 'UTC',
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Nuuk',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Hebron',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  UM: 'Pacific/Wake',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
  XK: 'Europe/Belgrade',
};

/** The zone of a country by its ISO code: its only one, the one chosen above, or UTC where nothing is known. */
export const zoneOfCountry = (country: string): Zone => {
  const code = country.toUpperCase();
  const known = chosen[code];
  if (known !== undefined) return parseZone(known) ?? utc;
  if (!/^[A-Z]{2}$/.test(code)) return utc;
  // Newer than TypeScript's library: answers the zones in use of a region, or nothing for one without.
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined;
  };
  return parseZone(locale.getTimeZones?.()?.[0] ?? '') ?? utc;
};
