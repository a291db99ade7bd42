import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangeInvoice } from '../testing/invoices.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerBalanceKontor, registerBalanceWire } from './balance-routes.ts';
import { registerPaymentsKontor } from './payment-routes.ts';

const now = instant(Date.parse('2026-11-22T10:00:00Z'));
let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let billed: BoughtLine;

/**
 * The partner in euro: 434.35 for a customer on an invoice due in October, 100.00 more on one due in December, a
 * credit note of 30.00 of which 10.00 were used; 120.00 paid in November; 595.00 not billed yet. In yen: 1,500 unbilled.
 */
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: ({ app: routes, kontor, wire }) => {
      registerPaymentsKontor(routes, kontor);
      registerBalanceKontor(routes, kontor);
      registerBalanceWire(routes, wire);
    },
  });
  const { system } = database;
  const customer = world.partner.customers.DE!;
  const euro = { accountId: world.partner.id, currency: 'EUR' };
  billed = await arrangePurchase(system, {
    customer,
    offer: world.catalog.subscription.DE!,
    at: instant(Date.parse('2026-08-10T10:00:00Z')),
  });
  await arrangePurchase(system, { customer, offer: world.catalog.perpetual.DE!, at: now });
  await arrangePurchase(system, {
    customer: world.partner.customers.JP!,
    offer: world.catalog.perpetual.JP!,
    at: now,
    unitMinor: 1_500n,
    rateBasisPoints: 0,
  });
  await arrangeInvoice(
    system,
    { ...euro, id: 'G000000001', totalMinor: 43_435n, invoiceDate: '2026-09-01', dueDate: '2026-10-01' },
    [billed],
  );
  await arrangeInvoice(system, {
    ...euro,
    id: 'G000000002',
    totalMinor: -3_000n,
    invoiceDate: '2026-10-01',
    dueDate: '2026-10-01',
  });
  await arrangeInvoice(system, {
    ...euro,
    id: 'G000000003',
    totalMinor: 11_000n,
    balanceUsedMinor: 1_000n,
    invoiceDate: '2026-11-01',
    dueDate: '2026-12-01',
  });
  await database.owner.query(
    `update kontor.credit_limit set limit_minor = 200000, used_minor = case currency
       when 'EUR' then 43435 - 3000 + 11000 + 59500 when 'JPY' then 1500 else 0 end where account_id = $1`,
    [world.partner.id],
  );
  const paid = await app.inject({
    method: 'POST',
    url: `/kontor/v1/partners/${world.partner.id}/payments`,
    headers: by(asOperator(world)),
    payload: { amount: '120.00', currency: 'EUR', paidOn: '2026-11-20', reference: '=1+1, "thanks"' },
  });
  expect(paid.statusCode).toBe(201);
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const get = async (url: string, who?: Principal | null) => {
  const from = who === undefined ? asUser(world.partner, 'billing_administrator') : who;
  const response = await app.inject({ method: 'GET', url, headers: from ? by(from) : {} });
  const text = response.body;
  const json: Json = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.statusCode, headers: response.headers, text, json };
};
const kontor = (path: string, who?: Principal | null) => get(`/kontor/v1${path}`, who);

