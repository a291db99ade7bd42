import { parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerCustomerTax } from '../customers/customer-tax-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerPricing } from './pricing-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let operator: Principal;
const now = parseInstant('2026-11-10T10:00:00Z')!;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: ({ app: routes, kontor }) => {
      registerPricing(routes, kontor);
      registerCustomerTax(routes, kontor);
    },
  });
  operator = asOperator(world);
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// What a test reads out of an answer; the assertions say what must be there.
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
  { who = operator, key }: { readonly who?: Principal; readonly key?: string } = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: { ...by(who), ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: response.statusCode, json: (response.body ? response.json() : undefined) as Json };
};
const pathsOf = ({ json }: { readonly json: Json }): string[] => json.errors?.map(({ path }: Json) => path);

const recordsOf = async (action: string): Promise<Json[]> => {
  const { rows } = await database.system.query(
    'select account_id, resource_id, details, old_value, new_value from kontor.activity_pending where action = $1 order by recorded_at',
    [action],
  );
  return rows;
};

const product = () => world.catalog.subscription.DE!;
const promotion = (changes: object = {}) => ({
  nameEn: 'Autumn',
  nameTr: 'Sonbahar',
  productId: product().productId,
  discountBasisPoints: 1000,
  startsAt: '2026-11-10T00:00:00Z',
  endsAt: '2026-12-01T00:00:00Z',
  ...changes,
});

describe('promotions', () => {
  test('are created, listed the latest first, page by page, and stand in the log', async () => {
    const first = await send('POST', '/promotions', promotion());
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({ firstTermOnly: true, standing: 'in_force' });
    const later = await send(
      'POST',
      '/promotions',
      promotion({ startsAt: '2026-11-20T00:00:00Z', market: 'de', skuId: '0001', firstTermOnly: false }),
    );
    expect(later.json).toMatchObject({
      market: 'DE',
      skuId: '0001',
      standing: 'upcoming',
      firstTermOnly: false,
    });
    const page = await send('GET', '/promotions?limit=1');
    expect(page.json.items.map(({ id }: Json) => id)).toEqual([later.json.id]);
    const rest = await send('GET', `/promotions?limit=1&cursor=${page.json.next}`);
    expect(rest.json.items.map(({ id }: Json) => id)).toEqual([first.json.id]);
    expect(rest.json.next).toBeNull();
    expect(
      (await send('GET', `/promotions?productId=${world.catalog.plan.DE!.productId}`)).json.items,
    ).toEqual([]);
    expect(await recordsOf('create_promotion')).toMatchObject([
      { account_id: world.operator.accountId, resource_id: first.json.id },
      { resource_id: later.json.id },
    ]);
  });

  test('end now, once; one that has not begun never holds', async () => {
    const { json } = await send('POST', '/promotions', promotion());
    const ended = await send('POST', `/promotions/${json.id}/end`, {});
    expect([ended.status, ended.json.endsAt, ended.json.standing]).toEqual([
      200,
      '2026-11-10T10:00:00.000Z',
      'ended',
    ]);
    const [again, twice] = await Promise.all([
      send('POST', `/promotions/${json.id}/end`, {}),
      send('POST', `/promotions/${json.id}/end`, {}),
    ]);
    expect([again.json, twice.json]).toEqual([ended.json, ended.json]);
    expect((await recordsOf('end_promotion')).filter((row) => row.resource_id === json.id)).toHaveLength(1);
    const planned = await send('POST', '/promotions', promotion({ startsAt: '2026-11-20T00:00:00Z' }));
    const withdrawn = await send('POST', `/promotions/${planned.json.id}/end`, {});
    expect(withdrawn.json).toMatchObject({ standing: 'ended', endsAt: '2026-11-20T00:00:00.000Z' });
    expect((await send('POST', '/promotions/NOBODY/end', {})).status).toBe(404);
  });

  test('two ends at once are one', async () => {
    const { json } = await send('POST', '/promotions', promotion());
    const both = await Promise.all([1, 2].map(() => send('POST', `/promotions/${json.id}/end`, {})));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await recordsOf('end_promotion')).filter((row) => row.resource_id === json.id)).toHaveLength(1);
  });

  test.each([
    [{ productId: 'NOPE' }, ['productId']],
    [{ skuId: '9999' }, ['skuId']],
    [{ market: 'QQ' }, ['market']],
    [{ startsAt: 'yesterday' }, ['startsAt']],
    [{ startsAt: '2026-11-09T09:59:59.999Z' }, ['startsAt']],
    [{ endsAt: '2026-11-10T00:00:00Z' }, ['endsAt']],
    [{ endsAt: 'never' }, ['endsAt']],
    [{ discountBasisPoints: 0 }, ['discountBasisPoints']],
    [{ discountBasisPoints: 10_001 }, ['discountBasisPoints']],
  ])('with %j are refused, naming the field', async (changes, paths) => {
    const refused = await send('POST', '/promotions', promotion(changes));
    expect([refused.status, refused.json.code, pathsOf(refused)]).toEqual([422, 'request.invalid', paths]);
  });

  test('may begin up to a day ago, to the millisecond', async () => {
    expect(
      (await send('POST', '/promotions', promotion({ startsAt: '2026-11-09T10:00:00.000Z' }))).status,
    ).toBe(201);
  });

  test('sent twice with one key are one', async () => {
    const [first, second] = [
      await send('POST', '/promotions', promotion(), { key: 'p-1' }),
      await send('POST', '/promotions', promotion(), { key: 'p-1' }),
    ];
    expect(second.json).toEqual(first.json);
    expect((await send('POST', '/promotions', promotion({ nameEn: 'Other' }), { key: 'p-1' })).status).toBe(
      422,
    );
  });
});

