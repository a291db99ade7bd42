import { partnerRoles } from '@kontor/domain/access/roles';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerInvoicesWire } from './invoice-wire-routes.ts';
import { date, type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { storeDocument } from './testing/stored-documents.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

const chargeId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const store = (
  number: string,
  first: number,
  seed: ExampleSeed,
  month: number,
  accountId: string = world.partner.id,
) => {
  const text = String(month).padStart(2, '0');
  const next = String(month + 1).padStart(2, '0');
  const dates = {
    period: `2026-${text}`,
    periodStart: date(`2026-${text}-01`),
    periodEnd: date(`2026-${next}-01`),
    issuedOn: date(`2026-${next}-01`),
    dueOn: date(`2026-${next}-28`),
  };
  const lines = seed.lines.map((line, index) => ({ ...line, chargeId: chargeId(first + index) }));
  return storeDocument(
    database.system,
    accountId,
    exampleDocument({ ...seed, lines, document: { ...dates, number, ...seed.document } }),
  );
};

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  await store('G000000001', 100, { lines: [{ price: '10.08', quantity: 10 }, { price: '5.00' }] }, 8);
  const credited = { price: '9.42', quantity: 10, sign: -1, creditsChargeId: chargeId(100) } as const;
  await store('G000000002', 200, { lines: [credited] }, 9);
  const converted = {
    price: '10.00',
    quantity: 2,
    pricing: { currency: 'USD' as never, unit: 1083n, rate: '0.923361034', rateAt: null },
  };
  await store('G000000003', 300, { lines: [converted], balance: '5.00' }, 10);
  await store('G000000009', 400, { lines: [{ price: '1.00' }] }, 8, world.stranger.id);
  await database.owner.query(
    `with paid as (insert into kontor.payment (account_id, id, currency, amount_minor, method, paid_on, at)
       values ($1, $2, 'EUR', 700, 'manual', '2026-11-10', now()) returning account_id, id, at)
     insert into kontor.payment_allocation select account_id, id, 'G000000003', 700, at from paid`,
    [world.partner.id, chargeId(900)],
  );
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, wire }) => registerInvoicesWire(routes, wire),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const user = () => asUser(world.partner, 'billing_administrator');
const get = async (
  path: string,
  who: Principal | undefined = user(),
  headers: Record<string, string> = {},
) => {
  const response = await app.inject({ url: `/v1/invoices${path}`, headers: { ...by(who), ...headers } });
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  return {
    status: response.statusCode,
    headers: response.headers,
    raw: response.rawPayload,
    body: isJson ? response.json() : undefined,
  };
};
const idsOf = ({ body }: { readonly body: { items: { id: string }[] } }) => body.items.map(({ id }) => id);
const filter = (Operator: string, Value: string, Field = 'InvoiceDate') =>
  `?filter=${encodeURIComponent(JSON.stringify({ Field, Value, Operator }))}`;

