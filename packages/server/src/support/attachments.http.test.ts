import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { sweepArtifacts } from '../catalog/sweep-artifacts.ts';
import type { Principal, Services } from '../platform/http/context.ts';
import { clamdScanner } from '../platform/storage/clamd-scanner.ts';
import { usualSupport } from '../platform/support-settings.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { scanAttachments } from './scan-attachments.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let id: string;

const small = {
  ...usualSupport,
  attachments: { mostFiles: 3, mostBytesOfFile: 1_000, mostBytesOfRequest: 1_500 },
};

const start = (support: Services['support']) =>
  testApp({
    pools: database,
    world,
    register: (surfaces) => registerSupportKontor(surfaces.app, surfaces.kontor),
    services: support ? { support } : {},
  });

const author = () => asUser(world.partner, 'sales_agent');

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await start(small);
  const made = await app.inject({
    method: 'POST',
    url: '/kontor/v1/support-requests',
    headers: by(author()),
    payload: {
      type: 'something_else',
      impact: 'minimal',
      title: 'With files',
      description: '',
      contact: { name: 'Ada', email: 'ada@anadolu.example' },
    },
  });
  id = made.json().id;
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const boundary = 'kontor-boundary';
const part = (name: string, fileName: string, bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: text/html\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
const end = Buffer.from(`--${boundary}--\r\n`);
const sendRaw = async (
  payload: Buffer,
  principal: Principal | undefined,
  type = `multipart/form-data; boundary=${boundary}`,
) => {
  const response = await app.inject({
    method: 'POST',
    url: `/kontor/v1/support-requests/${id}/attachments`,
    headers: { ...(principal ? by(principal) : {}), 'content-type': type },
    payload,
  });
  return { status: response.statusCode, body: response.json() };
};
const attach = (fileName: string, bytes: Buffer | string, principal: Principal | undefined = author()) =>
  sendRaw(Buffer.concat([part('file', fileName, Buffer.from(bytes)), end]), principal);
const download = (n: number, principal: Principal) =>
  app.inject({
    method: 'GET',
    url: `/kontor/v1/support-requests/${id}/attachments/${n}`,
    headers: by(principal),
  });

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const filesIn = async () => {
  const keys: string[] = [];
  for await (const key of world.files.list()) keys.push(key);
  return keys.length;
};

describe('a file that is added', () => {
  test('is stored, listed, and given back as an attachment and nothing else', async () => {
    const { status, body } = await attach('screen.png', png);
    expect(status).toBe(201);
    expect(body).toEqual({
      n: 1,
      fileName: 'screen.png',
      contentType: 'image/png',
      sizeBytes: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
      scan: 'not_scanned',
      side: 'partner',
      author: expect.any(String),
      at: expect.any(String),
    });
    const given = await download(1, asOperator(world));
    expect(given.rawPayload.equals(png)).toBe(true);
    expect(given.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="screen.png"; filename*=UTF-8''screen.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    });
    const request = await app.inject({
      method: 'GET',
      url: `/kontor/v1/support-requests/${id}`,
      headers: by(author()),
    });
    expect(request.json().attachments).toEqual([body]);
    const log = await rows(
      `select action, details->>'sha256' as sha256 from kontor.activity_pending where action like '%attachment' order by recorded_at`,
    );
    expect(log[0]).toEqual({ action: 'add_support_attachment', sha256: body.sha256 });
    expect(log.filter(({ action }) => action === 'get_support_attachment').length).toBeGreaterThan(0);
  });

  test('is text when all of it is UTF-8, whatever its sender says that it is', async () => {
    expect((await attach('Günlük.log', 'Şu satır\n')).body).toMatchObject({
      contentType: 'text/plain',
      fileName: 'Günlük.log',
    });
    expect((await attach('data.csv', 'a;b\n1;2\n')).body.contentType).toBe('text/csv');
    expect((await attach('latin.txt', Buffer.from([0x47, 0xfc, 0x6e]))).status).toBe(415);
    expect((await attach('binary.txt', Buffer.from([0x41, 0x00, 0x42]))).status).toBe(415);
  });

  test('is not swept while the request names it', async () => {
    await attach('screen.png', png);
    const before = await filesIn();
    const patience = { uploadMs: 0, claimMs: 0 };
    await sweepArtifacts({ system: database.system, files: world.files }, patience);
    expect((await download(1, author())).rawPayload.equals(png)).toBe(true);
    expect(before).toBeGreaterThan(0);
  });
});