describe('partner discounts', () => {
  const path = () => `/partners/${world.partner.id}/discounts`;
  const body = (changes: object = {}) => ({
    discountBasisPoints: 500,
    effectiveFrom: '2026-11-10T00:00:00Z',
    ...changes,
  });

  test('are set and listed, and stand in the log of both', async () => {
    const general = await send('POST', path(), body());
    expect(general.status).toBe(201);
    const future = await send(
      'POST',
      path(),
      body({ productId: product().productId, effectiveFrom: '2027-01-01T00:00:00Z' }),
    );
    const { json } = await send('GET', path());
    expect(json.items.map(({ id }: Json) => id)).toEqual([future.json.id, general.json.id]);
    const records = await recordsOf('set_partner_discount');
    expect(records.slice(0, 2).map((row) => row.account_id)).toEqual(
      expect.arrayContaining([world.operator.accountId, world.partner.id]),
    );
    expect((await send('GET', `/partners/${world.stranger.id}/discounts`)).json.items).toEqual([]);
  });

  test.each([
    [{ productId: 'NOPE' }, ['productId']],
    [{ productId: 'DG7GMGF0DWT5', family: 'reservation' }, ['family']],
    [{ effectiveFrom: '2026-11-01T00:00:00Z' }, ['effectiveFrom']],
    [{ discountBasisPoints: -1 }, ['discountBasisPoints']],
    [{ discountBasisPoints: 10_001 }, ['discountBasisPoints']],
  ])('with %j are refused, naming the field', async (changes, paths) => {
    const refused = await send('POST', path(), body(changes));
    expect([refused.status, pathsOf(refused)]).toEqual([422, paths]);
  });

  test.each(['nobody', '99999999-9999-4999-8999-999999999999'])('of %s are not found', async (id) => {
    expect((await send('POST', `/partners/${id}/discounts`, body())).status).toBe(404);
    expect((await send('GET', `/partners/${id}/discounts`)).status).toBe(404);
  });

  test('are not for the installation itself', async () => {
    expect((await send('GET', `/partners/${world.operator.accountId}/discounts`)).status).toBe(404);
  });
});