describe('invoices', () => {
  test('are listed newest first, each with all that the reference names', async () => {
    const answer = await get('');
    expect(answer.status).toBe(200);
    expect(answer.body.totalCount).toBe(3);
    const [newest, note, oldest] = answer.body.items;
    expect(newest).toEqual({
      id: 'G000000003',
      invoiceDate: '2026-11-01T00:00:00Z',
      billingPeriodStartDate: '2026-10-01T00:00:00Z',
      billingPeriodEndDate: '2026-10-31T00:00:00Z',
      totalCharges: 23.8,
      paidAmount: 12,
      currencyCode: 'EUR',
      currencySymbol: '€',
      pdfDownloadLink: '/invoices/G000000003/documents/statement',
      taxReceipts: [],
      invoiceDetails: [
        {
          invoiceLineItemType: 'billing_line_items',
          billingProvider: 'one_time',
          links: {
            self: {
              uri: '/invoices/OneTime-G000000003/lineitems/OneTime/BillingLineItems',
              method: 'GET',
              headers: [],
            },
          },
          attributes: { objectType: 'InvoiceDetail' },
        },
      ],
      amendments: [],
      documentType: 'invoice',
      invoiceType: 'OneTime',
      links: { self: { uri: '/invoices/OneTime-G000000003', method: 'GET', headers: [] } },
      attributes: { objectType: 'Invoice' },
    });
    expect(note).toMatchObject({
      id: 'G000000002',
      documentType: 'adjustment_note',
      amendsOf: 'G000000001',
      totalCharges: -112.1,
      paidAmount: 0,
    });
    expect(oldest.amendments).toEqual([note]);
    expect(answer.body.attributes).toEqual({ objectType: 'Collection' });
  });

  test('are paged by size and offset', async () => {
    const first = await get('?size=2');
    expect(idsOf(first)).toEqual(['G000000003', 'G000000002']);
    const { uri } = first.body.links.next;
    const second = await get(uri.replace('/invoices', ''));
    expect(idsOf(second)).toEqual(['G000000001']);
    expect(second.body.links.next).toBeUndefined();
    expect(idsOf(await get('?size=0&offset=3'))).toEqual([]);
    for (const path of ['?size=x', '?offset=-1'])
      expect(await get(path)).toMatchObject({ status: 400, body: { code: 800002 } });
  });

  test('are filtered by their date, to the day', async () => {
    const [one, two, three] = ['G000000001', 'G000000002', 'G000000003'];
    const cases: [operator: string, value: string, ids: (string | undefined)[]][] = [
      ['equals', '2026-10-01', [two]],
      ['equals', '2026-10-01T00:00:00Z', [two]],
      ['equals', '2026-10-01T00:00:01Z', []],
      ['not_equals', '10/01/2026', [three, one]],
      ['greater_than', '2026-10-01', [three]],
      ['GreaterThan', '2026-09-30T23:59:59Z', [three, two]],
      ['greater_than_or_equals', '2026-10-01', [three, two]],
      ['GreaterThanOrEquals', '2026-10-01T00:00:01Z', [three]],
      ['less_than', '2026-10-01', [one]],
      ['less_than', '2026-10-01T00:00:01Z', [two, one]],
      ['less_than_or_equals', '2026-10-01', [two, one]],
      ['less_than_or_equals', '2026-09-30', [one]],
    ];
    for (const [operator, value, ids] of cases) {
      const answer = await get(filter(operator, value));
      expect([operator, value, idsOf(answer), answer.body.totalCount]).toEqual([
        operator,
        value,
        ids,
        ids.length,
      ]);
    }
    for (const path of [
      filter('equals', 'soon'),
      filter('starts_with', '2026-10-01'),
      filter('equals', '2026-10-01', 'Id'),
      '?filter=%7B',
    ])
      expect(await get(path)).toMatchObject({
        status: 400,
        body: { code: 800002, data: [expect.stringMatching(/^filter: /)] },
      });
  });

  test('are got by their number, bare or as links name it', async () => {
    const [listed] = (await get(filter('equals', '2026-10-01'))).body.items;
    for (const id of ['G000000002', 'OneTime-G000000002', 'onetime-g000000002', 'Recurring-G000000002'])
      expect((await get(`/${id}`)).body).toEqual(listed);
    expect((await get('/OneTime-G000000001')).body.amendments).toEqual([listed]);
  });
});