describe('a file that is refused', () => {
  test.each([
    ['a program', 'tool.exe', Buffer.from('MZ\x90\x00\x03\x00\x00\x00')],
    ['a picture that says it is a document', 'paper.pdf', png],
    ['a page', 'page.html', Buffer.from('<html><script>alert(1)</script></html>')],
    [
      'a picture that can hold script',
      'drawing.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['text that says it is a picture', 'photo.png', Buffer.from('hello')],
    ['a program that says it is text', 'notes.txt', Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1')],
    ['a name that is turned around', 'invoice\u202Efdp.exe', Buffer.from('MZ\x90\x00', 'latin1')],
    ['a file without an ending', 'README', Buffer.from('hello')],
  ])('for its type: %s', async (_, name, bytes) => {
    const before = await filesIn();
    const { status, body } = await attach(name, bytes);
    expect(status).toBe(415);
    expect(body).toMatchObject({
      code: 'support.attachment_type',
      accepted: expect.arrayContaining(['pdf']),
    });
    expect(await filesIn()).toBe(before);
    expect(await rows('select 1 from kontor.support_attachment')).toEqual([]);
  });

  test('when it is empty, missing, or one of two', async () => {
    expect((await attach('empty.txt', '')).body.errors[0]).toMatchObject({ path: 'file' });
    expect((await sendRaw(end, author())).status).toBe(422);
    const two = Buffer.concat([
      part('file', 'a.txt', Buffer.from('a')),
      part('file', 'b.txt', Buffer.from('b')),
      end,
    ]);
    expect((await sendRaw(two, author())).status).toBe(422);
    expect((await sendRaw(Buffer.from('{}'), author(), 'application/json')).status).toBe(422);
    expect(await rows('select 1 from kontor.support_attachment')).toEqual([]);
  });

  test('when it is larger than one may be, to the byte, and nothing of it is left', async () => {
    const before = await filesIn();
    const large = await attach('large.txt', 'x'.repeat(1_001));
    expect(large).toMatchObject({
      status: 413,
      body: { code: 'support.attachment_too_large', mostBytes: 1_000 },
    });
    expect(await filesIn()).toBe(before);
    expect((await attach('large.txt', 'x'.repeat(1_000))).status).toBe(201);
    expect((await attach('more.txt', 'y'.repeat(501))).body).toMatchObject({ mostBytes: 500 });
    expect((await attach('more.txt', 'y'.repeat(500))).status).toBe(201);
    expect((await attach('last.txt', 'z')).body).toMatchObject({ code: 'support.attachments_full' });
  });

  test('when the request has as many as it may', async () => {
    for (const name of ['1.txt', '2.txt', '3.txt']) expect((await attach(name, name)).status).toBe(201);
    expect((await attach('4.txt', '4')).body).toMatchObject({
      status: 409,
      code: 'support.attachments_full',
      mostFiles: 3,
    });
  });

  test('when the request is closed, or not one that the sender may see', async () => {
    expect((await attach('a.txt', 'a', asUser(world.stranger, 'admin_agent'))).status).toBe(404);
    expect((await attach('a.txt', 'a', asUser(world.partner, 'helpdesk_agent'))).status).toBe(404);
    expect((await attach('a.txt', 'a', asApp(world.partner))).body.code).toBe('user_required');
    expect((await sendRaw(end, undefined)).status).toBe(401);
    await attach('a.txt', 'a');
    expect((await download(1, asUser(world.stranger, 'admin_agent'))).statusCode).toBe(404);
    expect((await download(2, author())).statusCode).toBe(404);
    await app.inject({
      method: 'POST',
      url: `/kontor/v1/support-requests/${id}/close`,
      headers: by(author()),
      payload: {},
    });
    expect((await attach('b.txt', 'b')).body.code).toBe('support.closed');
  });

  test('when its sender goes away in the middle, and nothing of it is left', async () => {
    const before = await filesIn();
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = new URL(address);
    const socket = openSocket(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    const head = part('file', 'half.txt', Buffer.from('half'));
    socket.write(
      `POST /kontor/v1/support-requests/${id}/attachments HTTP/1.1\r\nhost: x\r\nx-test-principal: ${JSON.stringify(author())}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: 900\r\n\r\n`,
    );
    socket.write(head);
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await filesIn()).toBe(before);
    expect(await rows('select 1 from kontor.support_attachment')).toEqual([]);
  });
});

describe('a hostile name', () => {
  test.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\\\Users\\\\ada\\\\notes.txt', 'notes.txt'],
    ['a\u202Etxt.log', 'atxt.log'],
    ['<b>bold</b>.txt', 'b_.txt'],
    ['.htaccess.txt', 'htaccess.txt'],
    ['CON.txt', '_CON.txt'],
    [`${'ü'.repeat(300)}.txt`, `${'ü'.repeat(125)}.txt`],
  ])('%s is shown and saved safely', async (sent, kept) => {
    const { status, body } = await attach(sent, 'text');
    expect(status).toBe(201);
    expect(body.fileName).toBe(kept);
    expect(Buffer.byteLength(body.fileName)).toBeLessThanOrEqual(255);
    expect((await download(1, author())).statusCode).toBe(200);
  });
});