describe('exchange rates', () => {
  const body = (changes: object = {}) => ({
    from: 'EUR',
    to: 'TRY',
    rate: '34.5',
    effectiveFrom: '2026-11-10T00:00:00Z',
    ...changes,
  });

  test('are set with all of their decimals and listed the latest first, page by page', async () => {
    const first = await send('POST', '/exchange-rates', body());
    expect(first.json).toMatchObject({ rate: '34.5000000000', source: 'operator' });
    // Two of one instant: the second corrects the first, and both stay on record.
    await send('POST', '/exchange-rates', body({ rate: '34.5678901234', source: 'central bank' }));
    await send('POST', '/exchange-rates', body({ rate: '35', effectiveFrom: '2026-12-01T00:00:00Z' }));
    const rates: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Json = await send('GET', `/exchange-rates?from=EUR&to=TRY&limit=1&cursor=${next}`);
      rates.push(...page.json.items.map(({ rate }: Json) => rate));
      next = page.json.next;
    }
    expect(rates).toEqual(['35.0000000000', '34.5678901234', '34.5000000000']);
    expect((await send('GET', '/exchange-rates?from=TRY')).json.items).toEqual([]);
  });

  test.each([
    [{ from: 'QQQ' }, ['from']],
    [{ to: 'EUR' }, ['to']],
    [{ rate: '0' }, ['rate']],
    [{ rate: '-1' }, ['rate']],
    [{ rate: '1,5' }, ['rate']],
    [{ rate: '1.00000000001' }, ['rate']],
    [{ effectiveFrom: '2026-11-01T00:00:00Z' }, ['effectiveFrom']],
  ])('with %j are refused, naming the field', async (changes, paths) => {
    const refused = await send('POST', '/exchange-rates', body(changes));
    expect([refused.status, pathsOf(refused)]).toEqual([422, paths]);
  });
});

