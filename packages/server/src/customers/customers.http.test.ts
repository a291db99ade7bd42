import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerCustomersKontor, registerCustomersWire } from './customer-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerCustomersKontor(surfaces.app, surfaces.kontor);
      registerCustomersWire(surfaces.app, surfaces.wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const get = async (url: string, principal: Principal | undefined, headers: Record<string, string> = {}) => {
  const sent = principal ? { ...by(principal), ...headers } : headers;
  const response = await app.inject({ method: 'GET', url, headers: sent });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};
const sales = () => asUser(world.partner, 'sales_agent');

describe('the customers of a partner', () => {
  test('are listed by name, page by page, each once', async () => {
    const names: string[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null && page < 10; page += 1) {
      const { status, body } = await get(`/kontor/v1/customers?limit=2&cursor=${next}`, sales());
      expect(status).toBe(200);
      names.push(...body.items.map((item: { name: string }) => item.name));
      next = body.next;
    }
    expect(names.toSorted()).toEqual(
      Object.values(world.partner.customers)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  const search = async (text: string) =>
    (await get(`/kontor/v1/customers?search=${encodeURIComponent(text)}`, sales())).body.items.map(
      (item: { id: string }) => item.id,
    );

  test('are found by part of the name, in Turkish too', async () => {
    const { TR, DE } = world.partner.customers;
    for (const text of ['istanbul', 'İSTANBUL', 'ıstanbul', 'Isı sanayi'])
      expect(await search(text)).toEqual([TR!.id]);
    expect(await search('ülkü')).toEqual([DE!.id]);
  });

  test('are found by domain, tenant id and order id', async () => {
    const customer = world.partner.customers.DE!;
    const offer = world.catalog.perpetual.DE!;
    const { orderId, alternateId } = await arrangePurchase(database.system, {
      customer,
      offer,
      at: realNow(),
    });
    for (const text of [customer.domain, customer.id.toUpperCase(), orderId, alternateId, ` ${orderId} `])
      expect(await search(text)).toEqual([customer.id]);
  });

  test('are not found by what is a wildcard elsewhere', async () => {
    expect(await search('%')).toEqual([]);
    expect(await search('_')).toEqual([]);
  });

  test('carry the country in the reader’s language and its currency', async () => {
    const customer = world.partner.customers.DE!;
    const turkish = await get(`/kontor/v1/customers/${customer.id}`, sales(), { 'accept-language': 'tr-TR' });
    expect(turkish.body).toMatchObject({ country: 'DE', countryName: 'Almanya', currency: 'EUR' });
  });

  test('say whether prices include tax, and at which rate', async () => {
    const { AU, DE, JP } = world.partner.customers;
    const tax = async (id: string) => {
      const { body } = await get(`/kontor/v1/customers/${id}`, sales());
      return [body.priceIncludesTax, body.taxRateKnown, body.taxRateBasisPoints];
    };
    expect(await tax(AU!.id)).toEqual([true, true, 1000]);
    expect(await tax(DE!.id)).toEqual([false, true, 1900]);
    expect(await tax(JP!.id)).toEqual([false, true, 1000]);
    await database.owner.query(
      `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
       select market, mode, 1200, max(effective_from), 'operator' from kontor.tax_rate where market = 'JP' group by 1, 2`,
    );
    expect(await tax(JP!.id)).toEqual([false, true, 1200]);
  });

  test('carry address and agreement when read one by one', async () => {
    const { body } = await get(`/kontor/v1/customers/${world.partner.customers.DE!.id}`, sales());
    expect(body.address).toEqual({
      line1: '1 Example Street',
      city: 'Exampleton',
      postalCode: '12345',
      phoneNumber: '5550100',
    });
    expect(body.agreement).toEqual({ signed: true, agreedOn: '2026-01-15', contact: 'Ada Lovelace' });
  });
});

describe('who asks for customers', () => {
  const paths = () => ['/kontor/v1/customers', `/kontor/v1/customers/${world.partner.customers.DE!.id}`];
  const wirePaths = () => ['/v1/customers', `/v1/customers/${world.partner.customers.DE!.id}`];

  test('must be signed in', async () => {
    for (const path of paths()) expect((await get(path, undefined)).body.code).toBe('unauthenticated');
    for (const path of wirePaths())
      expect(await get(path, undefined)).toMatchObject({ status: 401, body: { code: 800001 } });
  });

  test('must hold a role that may see them', async () => {
    const billing = asUser(world.partner, 'billing_administrator');
    for (const path of paths())
      expect(await get(path, billing)).toMatchObject({ status: 403, body: { code: 'role_required' } });
    for (const path of [
      ...wirePaths(),
      '/v1/customers?filter={"Field":"IndirectReseller","Operator":"starts_with","Value":"x"}',
    ])
      expect(await get(path, billing)).toMatchObject({ status: 403, body: { code: 900150 } });
  });

  test('is no user of a customer', async () => {
    for (const path of paths())
      expect((await get(path, asCustomer(world.partner.customers.DE!))).status).toBe(403);
  });

  test('sees nothing of another partner, and cannot tell it from what does not exist', async () => {
    const foreign = asUser(world.stranger, 'admin_agent');
    const { body } = await get('/kontor/v1/customers', foreign);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([world.stranger.customers.DE!.id]);
    const unknown = '11111111-1111-4111-8111-111111111111';
    for (const id of [world.partner.customers.DE!.id, unknown, 'no-id-at-all']) {
      expect(await get(`/kontor/v1/customers/${id}`, foreign)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
      expect(await get(`/v1/customers/${id}`, foreign)).toMatchObject({ status: 403, body: { code: 20002 } });
    }
  });

  test('may be an application, or the operator', async () => {
    expect((await get('/v1/customers', asApp(world.partner))).status).toBe(200);
    expect((await get('/kontor/v1/customers', asApp(world.partner))).status).toBe(200);
    expect((await get('/kontor/v1/customers', asOperator(world))).status).toBe(200);
  });
});

describe('a page cursor', () => {
  test('goes on only with the list and the account that gave it', async () => {
    const { body } = await get('/kontor/v1/customers?limit=1', sales());
    const invalid = { status: 422, body: { code: 'cursor.invalid' } };
    const url = `/kontor/v1/customers?cursor=${body.next}`;
    expect(await get(url, asUser(world.stranger, 'admin_agent'))).toMatchObject(invalid);
    for (const cursor of ['x', `${body.next}A`, body.next.slice(1), 'W10'])
      expect(await get(`/kontor/v1/customers?cursor=${cursor}`, sales())).toMatchObject(invalid);
    expect(
      await get('/v1/customers?seekOperation=Next', asApp(world.partner), {
        'ms-continuationtoken': body.next,
      }),
    ).toMatchObject({ status: 400, body: { code: 800002 } });
  });

  test('counts from 1 to 500 items', async () => {
    for (const limit of ['0', '501', '9999'])
      expect(await get(`/kontor/v1/customers?limit=${limit}`, sales())).toMatchObject({
        status: 422,
        body: { code: 'request.invalid', errors: [{ path: 'limit' }] },
      });
    expect((await get('/kontor/v1/customers?limit=500', sales())).status).toBe(200);
  });
});

describe('customers on the wire', () => {
  const app1 = () => asApp(world.partner);

  test('are short in a list', async () => {
    const { body } = await get(
      '/v1/customers?size=1&filter=%7B%22Field%22%3A%22Domain%22%2C%22Operator%22%3A%22starts_with%22%2C%22Value%22%3A%22ULKU%22%7D',
      app1(),
    );
    const customer = world.partner.customers.DE!;
    expect(body).toMatchObject({
      totalCount: 1,
      items: [
        {
          id: customer.id,
          companyProfile: { tenantId: customer.id, domain: customer.domain, companyName: customer.name },
          relationshipToPartner: 'reseller',
          links: { self: { uri: `/customers/${customer.id}`, method: 'GET', headers: [] } },
          attributes: { objectType: 'Customer' },
        },
      ],
      attributes: { objectType: 'Collection' },
    });
    expect(body.items[0].billingProfile).toBeUndefined();
    expect(body.links.next).toBeUndefined();
  });

  test('are followed by links.next and its headers, as clients do', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/customers?size=2';
    let headers: Record<string, string> = {};
    for (let page = 0; url && page < 9; page += 1) {
      const { body } = await get(`/v1${url}`, app1(), headers);
      expect(body.totalCount).toBe(5);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      url = body.links.next?.uri;
      headers = Object.fromEntries(
        (body.links.next?.headers ?? []).map(({ key, value }: { key: string; value: string }) => [
          key,
          value,
        ]),
      );
    }
    expect(seen.toSorted()).toEqual(
      Object.values(world.partner.customers)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('are whole when read one by one', async () => {
    const customer = world.partner.customers.DE!;
    const { body } = await get(`/v1/Customers/${customer.id.toUpperCase()}/`, app1());
    expect(body).toMatchObject({
      id: customer.id,
      billingProfile: {
        email: `info@${customer.domain}`,
        companyName: customer.name,
        defaultAddress: {
          country: 'DE',
          city: 'Exampleton',
          addressLine1: '1 Example Street',
          postalCode: '12345',
        },
        attributes: { objectType: 'CustomerBillingProfile' },
      },
      allowDelegatedAccess: true,
      attributes: { objectType: 'Customer' },
    });
    expect(body.billingProfile.attributes.etag).toMatch(/^-?\d{1,19}$/);
    expect(body.commerceId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('refuse what is no filter, size or seek with the field named', async () => {
    const filter = (value: unknown) => `/v1/customers?filter=${encodeURIComponent(JSON.stringify(value))}`;
    const urls = [
      '/v1/customers?filter=nonsense',
      filter([]),
      filter({ Field: 'Domain' }),
      filter({ Field: 'Shoe', Operator: 'starts_with', Value: 'x' }),
      filter({ Field: 'Domain', Operator: 'not_starts_with', Value: 'x' }),
      '/v1/customers?size=many',
      '/v1/customers?size=-1',
      '/v1/customers?seekOperation=Sideways',
    ];
    for (const url of urls) {
      const { status, body } = await get(url, app1());
      expect([url, status, body.code, body.data.length]).toEqual([url, 400, 800002, 1]);
    }
    expect((await get('/v1/customers?size=0', app1())).body.items).toHaveLength(5);
  });
});
