import { createRequire } from 'node:module';
import { BlockList, isIP } from 'node:net';
import { type CountryResponse, open } from 'maxmind';

/** The ISO code of the country that an address belongs to; undefined for private ones and those of nobody. */
export type CountryOf = (address: string) => string | undefined;

// Addresses of nobody's country (RFC 6890), whatever a table says of them: some tables give a few of them one.
const nowhere = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  nowhere.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
] as const)
  nowhere.addSubnet(network, bits, 'ipv6');

type Entry = CountryResponse & { readonly country_code?: string };

const bundled = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/**
 * Opens the table of addresses that comes with Kontor, or a newer one that the operator has put somewhere: any file of
 * the MMDB format that names countries as ip-location-db or as MaxMind and DB-IP do.
 */
export const openCountries = async (file?: string): Promise<CountryOf> => {
  const reader = await open<Entry>(file ?? createRequire(import.meta.url).resolve(bundled));
  return (text) => {
    const address = text.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(address);
    if (family === 0 || nowhere.check(address, family === 4 ? 'ipv4' : 'ipv6')) return undefined;
    const found = reader.get(address);
    return found?.country_code ?? found?.country?.iso_code;
  };
};