describe('a statement', () => {
  test('is the PDF under the documented name', async () => {
    const answer = await get('/OneTime-G000000001/documents/statement');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename=Invoice_G000000001.pdf',
      'ms-requestid': expect.any(String),
    });
    expect(answer.raw.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('lines', () => {
  test('have every property as text, in the path form and in the query form', async () => {
    const byPath = await get('/OneTime-G000000001/lineitems/OneTime/BillingLineItems');
    const byQuery = await get(
      '/G000000001/lineitems?provider=onetime&invoiceLineItemType=billinglineitems&currencyCode=EUR&period=current&size=100',
    );
    expect(byPath.status).toBe(200);
    expect(byPath.body.items).toEqual(byQuery.body.items);
    expect(byPath.body.totalCount).toBe(2);
    const [line] = byPath.body.items;
    expect(line).toMatchObject({
      partnerId: world.partner.id,
      invoiceNumber: 'G000000001',
      mpnId: '4711',
      unitPrice: '10.08',
      effectiveUnitPrice: '10.08',
      quantity: '10',
      subtotal: '100.80',
      taxTotal: '19.15',
      totalForCustomer: '119.95',
      currency: 'EUR',
      invoiceLineItemType: 'billing_line_items',
      billingProvider: 'one_time',
    });
    expect(Object.keys(line)).toHaveLength(50);
    expect(Object.values(line).filter((value) => value === null)).toEqual([]);
  });

  test('of a credit are negative and refer to the charge', async () => {
    const [line] = (await get('/G000000002/lineitems/OneTime/BillingLineItems')).body.items;
    expect(line).toMatchObject({
      referenceId: chargeId(100),
      effectiveUnitPrice: '-9.42',
      subtotal: '-94.20',
      totalForCustomer: '-112.10',
      quantity: '10',
    });
  });

  test('have the effective price in the currency of the price, with its rate', async () => {
    const [line] = (await get('/G000000003/lineitems/onetime/BILLINGLINEITEMS')).body.items;
    expect(line).toMatchObject({
      effectiveUnitPrice: '10.83',
      pricingCurrency: 'USD',
      pcToBCExchangeRate: '0.923361034',
      currency: 'EUR',
      subtotal: '20.00',
    });
  });

  test('are followed by the token, and counted by an offset', async () => {
    const path = '/G000000001/lineitems/OneTime/BillingLineItems';
    const first = await get(`${path}?size=1`);
    expect(first.body.items).toHaveLength(1);
    const { uri, headers } = first.body.links.next;
    expect(uri).toContain('seekOperation=Next');
    const token = { 'MS-ContinuationToken': headers[0].value };
    const second = await get(uri.replace('/invoices', ''), user(), token);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.links.next).toBeUndefined();
    const offset = await get(`${path}?size=1&offset=1`);
    expect(offset.body.items).toEqual(second.body.items);
    expect((await get(`${path}?offset=2`)).body.items).toEqual([]);
    const other = '/G000000002/lineitems/OneTime/BillingLineItems?seekOperation=Next';
    expect(await get(other, user(), token)).toMatchObject({ status: 400, body: { code: 800002 } });
  });

  test('of providers that bill nothing here are none; what is no provider is refused', async () => {
    for (const path of ['Office/BillingLineItems', 'Azure/UsageLineItems', 'OneTime/UsageLineItems'])
      expect(await get(`/G000000001/lineitems/${path}`)).toMatchObject({
        status: 200,
        body: { totalCount: 0, items: [] },
      });
    expect((await get('/G000000001/lineitems?provider=all')).body.totalCount).toBe(2);
    expect(await get('/G000000001/lineitems/Toys/Lines')).toMatchObject({
      status: 400,
      body: {
        code: 800002,
        data: [expect.stringMatching(/^provider: /), expect.stringMatching(/^invoicelineitemtype: /)],
      },
    });
  });
});

describe('estimate links', () => {
  test('name the unbilled lines of both kinds and both months', async () => {
    const { body } = await get('/estimates/links?currencyCode=eur');
    expect(body.totalCount).toBe(4);
    expect(
      body.items.map(({ type, period, link }: { type: string; period: string; link: { uri: string } }) => [
        type,
        period,
        link.uri,
      ]),
    ).toEqual(
      [
        ['daily_rated_usage', 'Current', 'Marketplace', 'UsageLineItems'],
        ['daily_rated_usage', 'Previous', 'Marketplace', 'UsageLineItems'],
        ['non_consumption', 'Current', 'OneTime', 'BillingLineItems'],
        ['non_consumption', 'Previous', 'OneTime', 'BillingLineItems'],
      ].map(([type, period = '', provider, lines]) => [
        type,
        period,
        `/invoices/unbilled/lineitems?provider=${provider}&invoicelineitemtype=${lines}&currencycode=EUR&period=${period.toLowerCase()}&size=2000`,
      ]),
    );
    expect(await get('/estimates/links')).toMatchObject({ status: 400, body: { code: 800002 } });
    expect(await get('/estimates/links?currencycode=XXX')).toMatchObject({
      status: 400,
      body: { code: 900169 },
    });
  });
});

describe('who sees invoices', () => {
  const paths = [
    '',
    '/G000000001',
    '/G000000001/documents/statement',
    '/G000000001/lineitems',
    '/G000000001/lineitems/OneTime/BillingLineItems',
    '/estimates/links?currencycode=EUR',
  ];

  test('is whoever has the role; an application alone gets no single invoice and no page', async () => {
    for (const path of paths) {
      expect((await app.inject({ url: `/v1/invoices${path}` })).statusCode).toBe(401);
      for (const role of partnerRoles) {
        if (path.endsWith('statement')) continue; // a page each
        const allowed = ['billing_administrator', 'global_administrator', 'admin_agent'].includes(role);
        const answer = await get(path, asUser(world.partner, role));
        expect([path, role, answer.status, answer.body.code]).toEqual([
          path,
          role,
          allowed ? 200 : 403,
          allowed ? undefined : 900150,
        ]);
      }
      expect((await get(path, asCustomer(world.partner.customers.DE!))).status).toBe(403);
      const alone = await get(path, asApp(world.partner));
      if (path === paths[1] || path === paths[2])
        expect(alone).toMatchObject({ status: 403, body: { code: 900329 } });
      else expect(alone.status).toBe(200);
    }
  });

  test('is nobody of another account, for whom there is no such invoice', async () => {
    const stranger = asUser(world.stranger, 'billing_administrator');
    expect(idsOf(await get('', stranger))).toEqual(['G000000009']);
    for (const who of [stranger, user()])
      for (const path of ['', '/documents/statement', '/lineitems', '/lineitems/Office/BillingLineItems']) {
        const id = who === stranger ? 'G000000001' : 'G000000009';
        expect(await get(`/${id}${path}`, who)).toMatchObject({
          status: 404,
          body: { code: 3000, description: expect.stringContaining('List the invoices') },
        });
      }
    expect((await get('', asOperator(world))).body.items).toEqual([]);
  });
});