describe('a billing currency', () => {
  const put = (currency: string | null) =>
    send('PUT', `/partners/${world.partner.id}/billing-currency`, { currency });

  test('is set and taken away, says whether there is a credit limit, and is recorded once', async () => {
    expect((await put('TRY')).json).toEqual({ currency: 'TRY', creditLimitSet: true });
    expect((await put('TRY')).json).toEqual({ currency: 'TRY', creditLimitSet: true });
    expect((await put('KWD')).json).toEqual({ currency: 'KWD', creditLimitSet: false });
    expect((await put(null)).json).toEqual({ currency: null, creditLimitSet: false });
    const mine = (await recordsOf('set_billing_currency')).filter(
      (row) => row.account_id === world.partner.id,
    );
    expect(mine.map((row) => row.details)).toEqual([
      { from: null, to: 'TRY' },
      { from: 'TRY', to: 'KWD' },
      { from: 'KWD', to: null },
    ]);
  });

  test('that does not exist is refused', async () => {
    const refused = await put('QQQ');
    expect([refused.status, pathsOf(refused)]).toEqual([422, ['currency']]);
  });

  test('set twice at once ends as one of the two, both on record', async () => {
    const both = await Promise.all([put('USD'), put('JPY')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const { rows } = await database.system.query(
      'select billing_currency from kontor.account where id = $1',
      [world.partner.id],
    );
    expect(['USD', 'JPY']).toContain(rows[0].billing_currency);
  });
});

describe('a customer’s tax', () => {
  const customer = () => world.partner.customers.DE!;
  const path = () => `/customers/${customer().id}/tax`;
  const agent = () => asUser(world.partner, 'sales_agent');

  test('has a VAT number, kept in one form; empty removes it', async () => {
    const told = await send('PUT', path(), { vatId: 'de 123.456-789' }, { who: agent() });
    expect([told.status, told.json]).toEqual([200, { vatId: 'DE123456789', exemption: null }]);
    const gone = await send('PUT', path(), { vatId: ' ' }, { who: asApp(world.partner) });
    expect(gone.json.vatId).toBe('');
    expect(await recordsOf('update_customer_tax')).toMatchObject([
      { account_id: world.partner.id, old_value: { vatId: '' }, new_value: { vatId: 'DE123456789' } },
      { old_value: { vatId: 'DE123456789' }, new_value: { vatId: '' } },
    ]);
  });

  test('refuses a number that is written otherwise, saying how', async () => {
    const refused = await send('PUT', path(), { vatId: 'FR12123456789' }, { who: agent() });
    expect([refused.status, pathsOf(refused)]).toEqual([422, ['vatId']]);
    expect(refused.json.errors[0].message).toContain('DE and 9 digits');
  });

  test('is not found by a stranger, and not changed by who may not', async () => {
    const stranger = asUser(world.stranger, 'admin_agent');
    expect((await send('PUT', path(), { vatId: '' }, { who: stranger })).status).toBe(404);
    const biller = asUser(world.partner, 'billing_administrator');
    expect((await send('PUT', path(), { vatId: '' }, { who: biller })).status).toBe(403);
  });

  const exemptionPath = (partner = world.partner.id as string, of = customer().id as string) =>
    `/partners/${partner}/customers/${of}/tax-exemption`;
  const exemption = { reason: 'Public school', certificate: 'A-1', from: '2026-09-01T00:00:00Z' };

  test('is exempt by the operator alone, and stands in the partner’s log', async () => {
    const { status, json } = await send('PUT', exemptionPath(), { exemption });
    expect([status, json.exemption]).toEqual([
      200,
      { ...exemption, from: '2026-09-01T00:00:00.000Z', to: null },
    ]);
    const ended = await send('PUT', exemptionPath(), { exemption: null });
    expect(ended.json.exemption).toBeNull();
    const mine = (await recordsOf('set_tax_exemption')).filter((row) => row.account_id === world.partner.id);
    expect(mine).toHaveLength(2);
    expect((await send('PUT', exemptionPath(), { exemption }, { who: agent() })).status).toBe(403);
    expect((await send('PUT', exemptionPath(world.stranger.id), { exemption })).status).toBe(404);
    expect((await send('PUT', exemptionPath('nobody'), { exemption })).status).toBe(404);
  });

  test.each([
    [{ from: 'today' }, ['exemption.from']],
    [{ to: 'tomorrow' }, ['exemption.to']],
    [{ to: '2026-09-01T00:00:00Z' }, ['exemption.to']],
    [{ reason: '' }, ['exemption.reason']],
  ])('is not exempt with %j', async (changes, paths) => {
    const refused = await send('PUT', exemptionPath(), { exemption: { ...exemption, ...changes } });
    expect(refused.status).toBe(422);
    expect(pathsOf(refused)).toEqual(expect.arrayContaining(paths));
  });

  test('is found by the operator by a part of its name, page by page, with what decides its tax', async () => {
    const list = (query = '') => send('GET', `/partners/${world.partner.id}/customers${query}`);
    const whole = await list();
    const names = whole.json.items.map(({ name }: Json) => name);
    expect(names).toEqual(
      names.toSorted((a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    );
    expect(names).toHaveLength(Object.keys(world.partner.customers).length);
    await send('PUT', exemptionPath(), { exemption });
    const mine = await list(`?search=${customer().id}`);
    expect(mine.json.items).toEqual([
      {
        id: customer().id,
        name: expect.any(String),
        country: 'DE',
        countryName: 'Germany',
        tax: { vatId: '', exemption: { ...exemption, from: '2026-09-01T00:00:00.000Z', to: null } },
      },
    ]);
    await send('PUT', exemptionPath(), { exemption: null });
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.json.next}`);
    expect([...first.json.items, ...second.json.items].map(({ name }: Json) => name)).toEqual(
      names.slice(0, 2),
    );
    const elsewhere = `/partners/${world.stranger.id}/customers?cursor=${first.json.next}`;
    expect((await send('GET', elsewhere)).json.code).toBe('cursor.invalid');
    expect((await list('?search=nobody-at-all')).json).toEqual({ items: [], next: null });
    expect((await send('GET', '/partners/nobody/customers')).status).toBe(404);
    const theirs = await send('GET', `/partners/${world.partner.id}/customers`, undefined, { who: agent() });
    expect(theirs.status).toBe(403);
  });

  test('changed by two at once keeps both changes', async () => {
    const [number, exempt] = await Promise.all([
      send('PUT', path(), { vatId: 'DE999999999' }, { who: agent() }),
      send('PUT', exemptionPath(), { exemption }),
    ]);
    expect([number.status, exempt.status]).toEqual([200, 200]);
    const { rows } = await database.system.query(
      'select vat_id, tax_exemption from kontor.customer where id = $1',
      [customer().id],
    );
    expect(rows[0]).toMatchObject({ vat_id: 'DE999999999', tax_exemption: { certificate: 'A-1' } });
  });
});
