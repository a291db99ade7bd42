import { createHash } from 'node:crypto';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerCatalogOperator } from './catalog-operator-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerCatalogOperator(surfaces.app, surfaces.kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

type Sent = { readonly type?: string; readonly payload?: string | Buffer; readonly as?: Principal | null };

const send = async (method: 'GET' | 'POST' | 'PUT', url: string, { type, payload, as }: Sent = {}) => {
  const principal = as === undefined ? asOperator(world) : as;
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...(type ? { 'content-type': type } : {}) },
    ...(payload === undefined ? {} : { payload }),
  });
  return response;
};
const activity = async (action: string) =>
  (
    await database.owner.query(
      'select person_name, details from kontor.activity_pending where action = $1 order by recorded_at',
      [action],
    )
  ).rows;

const columns =
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';
const row = (price: string) =>
  `Sample Server,DG7GMGF0TEST,0001,Sample Server Standard,Microsoft Corporation,For tests,1 license,P1Y,OneTime,DE,EUR,${price},,,2026-01-01T00:00:00Z,9999-12-31T00:00:00Z,License,120.00,Commercial`;
const sheet = (...prices: string[]) => `${[columns, ...prices.map(row)].join('\r\n')}\r\n`;

describe('price sheets', () => {
  test('come in, are listed newest first and go out byte for byte', async () => {
    const payload = sheet('100.00');
    const imported = await send('POST', '/price-sheets?view=software', {
      type: 'text/csv; charset=utf-8',
      payload,
    });
    expect([imported.statusCode, imported.json()]).toEqual([
      201,
      { version: expect.any(Number), rows: 1, effectiveFrom: '2026-01-01T00:00:00.000Z' },
    ]);
    const { version } = imported.json();
    const again = await send('POST', '/price-sheets', { type: 'text/csv', payload: sheet('110.00') });
    expect(again.statusCode).toBe(201);
    const first = (await send('GET', '/price-sheets?limit=1')).json();
    expect(first.items).toMatchObject([{ version: again.json().version, view: 'software', rows: 1 }]);
    const second = (await send('GET', `/price-sheets?limit=1&cursor=${first.next}`)).json();
    expect(second.items).toMatchObject([
      { version, sha256: createHash('sha256').update(payload).digest('hex') },
    ]);
    const exported = await send('GET', `/price-sheets/${version}`);
    expect([exported.statusCode, exported.body]).toEqual([200, payload]);
    expect(exported.headers['content-type']).toContain('text/csv');
    expect((await activity('import_price_sheet')).at(0)).toMatchObject({
      person_name: 'operator',
      details: { version, rows: 1 },
    });
  });

  test('are refused whole, each bad cell named', async () => {
    const before = (await activity('import_price_sheet')).length;
    const refused = await send('POST', '/price-sheets', {
      type: 'text/csv',
      payload: sheet('1.00', 'much', '-5'),
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ code: 'price_sheet.invalid' });
    const lines = refused.json().errors.map((error: { line: number }) => error.line);
    expect(lines).toEqual(expect.arrayContaining([3, 4]));
    expect(refused.json().errors[0]).toMatchObject({
      column: expect.any(String),
      message: expect.any(String),
    });
    expect(await activity('import_price_sheet')).toHaveLength(before);
  });

  test('that do not exist are not found, and cursors of other lists are none', async () => {
    expect((await send('GET', '/price-sheets/999999')).json().code).toBe('not_found');
    expect((await send('GET', '/price-sheets/one')).statusCode).toBe(422);
    expect((await send('GET', '/price-sheets?cursor=x')).json().code).toBe('cursor.invalid');
  });
});

describe('key pools', () => {
  const pool = () => `/key-pools/${world.catalog.subscription.DE!.productId}/0001/keys`;
  const key = (digit: string) => withCheckDigits(digit.repeat(30));

  test('take keys a line, count the known ones and name the malformed ones without their text', async () => {
    const payload = [key('1'), key('2'), 'not-a-key', key('1')].join('\n');
    const answer = await send('POST', pool(), { type: 'text/plain', payload });
    expect([answer.statusCode, answer.json()]).toEqual([
      201,
      {
        importId: expect.stringMatching(/^\d+$/),
        added: 2,
        duplicates: 1,
        invalid: [{ line: 3, message: expect.any(String) }],
      },
    ]);
    expect(answer.body).not.toContain('not-a-key');
    const [record] = await activity('import_keys');
    expect(record.details).toMatchObject({ added: 2, duplicates: 1 });
    expect(JSON.stringify(record)).not.toContain(key('1'));
  });

  test('of what is not sold are not found', async () => {
    for (const url of ['/key-pools/DG7GMGF0NONE/0001/keys', '/key-pools/x/y/keys'])
      expect((await send('POST', url, { type: 'text/plain', payload: 'x' })).json().code).toBe('not_found');
    const plan = `/key-pools/${world.catalog.plan.DE!.productId}/0001/keys`;
    expect((await send('POST', plan, { type: 'text/plain', payload: key('3') })).json().code).toBe(
      'key_group.unknown',
    );
  });
});