/** A server that speaks clamd's protocol: what holds the word "virus" is infected. */
const startClamd = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer((socket: Socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk as Buffer]);
      const greeting = 'zINSTREAM\0';
      if (received.length < greeting.length) return;
      if (received.subarray(0, greeting.length).toString() !== greeting)
        return socket.end('UNKNOWN COMMAND\0');
      let position = greeting.length;
      let text = '';
      while (position + 4 <= received.length) {
        const length = received.readUInt32BE(position);
        if (length === 0)
          return socket.end(text.includes('virus') ? 'stream: Test.Virus FOUND\0' : 'stream: OK\0');
        if (position + 4 + length > received.length) return;
        text += received.subarray(position + 4, position + 4 + length).toString('latin1');
        position += 4 + length;
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
};

describe('a scanner', () => {
  test('decides who gets a file: nobody before, everybody who may when it is clean, nobody when it is not', async () => {
    const { server, port } = await startClamd();
    const address = { host: '127.0.0.1', port };
    await app.close();
    app = await start({ ...small, scanner: address });
    expect((await attach('good.txt', 'harmless')).body.scan).toBe('pending');
    expect((await attach('bad.txt', 'a virus in here')).body.scan).toBe('pending');
    expect((await download(1, author())).json().code).toBe('support.attachment_pending');
    const services = {
      pools: database,
      files: world.files,
      log: { warn: () => {} } as unknown as Services['log'],
    };
    expect(await scanAttachments(services, clamdScanner(address))).toBe(2);
    expect((await download(1, author())).body).toBe('harmless');
    const infected = await download(2, asOperator(world));
    expect(infected.statusCode).toBe(409);
    expect(infected.json().code).toBe('support.attachment_infected');
    expect(
      await rows('select number, scan, scan_found from kontor.support_attachment order by number'),
    ).toEqual([
      { number: 1, scan: 'clean', scan_found: null },
      { number: 2, scan: 'infected', scan_found: 'Test.Virus' },
    ]);
    await new Promise((resolve) => server.close(resolve));
  });

  test('that is down leaves files waiting', async () => {
    const { server, port } = await startClamd();
    await new Promise((resolve) => server.close(resolve));
    await app.close();
    app = await start({ ...small, scanner: { host: '127.0.0.1', port } });
    await attach('good.txt', 'harmless');
    const services = {
      pools: database,
      files: world.files,
      log: { warn: () => {} } as unknown as Services['log'],
    };
    expect(await scanAttachments(services, clamdScanner({ host: '127.0.0.1', port }))).toBe(0);
    expect((await download(1, author())).json().code).toBe('support.attachment_pending');
  });
});