describe('the balance', () => {
  test('says what is owed and what may still be bought, by currency', async () => {
    const { status, json } = await kontor('/balance');
    expect(status).toBe(200);
    const of = (currency: string) => json.items.find((item: Json) => item.currency === currency);
    expect(of('EUR')).toEqual({
      currency: 'EUR',
      limit: '2000.00',
      used: '989.35',
      available: '1010.65',
      unbilled: '595.00',
      open: '414.35',
      overdue: '314.35',
      creditBalance: '20.00',
    });
    expect(of('JPY')).toMatchObject({ limit: '200000', used: '1500', unbilled: '1500', open: '0' });
  });

  test('is the partner’s own; the operator names a partner', async () => {
    const own = (await kontor('/balance')).json;
    expect((await kontor(`/balance?partnerId=${world.partner.id}`, asOperator(world))).json).toEqual(own);
    expect((await kontor('/balance', asOperator(world))).json).toEqual({ items: [] });
    for (const path of ['/balance', '/balance/customers', '/statement']) {
      const query = `?partnerId=${world.partner.id}&currency=EUR`;
      const stranger = asUser(world.stranger, 'billing_administrator');
      expect((await kontor(path + query, stranger)).status).toBe(404);
      const nobody = await kontor(path + query.replace(world.partner.id, newUuid()), asOperator(world));
      expect(nobody.status).toBe(404);
      expect((await kontor(`${path}?currency=EUR`, null)).status).toBe(401);
      expect((await kontor(`${path}?currency=EUR`, asUser(world.partner, 'sales_agent'))).status).toBe(403);
      expect((await kontor(`${path}?currency=EUR`, asCustomer(world.partner.customers.DE!))).status).toBe(
        403,
      );
    }
  });

  test('is told for each customer, with what further cycles will cost', async () => {
    const customer = world.partner.customers.AU!;
    const monthly = await arrangePurchase(database.system, {
      customer,
      offer: world.catalog.subscription.AU!,
      at: now,
      unitMinor: 1_100n,
      quantity: 3,
      rateBasisPoints: 1_000,
      mode: 'inclusive',
    });
    await database.owner.query(`update kontor.order_line set billing_cycle = 'monthly' where order_id = $1`, [
      monthly.orderId,
    ]);
    await database.owner.query(
      `insert into kontor.due (account_id, id, due_at, kind, ref) values ($1, $2, '2026-12-22Z', 'charge.cycle', $3)`,
      [world.partner.id, newUuid(), `${monthly.orderId}:0`],
    );
    const { json } = await kontor('/balance/customers');
    const de = json.items.find((item: Json) => item.customerId === world.partner.customers.DE!.id);
    expect(de).toEqual({
      customerId: world.partner.customers.DE!.id,
      customerName: world.partner.customers.DE!.name,
      currency: 'EUR',
      unbilled: '595.00',
      onOpenInvoices: '314.35',
      committedFuture: '0.00',
      total: '909.35',
    });
    expect(json.items.find((item: Json) => item.customerId === customer.id)).toMatchObject({
      currency: 'AUD',
      unbilled: '33.00',
      committedFuture: '363.00',
      total: '396.00',
    });
    const names: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Json = (await kontor(`/balance/customers?limit=1${next && `&cursor=${next}`}`)).json;
      names.push(...page.items.map((item: Json) => item.customerName));
      next = page.next;
    }
    expect(names).toEqual(json.items.map((item: Json) => item.customerName));
    expect((await kontor('/balance/customers?currency=JPY')).json.items).toHaveLength(1);
  });
});

