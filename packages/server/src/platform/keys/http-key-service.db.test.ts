import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { httpKeyService } from './http-key-service.ts';
import { KeyServiceUnavailable, MasterKeyRefused } from './key-service.ts';
import { openKeyService } from './open-key-service.ts';
import { openVault } from './vault.ts';

/** The `encrypt` and `decrypt` of a transit engine with one AES-256-GCM key, as its documentation describes them. */
const transit =
  (key: Buffer, token: string) => async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const say = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (request.headers['x-vault-token'] !== token) return say(403, { errors: ['permission denied'] });
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const associated = Buffer.from(body.associated_data ?? '', 'base64');
    if (request.url === '/v1/transit/encrypt/kontor') {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
      const text = Buffer.concat([cipher.update(Buffer.from(body.plaintext, 'base64')), cipher.final()]);
      const bytes = Buffer.concat([nonce, text, cipher.getAuthTag()]);
      return say(200, { data: { ciphertext: `vault:v1:${bytes.toString('base64')}`, key_version: 1 } });
    }
    if (request.url !== '/v1/transit/decrypt/kontor') return say(404, { errors: [] });
    try {
      const bytes = Buffer.from(String(body.ciphertext).replace('vault:v1:', ''), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(associated);
      decipher.setAuthTag(bytes.subarray(-16));
      const text = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      return say(200, { data: { plaintext: text.toString('base64') } });
    } catch {
      return say(400, { errors: ['cipher: message authentication failed'] });
    }
  };

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

let database: TestDatabase;
let server: Server;
let answer: Answer;
let url: string;
const token = 'a-token-that-nobody-may-see';

beforeEach(async () => {
  database = await testDatabase();
  answer = transit(Buffer.alloc(32, 5), token);
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1/transit`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await database?.drop();
});

const place = { table: 'licence_key', row: '1', tenant: 'installation' };
const service = (own: Partial<Parameters<typeof httpKeyService>[0]> = {}) =>
  httpKeyService({ url, keyName: 'kontor', token, timeoutMilliseconds: 300, ...own });
const start = (own?: Parameters<typeof service>[0]) => openVault(database.system, service(own));

describe('a key service over HTTP', () => {
  test('wraps the data keys, and opens them at the next start', async () => {
    const first = await start();
    const sealed = first.seal(place, 'text');
    const { rows } = await database.owner.query('select wrapped from kontor.data_key');
    for (const row of rows) expect(row.wrapped.toString()).toMatch(/^vault:v1:/);
    expect(await (await start()).open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
  });

  test('is not asked again while the process runs', async () => {
    const vault = await start();
    let asked = 0;
    answer = () => {
      asked += 1;
    };
    const sealed = vault.seal(place, 'text');
    expect(await vault.open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
    await vault.refresh();
    expect(asked).toBe(0);
  });

  test('that does not hold the key of the first start is a wrong master key', async () => {
    await start();
    answer = transit(Buffer.alloc(32, 6), token);
    await expect(start()).rejects.toThrow(MasterKeyRefused);
    await expect(start()).rejects.toThrow(/does not open the data keys of this database/);
  });

  test('does not open a key under another purpose', async () => {
    const wrapped = await service().wrap('["data_key","secrets"]', randomBytes(32));
    await expect(service().unwrap('["data_key","lookup"]', wrapped)).rejects.toThrow(MasterKeyRefused);
  });

  const says =
    (status: number, body: string): Answer =>
    (_request, response) =>
      response.writeHead(status).end(body);
  test.each<[string, Answer, RegExp]>([
    ['is sealed', says(503, '{"errors":["Vault is sealed"]}'), /sealed or starting/],
    ['refuses the token', says(403, '{}'), /KONTOR_KEY_SERVICE_TOKEN/],
    ['has no such key', says(404, '{}'), /KONTOR_KEY_SERVICE_KEY/],
    ['has failed', says(500, 'trace with secrets'), /it answered 500/],
    ['answers a web page', says(200, '<html>'), /not JSON/],
    [
      'answers nothing of use',
      says(200, '{"data":{"plaintext":"c2hvcnQ="}}'),
      /no (key of 32 bytes|ciphertext)/,
    ],
    ['answers no data', says(200, '[]'), /no data/],
    ['answers without end', says(200, `"${'x'.repeat(200_000)}"`), /too long/],
    [
      'sends elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /cannot be used/,
    ],
    ['is slow', () => undefined, /did not answer in time/],
    ['hangs up', (request) => request.socket.destroy(), /cannot be used/],
  ])('that %s stops the start and says so, without the token', async (_, behaviour, message) => {
    await start();
    answer = behaviour;
    const starting = start();
    await expect(starting).rejects.toThrow(KeyServiceUnavailable);
    await expect(starting).rejects.toThrow(message);
    await expect(starting).rejects.not.toThrow(token);
    expect((await database.owner.query('select from kontor.data_key')).rowCount).toBe(2);
  });

  test('that is down stops the first start as well, and nothing has been made', async () => {
    const elsewhere = 'http://127.0.0.1:1/v1/transit';
    await expect(start({ url: elsewhere })).rejects.toThrow(
      /key service at http:\/\/127\.0\.0\.1:1\/v1\/transit/,
    );
    expect((await database.owner.query('select from kontor.data_key')).rowCount).toBe(0);
  });
});

describe('the settings of a key service', () => {
  const env = (own: Record<string, string>) => ({ KONTOR_KEY_SERVICE_URL: url, ...own });

  test('are an address and a token; the key is called kontor', async () => {
    const opened = await openKeyService('/nowhere', env({ KONTOR_KEY_SERVICE_TOKEN: token }));
    const key = randomBytes(32);
    expect(await opened.unwrap('a', await opened.wrap('a', key))).toEqual(key);
  });

  test.each([
    ['no token', {}, /KONTOR_KEY_SERVICE_TOKEN/],
    ['a token file that is missing', { KONTOR_KEY_SERVICE_TOKEN_FILE: '/nowhere/token' }, /cannot be read/],
    [
      'an address that is none',
      { KONTOR_KEY_SERVICE_URL: 'vault', KONTOR_KEY_SERVICE_TOKEN: 't' },
      /http or https/,
    ],
    [
      'a password in the address',
      { KONTOR_KEY_SERVICE_URL: 'http://user:hunter2@localhost/v1/transit', KONTOR_KEY_SERVICE_TOKEN: 't' },
      /no password/,
    ],
    ['a master key beside it', { KONTOR_MASTER_KEY: '00'.repeat(32) }, /both set/],
  ])('with %s are refused with what to do', async (_, own, message) => {
    const opening = openKeyService('/nowhere', env(own));
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
});
