import { type Instant, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerBillingWire } from '../billing/billing-routes.ts';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor, registerCartsWire } from '../carts/cart-routes.ts';
import { registerCustomersKontor } from '../customers/customer-routes.ts';
import { registerCustomerTax } from '../customers/customer-tax-routes.ts';
import { registerCheckoutKontor, registerCheckoutWire } from '../orders/checkout-routes.ts';
import { registerOrdersKontor, registerOrdersWire } from '../orders/order-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerPricing } from './pricing-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let agent: Principal;
let operator: Principal;

/** The moment of every request, until a test moves it. */
const start = parseInstant('2026-11-10T10:00:00Z')!;
let now: Instant = start;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 60 });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: ({ app: routes, kontor, wire }) => {
      registerPricing(routes, kontor);
      registerCustomersKontor(routes, kontor);
      registerCustomerTax(routes, kontor);
      registerCartsKontor(routes, kontor);
      registerCartsWire(routes, wire);
      registerCheckoutKontor(routes, kontor);
      registerCheckoutWire(routes, wire);
      registerOrdersKontor(routes, kontor);
      registerOrdersWire(routes, wire);
      registerCancellationsKontor(routes, kontor);
      registerBillingWire(routes, wire);
    },
  });
  agent = asUser(world.partner, 'admin_agent');
  operator = asOperator(world);
});