describe('the statement', () => {
  test('carries documents and payments forward, and ages what is owed', async () => {
    const { json } = await kontor('/statement?currency=EUR&from=2026-09-01&to=2026-11-30');
    expect(json).toEqual({
      currency: 'EUR',
      from: '2026-09-01',
      to: '2026-11-30',
      opening: '0.00',
      lines: [
        {
          date: '2026-09-01',
          kind: 'invoice',
          id: 'G000000001',
          reference: '2026-10',
          dueOn: '2026-10-01',
          amount: '434.35',
          balance: '434.35',
        },
        {
          date: '2026-10-01',
          kind: 'credit_note',
          id: 'G000000002',
          reference: '2026-10',
          amount: '-30.00',
          balance: '404.35',
        },
        {
          date: '2026-11-01',
          kind: 'invoice',
          id: 'G000000003',
          reference: '2026-10',
          dueOn: '2026-12-01',
          amount: '110.00',
          balance: '514.35',
        },
        {
          date: '2026-11-22',
          kind: 'payment',
          id: expect.any(String),
          reference: '=1+1, "thanks"',
          amount: '-120.00',
          balance: '394.35',
        },
      ],
      closing: '394.35',
      ageing: {
        current: '100.00',
        days1to30: '0.00',
        days31to60: '314.35',
        days61to90: '0.00',
        over90: '0.00',
        credit: '20.00',
        total: '394.35',
      },
    });
  });

  test('of an earlier day is as it was that day', async () => {
    const { json } = await kontor('/statement?currency=EUR&from=2026-10-02&to=2026-10-31');
    expect(json).toMatchObject({
      opening: '404.35',
      lines: [],
      closing: '404.35',
      ageing: { days1to30: '434.35', credit: '30.00', total: '404.35' },
    });
    const before = await kontor('/statement?currency=EUR&from=2026-11-22&to=2026-11-22');
    expect(before.json).toMatchObject({ opening: '514.35', closing: '394.35' });
  });

  test('without dates is of the year until today', async () => {
    const { json } = await kontor('/statement?currency=EUR');
    expect(json).toMatchObject({ from: '2025-11-01', to: '2026-11-22', closing: '394.35' });
  });

  test.each([
    ['currency=XXX', 'currency'],
    ['currency=EUR&from=2026-02-30', 'from'],
    ['currency=EUR&to=2026-02-30', 'to'],
    ['currency=EUR&from=2026-11-02&to=2026-11-01', 'to'],
    ['', 'currency'],
  ])('asked for with "%s" is refused and says why', async (query, path) => {
    const { status, json } = await kontor(`/statement?${query}`);
    expect([status, json.code, json.errors[0].path]).toEqual([422, 'request.invalid', path]);
  });

  test('as CSV has the same figures, and no formula', async () => {
    const { text, headers } = await kontor('/statement/export?currency=EUR&from=2026-11-01&to=2026-11-22');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe(
      'attachment; filename="statement-EUR-2026-11-01-2026-11-22.csv"',
    );
    const [header, ...rows] = text.split('\r\n');
    expect(header).toBe('Date,Kind,Number,Reference,DueDate,Currency,Amount,Balance');
    expect(rows).toEqual([
      '2026-11-01,opening,,,,EUR,,404.35',
      '2026-11-01,invoice,G000000003,2026-10,2026-12-01,EUR,110.00,514.35',
      expect.stringMatching(/^2026-11-22,payment,[0-9a-f-]{36},"'=1\+1, ""thanks""",,EUR,-120\.00,394\.35$/),
      '2026-11-22,closing,,,,EUR,,394.35',
      '',
    ]);
    expect((await kontor('/statement/export?currency=EUR', null)).status).toBe(401);
  });
});

describe('the wire', () => {
  test('tells the balance in the account’s own currency', async () => {
    await database.owner.query(`update kontor.account set currency = 'EUR' where id = $1`, [
      world.partner.id,
    ]);
    const { status, json } = await get('/v1/invoices/summary', asApp(world.partner));
    expect(status).toBe(200);
    const scalars = {
      balanceAmount: 394.35,
      currencyCode: 'EUR',
      currencySymbol: '€',
      accountingDate: '2026-11-22T10:00:00.000Z',
      firstInvoiceCreationDate: '2026-09-01T00:00:00Z',
      lastPaymentDate: '2026-11-22T10:00:00.000Z',
      lastPaymentAmount: 120,
      latestInvoiceDate: '2026-11-01T00:00:00Z',
    };
    const attributes = { objectType: 'InvoiceSummary' };
    expect(json).toEqual({
      ...scalars,
      details: [{ invoiceType: 'OneTime', summary: { ...scalars, attributes } }],
      links: { self: { uri: '/invoices/summary', method: 'GET', headers: [] } },
      attributes,
    });
  });

  test('tells it for every currency, to users only', async () => {
    const { json } = await get('/v1/invoices/summaries');
    expect(json.totalCount).toBe(json.items.length);
    expect(json.items[0].currencyCode).toBe('EUR');
    expect(json.items.find((item: Json) => item.currencyCode === 'JPY')).toMatchObject({
      balanceAmount: 0,
      lastPaymentDate: '0001-01-01T00:00:00',
      firstInvoiceCreationDate: '0001-01-01T00:00:00',
    });
    expect(json.links.self.uri).toBe('/invoices/summaries');
    const alone = await get('/v1/invoices/summaries', asApp(world.partner));
    expect([alone.status, alone.json.code]).toEqual([403, 900329]);
    const agent = await get('/v1/invoices/summaries', asUser(world.partner, 'sales_agent'));
    expect([agent.status, agent.json.code]).toEqual([403, 900150]);
    expect((await get('/v1/invoices/summary', null)).status).toBe(401);
  });
});