describe('artifacts', () => {
  const put = (query: string, payload: Buffer = Buffer.from('bytes'), as?: Principal | null) =>
    send('PUT', `/artifacts/${world.catalog.perpetual.DE!.productId}/0001?${query}`, {
      type: 'application/octet-stream',
      payload,
      ...(as === undefined ? {} : { as }),
    });
  const usual = 'version=2030&language=de-DE&bitness=64&fileName=Setup%20%C3%BC.iso';

  test('are stored with their hash', async () => {
    const payload = Buffer.alloc(3_000_000, 9);
    const answer = await put(usual, payload);
    expect([answer.statusCode, answer.json()]).toEqual([
      201,
      { sizeBytes: payload.length, sha256: createHash('sha256').update(payload).digest('hex') },
    ]);
    expect((await activity('put_artifact')).at(0)?.details).toMatchObject({
      version: '2030',
      sizeBytes: 3_000_000,
    });
  });

  test('are refused when empty, misnamed or of nothing that is sold', async () => {
    expect((await put(usual, Buffer.alloc(0))).json().code).toBe('artifact.empty');
    expect((await put(usual.replace('Setup', '..%2F'))).json().code).toBe('artifact.file_name_invalid');
    expect((await put(usual.replace('bitness=64', 'bitness=128'))).json().code).toBe('request.invalid');
    const nowhere = '/artifacts/DG7GMGF0NONE/0001';
    const answer = await send('PUT', `${nowhere}?${usual}`, {
      type: 'application/octet-stream',
      payload: 'x',
    });
    expect(answer.json().code).toBe('not_found');
  });
});

describe('what the operator does', () => {
  const calls = () =>
    [
      ['POST', '/price-sheets', 'text/csv'],
      ['GET', '/price-sheets', undefined],
      ['GET', '/price-sheets/1', undefined],
      ['POST', '/key-pools/DG7GMGF0DWT5/0001/keys', 'text/plain'],
      [
        'PUT',
        '/artifacts/DG7GMGF0DWT5/0001?version=1&language=en&bitness=64&fileName=a.iso',
        'application/octet-stream',
      ],
    ] as const;

  test('nobody else does', async () => {
    const others = [
      asUser(world.partner, 'global_administrator'),
      asUser(world.partner, 'admin_agent'),
      asApp(world.partner),
      asCustomer(world.partner.customers.DE!),
    ];
    for (const [method, url, type] of calls()) {
      const body = type === undefined ? {} : { type, payload: 'x' };
      for (const as of others) expect((await send(method, url, { ...body, as })).statusCode).toBe(403);
      expect((await send(method, url, { ...body, as: null })).statusCode).toBe(401);
    }
  });

  test('is refused in another content type, or in none', async () => {
    for (const [method, url, type] of calls()) {
      if (type === undefined) continue;
      for (const wrong of ['application/json', type === 'text/csv' ? 'text/plain' : 'text/csv']) {
        const answer = await send(method, url, { type: wrong, payload: '{}' });
        expect([url, answer.statusCode]).toEqual([url, 415]);
      }
      expect((await send(method, url)).statusCode).toBe(415);
    }
  });
});

describe('the files of a SKU', () => {
  const path = () => `/artifacts/${world.catalog.plan.DE!.productId}/0001`;
  const place = 'version=15&language=en-US&bitness=64';
  const upload = (payload: string, fileName: string) =>
    send('PUT', `${path()}?${place}&fileName=${fileName}`, {
      type: 'application/octet-stream',
      payload: Buffer.from(payload),
    });
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

  test('are listed with what they have taken the place of', async () => {
    await upload('first', 'one.iso');
    await upload('second', 'two.iso');
    const answer = await send('GET', path());
    expect(answer.statusCode).toBe(200);
    const file = answer.json().items.find(({ version }: { version: string }) => version === '15');
    expect(file).toMatchObject({ fileName: 'two.iso', sizeBytes: 6, sha256: hashOf('second') });
    expect(file.replaced).toMatchObject([{ fileName: 'one.iso', sha256: hashOf('first') }]);
    expect(file.replaced[0]).not.toHaveProperty('removedAt');
  });

  test('are listed for the operator alone, and not of a SKU that does not exist', async () => {
    expect((await send('GET', path(), { as: asUser(world.partner, 'admin_agent') })).statusCode).toBe(403);
    expect((await send('GET', '/artifacts/NOSUCHPRODUC/0001')).statusCode).toBe(404);
  });

  test('are kept as long as the operator says, on record with what was said before', async () => {
    const url = '/settings/artifacts';
    const put = (retentionDays: number, as?: Principal) =>
      send('PUT', url, {
        type: 'application/json',
        payload: JSON.stringify({ retentionDays }),
        ...(as ? { as } : {}),
      });
    expect((await put(45)).json()).toEqual({ retentionDays: 45 });
    expect((await send('GET', url)).json()).toEqual({ retentionDays: 45 });
    for (const wrong of [0, 3651, 1.5]) expect((await put(wrong)).statusCode).toBe(422);
    expect((await put(9, asUser(world.partner, 'global_administrator'))).statusCode).toBe(403);
    const { rows } = await database.owner.query(
      `select old_value, new_value, resource_type from kontor.activity_pending where action = 'set_artifact_retention'`,
    );
    expect(rows).toEqual([
      { old_value: { retentionDays: 30 }, new_value: { retentionDays: 45 }, resource_type: 'settings' },
    ]);
  });
});