beforeEach(async () => {
  now = start;
  // Each story begins with nothing that changes a price.
  await database.system.query(`delete from kontor.promotion`);
  await database.system.query(`delete from kontor.partner_discount`);
  await database.system.query(`delete from kontor.exchange_rate`);
  await database.system.query(`delete from kontor.tax_rate where source = 'test'`);
  await database.system.query(`update kontor.account set billing_currency = null`);
  await database.system.query(`update kontor.customer set vat_id = '', tax_exemption = null, region = ''`);
  await database.system.query(`update kontor.installation set issuer = '{}'`);
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// What a test reads out of an answer; the assertions say what must be there.
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (method: 'GET' | 'POST' | 'PUT', url: string, body?: object, who = agent) => {
  const response = await app.inject({
    method,
    url,
    headers: by(who),
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: response.statusCode, json: (response.body ? response.json() : undefined) as Json };
};

const set = async (method: 'POST' | 'PUT', path: string, body: object) => {
  const done = await send(method, `/kontor/v1${path}`, body, operator);
  expect(done.status, JSON.stringify(done.json)).toBeLessThan(300);
  return done.json;
};

const discount = (discountBasisPoints: number, changes: object = {}) =>
  set('POST', `/partners/${world.partner.id}/discounts`, {
    discountBasisPoints,
    effectiveFrom: '2026-11-10T00:00:00Z',
    ...changes,
  });
const promotion = (discountBasisPoints: number, changes: object = {}) =>
  set('POST', '/promotions', {
    nameEn: 'Autumn',
    nameTr: 'Sonbahar',
    productId: world.catalog.subscription.DE!.productId,
    discountBasisPoints,
    startsAt: '2026-11-10T00:00:00Z',
    endsAt: '2026-12-01T00:00:00Z',
    ...changes,
  });
const rate = (from: string, to: string, text: string, effectiveFrom = '2026-11-10T00:00:00Z') =>
  set('POST', '/exchange-rates', { from, to, rate: text, effectiveFrom });
const billIn = (currency: string | null) =>
  set('PUT', `/partners/${world.partner.id}/billing-currency`, { currency });

const addCart = (market: string, product: 'subscription' | 'perpetual' = 'subscription', quantity = 1) =>
  send('POST', `/kontor/v1/customers/${world.partner.customers[market]!.id}/carts`, {
    lines: [{ catalogItemId: world.catalog[product][market]!.catalogItemId, quantity }],
  });
const checkout = (market: string, cartId: string) =>
  send('POST', `/kontor/v1/customers/${world.partner.customers[market]!.id}/carts/${cartId}/checkout`);

/** Buys, and answers the cart's line as it was reviewed, the order, its charge rows and the credit used by it. */
const buy = async (market: string, product: 'subscription' | 'perpetual' = 'subscription', quantity = 1) => {
  const before = await used();
  const cart = await addCart(market, product, quantity);
  expect(cart.status, JSON.stringify(cart.json)).toBe(201);
  const bought = await checkout(market, cart.json.id);
  expect(bought.status, JSON.stringify(bought.json)).toBe(201);
  const [order] = bought.json.orders;
  const after = await used();
  const exposure = Object.fromEntries(
    Object.entries(after)
      .map(([currency, minor]) => [currency, minor - (before[currency] ?? 0n)] as const)
      .filter(([, minor]) => minor !== 0n),
  );
  return {
    reviewed: cart.json.lines[0],
    order,
    line: order.lines[0],
    charges: await charges(order.id),
    exposure,
  };
};

const used = async (): Promise<Record<string, bigint>> => {
  const { rows } = await database.system.query(
    'select currency, used_minor from kontor.credit_limit where account_id = $1',
    [world.partner.id],
  );
  return Object.fromEntries(rows.map((row: Json) => [row.currency, row.used_minor]));
};

const charges = async (orderId: string): Promise<Json[]> => {
  const { rows } = await database.system.query(
    `select kind, sign, currency, list_unit_minor, unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points,
       tax_category, promotion_id, pricing_currency, pricing_unit_minor, exchange_rate::text, exchange_rate_at
     from kontor.charge where order_id = $1 order by recorded_at, sign desc`,
    [orderId],
  );
  return rows;
};

const cancel = async (market: string, orderId: string) => {
  const path = `/kontor/v1/customers/${world.partner.customers[market]!.id}/cancellations`;
  const done = await send('POST', path, { orders: [{ orderId }], acknowledged: true });
  expect(done.status, JSON.stringify(done.json)).toBe(200);
};

describe('a discount', () => {
  test('of the partner and a promotion come off the tier’s price once, and are frozen with it', async () => {
    await discount(1000);
    const { id } = await promotion(2500);
    const { reviewed, line, charges: rows, exposure } = await buy('DE', 'subscription', 3);
    // 365.00 × 0.90 × 0.75 = 246.375
    expect(reviewed.price).toMatchObject({
      listUnitPrice: '365.00',
      unitPrice: '246.37',
      promotionId: id,
      net: '739.11',
      tax: '140.43',
      total: '879.54',
      taxCategory: 'S',
    });
    expect(line).toMatchObject({ listUnitPrice: '365.00', unitPrice: '246.37', promotionId: id });
    expect(line.discounts.map(({ kind, basisPoints }: Json) => [kind, basisPoints])).toEqual([
      ['partner', 1000],
      ['promotion', 2500],
    ]);
    expect(rows).toMatchObject([
      {
        list_unit_minor: 36_500n,
        unit_minor: 24_637n,
        net_minor: 73_911n,
        tax_minor: 14_043n,
        promotion_id: id,
      },
    ]);
    expect(exposure).toEqual({ EUR: 87_954n });
  });

  test('on a price tier comes off the price of that tier', async () => {
    const { productId, skuId, availabilityId } = world.catalog.perpetual.DE!;
    await database.system.query(
      `with sheet as (insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
         values ('software', 2, '2026-11-01Z', '\\x01', 'tests') returning version)
       insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
         unit_minor, tier_from, tier_to, effective_from, effective_to)
       select version, t.line, $1, $2, $3, '', 'one_time', t.unit, t.low, t.high, '2026-11-01Z', '2036-12-31Z'
       from sheet, (values (1, 50000, 1, 9), (2, 47777, 10, null)) as t(line, unit, low, high)`,
      [productId, skuId, availabilityId],
    );
    await discount(333, { family: 'perpetual_software' });
    expect((await buy('DE', 'perpetual', 9)).line.unitPrice).toBe('483.35');
    // 477.77 × 0.9667 = 461.860…
    expect((await buy('DE', 'perpetual', 10)).line).toMatchObject({
      listUnitPrice: '477.77',
      unitPrice: '461.86',
      net: '4618.60',
    });
  });

  test('is the most specific: the product’s before the family’s before the general one; zero ends it', async () => {
    await discount(1000);
    await discount(2000, { family: 'software_subscription' });
    expect((await addCart('DE')).json.lines[0].price.unitPrice).toBe('292.00');
    await discount(500, { productId: world.catalog.subscription.DE!.productId });
    expect((await addCart('DE')).json.lines[0].price.unitPrice).toBe('346.75');
    await discount(0, { productId: world.catalog.subscription.DE!.productId });
    expect((await addCart('DE')).json.lines[0].price).toMatchObject({ unitPrice: '365.00', discounts: [] });
    expect((await addCart('DE', 'perpetual')).json.lines[0].price.unitPrice).toBe('450.00');
  });

  test('that ends between review and checkout is not silently lost: the price changed', async () => {
    const { id } = await promotion(1000);
    const cart = await addCart('DE');
    await set('POST', `/promotions/${id}/end`, {});
    const refused = await checkout('DE', cart.json.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'cart.price_changed']);
  });

  test('belongs to its partner alone', async () => {
    await discount(1000);
    const stranger = asUser(world.stranger, 'admin_agent');
    const { json } = await send(
      'POST',
      `/kontor/v1/customers/${world.stranger.customers.DE!.id}/carts`,
      { lines: [{ catalogItemId: world.catalog.subscription.DE!.catalogItemId, quantity: 1 }] },
      stranger,
    );
    expect(json.lines[0].price.unitPrice).toBe('365.00');
  });

  test('of everything charges nothing and uses no credit', async () => {
    await discount(10_000);
    const { line, charges: rows, exposure } = await buy('DE');
    expect(line).toMatchObject({ unitPrice: '0.00', total: '0.00' });
    expect(rows).toMatchObject([{ unit_minor: 0n, net_minor: 0n, tax_minor: 0n }]);
    expect(exposure).toEqual({});
  });
});

describe('tax', () => {
  test('where prices include it stays inside the discounted price', async () => {
    await discount(1000);
    const { line, charges: rows } = await buy('AU', 'subscription', 7);
    // 328.50 × 7 = 2299.50 with 10 % GST inside: 2090.454… net
    expect(line).toMatchObject({
      unitPrice: '328.50',
      taxMode: 'inclusive',
      net: '2090.45',
      tax: '209.05',
      total: '2299.50',
    });
    expect(rows).toMatchObject([{ tax_mode: 'inclusive', net_minor: 209_045n, tax_minor: 20_905n }]);
  });

  test('of a region is the region’s own', async () => {
    await database.system.query(
      `insert into kontor.tax_rate (market, region, mode, rate_basis_points, effective_from, source)
       values ('DE', 'HE', 'exclusive', 700, '2026-01-01Z', 'test')`,
    );
    await database.system.query(`update kontor.customer set region = 'HE' where id = $1`, [
      world.partner.customers.DE!.id,
    ]);
    expect((await buy('DE')).line).toMatchObject({ taxRateBasisPoints: 700, tax: '25.55' });
    expect((await addCart('TR')).json.lines[0].price.taxRateBasisPoints).toBe(2000);
  });

  test('that changes in the middle of a month is frozen: each line keeps its own, and so does its credit', async () => {
    await database.system.query(
      `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
       values ('DE', 'exclusive', 2100, '2026-11-15T00:00:00Z', 'test')`,
    );
    now = parseInstant('2026-11-14T23:59:59.999Z')!;
    const before = await buy('DE', 'perpetual');
    now = parseInstant('2026-11-15T00:00:00Z')!;
    const after = await buy('DE', 'perpetual');
    expect([before.line.tax, after.line.tax]).toEqual(['95.00', '105.00']);
    await cancel('DE', before.order.id);
    await cancel('DE', after.order.id);
    const credits = [...(await charges(before.order.id)), ...(await charges(after.order.id))].filter(
      ({ sign }) => sign === -1,
    );
    expect(credits.map(({ tax_minor, tax_rate_basis_points }) => [tax_minor, tax_rate_basis_points])).toEqual(
      [
        [9500n, 1900],
        [10_500n, 2100],
      ],
    );
  });

  test('is the customer’s to pay between two members of the union', async () => {
    const { id } = world.partner.customers.DE!;
    await database.system.query(`update kontor.installation set issuer = '{"country": "FR"}'`);
    expect((await buy('DE')).line).toMatchObject({ taxCategory: 'S', tax: '69.35' });
    const told = await send('PUT', `/kontor/v1/customers/${id}/tax`, { vatId: 'de 123 456 789' });
    expect(told.json).toEqual({ vatId: 'DE123456789', exemption: null });
    const { line, charges: rows, exposure, order } = await buy('DE');
    expect(line).toMatchObject({ taxCategory: 'AE', taxRateBasisPoints: 0, tax: '0.00', total: '365.00' });
    expect(rows).toMatchObject([{ tax_category: 'AE', tax_minor: 0n }]);
    expect(exposure).toEqual({ EUR: 36_500n });
    await cancel('DE', order.id);
    expect((await charges(order.id))[1]).toMatchObject({ sign: -1, tax_category: 'AE', tax_minor: 0n });
    const detail = await send('GET', `/kontor/v1/customers/${id}`);
    expect(detail.json).toMatchObject({ taxCategory: 'AE', tax: { vatId: 'DE123456789' } });
  });

  test('is not due from an exempt customer while the exemption holds', async () => {
    const { id } = world.partner.customers.AU!;
    const exempt = (exemption: object | null) =>
      set('PUT', `/partners/${world.partner.id}/customers/${id}/tax-exemption`, { exemption });
    await exempt({
      reason: 'Embassy',
      certificate: 'E-17',
      from: '2026-11-10T10:00:00Z',
      to: '2026-11-20T00:00:00Z',
    });
    expect((await buy('AU')).line).toMatchObject({
      taxCategory: 'E',
      taxMode: 'inclusive',
      net: '365.00',
      tax: '0.00',
      total: '365.00',
    });
    now = parseInstant('2026-11-20T00:00:00Z')!;
    expect((await buy('AU')).line).toMatchObject({ taxCategory: 'S', net: '331.82', tax: '33.18' });
    now = start;
    await exempt(null);
    expect((await buy('AU')).line.taxCategory).toBe('S');
  });

  test('without a rate is none, and says so', async () => {
    const { rows } = await database.system.query(
      `delete from kontor.tax_rate where market = 'JP' returning *`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect((await buy('JP')).line).toMatchObject({ taxCategory: 'O', tax: '0' });
    await database.system.query(
      `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
       values ('JP', 'exclusive', 1000, '2000-01-01Z', 'tests')`,
    );
  });
});

describe('a billing currency', () => {
  test.each([
    // 365.00 EUR × 34.567 = 12616.955; 19 % of 25233.90 is 4794.441
    ['TRY', '34.567', 1_261_695n, 2_523_390n, 479_444n],
    // 365.00 EUR × 161.23 = 58848.95
    ['JPY', '161.23', 58_848n, 117_696n, 22_362n],
    // 365.00 EUR × 0.333456 = 121.71144
    ['KWD', '0.333456', 121_711n, 243_422n, 46_250n],
  ])(
    '%s: the unit is converted once, cut, and everything is charged in it',
    async (to, text, unit, net, tax) => {
      await database.system.query(
        `insert into kontor.credit_limit (account_id, currency, limit_minor) values ($1, $2, 100000000000)
       on conflict do nothing`,
        [world.partner.id, to],
      );
      await rate('EUR', to, text);
      await billIn(to);
      const { reviewed, order, line, charges: rows, exposure } = await buy('DE', 'subscription', 2);
      expect(reviewed.price).toMatchObject({ unitPrice: '365.00', billed: { currency: to } });
      expect(reviewed.currency).toBe('EUR');
      expect(order).toMatchObject({ currency: 'EUR', net: '730.00' });
      expect(line.unitPrice).toBe('365.00');
      expect(rows).toMatchObject([
        {
          currency: to,
          unit_minor: unit,
          list_unit_minor: unit,
          net_minor: net,
          tax_minor: tax,
          pricing_currency: 'EUR',
          pricing_unit_minor: 36_500n,
          exchange_rate_at: parseInstant('2026-11-10T00:00:00Z'),
        },
      ]);
      expect(Number(rows[0].exchange_rate)).toBe(Number(text));
      expect(exposure).toEqual({ [to]: net + tax });
    },
  );

  test('a credit is in the currency and at the rate that was charged, whatever the rate is by then', async () => {
    await rate('EUR', 'TRY', '34.567');
    await billIn('TRY');
    const { order } = await buy('DE', 'perpetual', 2);
    now = parseInstant('2026-11-20T10:00:00Z')!;
    await rate('EUR', 'TRY', '40', '2026-11-20T00:00:00Z');
    const before = await used();
    await cancel('DE', order.id);
    const [charge, credit] = await charges(order.id);
    expect([charge.currency, charge.unit_minor]).toEqual(['TRY', 1_728_350n]);
    expect(credit).toMatchObject({
      sign: -1,
      currency: 'TRY',
      net_minor: charge.net_minor,
      tax_minor: charge.tax_minor,
      tax_rate_basis_points: 1900,
    });
    expect(before.TRY! - (await used()).TRY!).toBe(charge.net_minor + charge.tax_minor);
  });

  test('a rate that moves between review and checkout is shown before it is charged', async () => {
    await rate('EUR', 'TRY', '34');
    await billIn('TRY');
    const cart = await addCart('DE');
    await rate('EUR', 'TRY', '35');
    const refused = await checkout('DE', cart.json.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'cart.price_changed']);
    expect(refused.json.lines).toMatchObject([
      { quoted: { value: '12410.00' }, current: { value: '12775.00' } },
    ]);
  });

  test('without a rate the line carries its error and nothing is bought', async () => {
    await billIn('TRY');
    const cart = await addCart('DE');
    expect(cart.json.lines[0].error.code).toBe('exchange_rate_missing');
    const refused = await checkout('DE', cart.json.id);
    expect([refused.status, refused.json.code]).toEqual([409, 'cart.has_line_errors']);
    // A price in the billing currency itself needs none.
    expect((await buy('TR')).charges).toMatchObject([{ currency: 'TRY', pricing_currency: null }]);
  });

  test('is guarded by the limit of that currency', async () => {
    await rate('EUR', 'BRL', '6');
    await billIn('BRL');
    await database.system.query(
      `update kontor.credit_limit set limit_minor = used_minor + 260609 where account_id = $1 and currency = 'BRL'`,
      [world.partner.id],
    );
    const cart = await addCart('DE');
    const refused = await checkout('DE', cart.json.id);
    // 365.00 × 6 = 2190.00 and 19 %: 2606.10
    expect([refused.status, refused.json.code]).toEqual([409, 'credit_limit.exceeded']);
    await database.system.query(
      `update kontor.credit_limit set limit_minor = limit_minor + 1 where account_id = $1 and currency = 'BRL'`,
      [world.partner.id],
    );
    expect((await checkout('DE', cart.json.id)).status).toBe(201);
    await database.system.query(
      `update kontor.credit_limit set limit_minor = 100000000000 where account_id = $1 and currency = 'BRL'`,
      [world.partner.id],
    );
  });
});

describe('the wire', () => {
  test('shows list price, effective price, promotion, discount and rate', async () => {
    await discount(1000);
    const { id } = await promotion(250);
    await rate('EUR', 'USD', '1.1');
    await billIn('USD');
    const { order } = await buy('DE', 'subscription', 2);
    const { productId, skuId } = world.catalog.subscription.DE!;
    const wireOrder = await send(
      'GET',
      `/v1/customers/${world.partner.customers.DE!.id}/orders/${order.id}?include_price=true`,
    );
    // 365.00 × 0.90 × 0.975 = 320.2875
    expect(wireOrder.json.lineItems[0]).toMatchObject({
      promotionId: `${productId}:${skuId}:${id}`,
      pricing: { listPrice: 365, discountedPrice: 320.28, price: 320.28, extendedPrice: 640.56 },
    });
    const lines = await send(
      'GET',
      '/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=USD&period=current',
      undefined,
      agent,
    );
    expect(lines.json.items.at(-1)).toMatchObject({
      unitPrice: '365.00',
      effectiveUnitPrice: '320.28',
      subtotal: '704.60',
      currency: 'USD',
      pricingCurrency: 'EUR',
      pcToBCExchangeRate: '1.1',
      pcToBCExchangeRateDate: '2026-11-10T00:00:00.000Z',
      promotionId: `${productId}:${skuId}:${id}`,
      priceAdjustmentDescription: 'Partner discount 10%; Promotion 2.5%',
    });
    const cart = await send('POST', `/v1/customers/${world.partner.customers.DE!.id}/carts`, {
      lineItems: [{ id: 0, catalogItemId: world.catalog.subscription.DE!.catalogItemId, quantity: 2 }],
    });
    expect(cart.json.lineItems[0]).toMatchObject({
      promotionId: `${productId}:${skuId}:${id}`,
      pricing: { listPrice: 365, price: 320.28, extendedPrice: 640.56 },
    });
  });
});
