import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { AddressRefused, guardedLookup, isPublicAddress, postGuarded } from './guarded-request.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const listen = async (handle: Parameters<typeof createServer>[1]) => {
  server = createServer(handle as never);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
};
const post = (url: string, more: object = {}) =>
  postGuarded({ url, headers: {}, body: '{}', allowPrivate: true, ...more });

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::',
    'kontor.example',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://169.254.169.254/latest/meta-data',
    'http://kontor.example/',
  ])('%s is not called', async (url) => {
    await expect(async () => post(url, { allowPrivate: false })).rejects.toThrow(AddressRefused);
  });

  test('that one of several names leads to is refused in the moment of connecting', async () => {
    const leads =
      (addresses: string[]): LookupFunction =>
      (_name, _options, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], []])
      await expect(
        post('https://hooks.example/', { allowPrivate: false, resolve: leads(addresses) }),
      ).rejects.toThrow(AddressRefused);
    const seen = await new Promise((resolve) =>
      guardedLookup(leads(['8.8.8.8']))('hooks.example', { all: true }, (error, found) =>
        resolve([error, found]),
      ),
    );
    expect(seen).toEqual([null, [{ address: '8.8.8.8', family: 4 }]]);
  });
});

describe('an answer', () => {
  test('that sends elsewhere is not followed', async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/other' }).end('there');
    });
    expect(await post(url)).toMatchObject({ status: 302, text: 'there' });
    expect(asked).toBe(1);
  });

  test('is read no further than its beginning', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200);
      const more = () => {
        if (response.destroyed) return;
        response.write('x'.repeat(10_000));
        setTimeout(more, 1);
      };
      more();
    });
    const { text } = await post(url);
    expect(text).toBe('x'.repeat(1_000));
  });

  test('that does not come is waited for no longer than allowed', async () => {
    const url = await listen(() => {});
    const startedAt = performance.now();
    await expect(post(url, { timeoutMs: 100 })).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('that stops in the middle is waited for no longer either', async () => {
    const url = await listen((_request, response) => response.writeHead(200).write('x'));
    await expect(post(url, { timeoutMs: 100 })).rejects.toThrow();
  });
});
