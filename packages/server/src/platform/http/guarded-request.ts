import { type LookupAddress, lookup } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

// Requests to addresses that somebody else chose. What they are looked up as is checked in the moment of connecting,
// so that a name cannot be one address when it is looked at and another when it is called.

export class AddressRefused extends Error {}

const refused4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  refused4.addSubnet(network, prefix, 'ipv4');

const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
// Teredo and 6to4 hold an IPv4 address inside; documentation, benchmarks and ORCHID are nobody's.
const refused6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  refused6.addSubnet(network, prefix, 'ipv6');

/** Whether an address is one that anybody on the internet may be reached at. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !refused4.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
};

/** The host of a URL as an address, when it is one. */
export const literalAddress = ({ hostname }: URL): string | undefined => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
};

const allOf = (found: string | LookupAddress[]): string[] =>
  typeof found === 'string' ? [found] : found.map(({ address }) => address);

/** Refuses a name when any of its addresses is not public. */
export const guardedLookup =
  (resolve: LookupFunction = lookup as LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      const addresses = allOf(found);
      if (addresses.length > 0 && addresses.every(isPublicAddress)) return callback(null, found, family);
      callback(new AddressRefused('the name leads to an address that is not public'), found, family);
    });

export type GuardedRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For development and tests: any address, and http too. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  readonly resolve?: LookupFunction;
};

export type GuardedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of what was answered. */
  readonly text: string;
};

/** As much of an answer as is read, and is worth keeping. */
const mostBytes = 1_000;

/** Posts to an address that somebody else chose; follows nothing. @throws AddressRefused and errors of the network */
export const postGuarded = (asked: GuardedRequest): Promise<GuardedAnswer> => {
  const url = new URL(asked.url);
  const address = literalAddress(url);
  if (!asked.allowPrivate) {
    if (url.protocol !== 'https:') throw new AddressRefused('only https is called');
    if (address !== undefined && !isPublicAddress(address))
      throw new AddressRefused('the address is not public');
  }
  const { promise, resolve, reject } = Promise.withResolvers<GuardedAnswer>();
  const signal = AbortSignal.timeout(asked.timeoutMs ?? 15_000);
  const fail = (error: Error) => reject(signal.aborted ? new Error('no answer came in time') : error);
  const send = url.protocol === 'https:' ? requestTls : requestPlain;
  const request = send(url, {
    method: 'POST',
    headers: { ...asked.headers, 'content-length': String(Buffer.byteLength(asked.body)) },
    // A connection of its own: none that was opened before is used again.
    agent: false,
    signal,
    ...(asked.allowPrivate ? {} : { lookup: guardedLookup(asked.resolve) }),
  });
  request.on('error', fail);
  request.on('response', (response) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const finish = () => {
      const text = Buffer.concat(pieces).subarray(0, mostBytes).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      request.destroy();
    };
    response.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size >= mostBytes) finish();
    });
    response.on('end', finish);
    response.on('error', fail);
  });
  request.end(asked.body);
  return promise;
};
