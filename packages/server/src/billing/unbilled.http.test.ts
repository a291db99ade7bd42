import { chargeKinds } from '@kontor/domain/billing/charge';
import { type Instant, instant, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine, type PurchaseFacts } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asUser } from '../testing/world-people.ts';
import { registerBillingWire } from './billing-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
const now = parseInstant('2026-11-22T10:00:00Z')!;
const at = (text: string): Instant => parseInstant(text)!;

let example: BoughtLine;
let perpetual: BoughtLine;
let australian: BoughtLine;
let october: BoughtLine;

const buy = (facts: Partial<PurchaseFacts> & { kind: 'subscription' | 'perpetual'; market: string }) =>
  arrangePurchase(database.system, {
    customer: world.partner.customers[facts.market]!,
    offer: world.catalog[facts.kind][facts.market]!,
    at: now,
    ...facts,
  });

const credit = (of: BoughtLine, facts: { net: number; tax: number; from: string | null; at: Instant }) =>
  database.system.query(
    `insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, credits_charge_id,
       currency, unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points, period_start, period_end, at)
     select account_id, customer_id, $2, order_id, line_number, 'cancel_immediate', -1, id, currency, unit_minor,
       quantity, $3, $4, tax_mode, tax_rate_basis_points, $5, period_end, $6
     from kontor.charge where id = $1`,
    [of.chargeId, newUuid(), facts.net, facts.tax, facts.from, new Date(facts.at)],
  );

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  const bought = at('2026-11-15T09:00:00Z');
  example = await buy({ kind: 'subscription', market: 'DE', at: bought, quantity: 10, unitMinor: 1008n });
  await credit(example, { net: 9420, tax: 1790, from: '2026-11-17', at: at('2026-11-17T08:00:00Z') });
  perpetual = await buy({ kind: 'perpetual', market: 'DE', at: at('2026-11-20T09:00:00Z'), quantity: 2 });
  await credit(perpetual, { net: 100_000, tax: 19_000, from: null, at: at('2026-11-21T08:00:00Z') });
  australian = await buy({
    kind: 'perpetual',
    market: 'AU',
    quantity: 3,
    unitMinor: 11_000n,
    mode: 'inclusive',
    rateBasisPoints: 1000,
  });
  october = await buy({ kind: 'perpetual', market: 'DE', at: at('2026-10-31T23:59:59.999Z') });
  await buy({ kind: 'perpetual', market: 'DE', at: at('2026-09-30T23:59:59.999Z') });
  await buy({ kind: 'subscription', market: 'JP', unitMinor: 1500n });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: (surfaces) => registerBillingWire(surfaces.app, surfaces.wire),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const path = '/v1/invoices/unbilled/lineitems';
const usual = 'provider=onetime&invoicelineitemtype=billinglineitems&currencycode=eur&period=current';
const get = async (query: string, principal: Principal | undefined = asApp(world.partner), headers = {}) => {
  const response = await app.inject({
    method: 'GET',
    url: `${path}?${query}`,
    headers: { ...by(principal), ...headers },
  });
  return { status: response.statusCode, body: response.json() };
};

describe('unbilled lines', () => {
  test('show a charge and the credit that takes it back', async () => {
    const { status, body } = await get(usual);
    expect(status).toBe(200);
    expect(body.totalCount).toBe(4);
    const [charge, credited] = body.items;
    expect(charge).toMatchObject({
      orderId: example.orderId,
      alternateId: example.alternateId,
      invoiceNumber: '',
      chargeType: 'new',
      unitPrice: '10.08',
      effectiveUnitPrice: '10.08',
      quantity: '10',
      billableQuantity: '10',
      subtotal: '100.80',
      taxTotal: '19.15',
      totalForCustomer: '119.95',
      currency: 'EUR',
      subscriptionId: example.subscriptionId,
      chargeStartDate: '2026-11-15T00:00:00Z',
      chargeEndDate: '2027-11-14T00:00:00Z',
      billingFrequency: '',
      invoiceLineItemType: 'billing_line_items',
      billingProvider: 'one_time',
      attributes: { objectType: 'OneTimeInvoiceLineItem' },
    });
    expect(charge.termAndBillingCycle).toContain('Subscription');
    expect(credited).toMatchObject({
      orderId: example.orderId,
      referenceId: charge.referenceId,
      chargeType: 'cancelImmediate',
      unitPrice: '10.08',
      effectiveUnitPrice: '-9.42',
      quantity: '10',
      subtotal: '-94.20',
      taxTotal: '-17.90',
      totalForCustomer: '-112.10',
      chargeStartDate: '2026-11-17T00:00:00Z',
      chargeEndDate: '2027-11-14T00:00:00Z',
    });
    expect(charge.referenceId).toBe(example.chargeId);
  });

  test('show perpetual software without term and end', async () => {
    const { body } = await get(usual);
    const lines = body.items.filter((item: { orderId: string }) => item.orderId === perpetual.orderId);
    expect(lines).toMatchObject([
      { termAndBillingCycle: '', chargeEndDate: '0001-01-01T00:00:00', totalForCustomer: '1190.00' },
      { chargeType: 'cancelImmediate', effectiveUnitPrice: '-500.00', totalForCustomer: '-1190.00' },
    ]);
  });

  test('have the tax inside the unit price where prices have, and currencies their own decimals', async () => {
    const { body } = await get(usual.replace('eur', 'AUD'));
    expect(body.items).toMatchObject([
      {
        orderId: australian.orderId,
        unitPrice: '110.00',
        effectiveUnitPrice: '110.00',
        subtotal: '300.00',
        taxTotal: '30.00',
        totalForCustomer: '330.00',
        customerCountry: 'AU',
      },
    ]);
    expect((await get(usual.replace('eur', 'jpy'))).body.items).toMatchObject([{ unitPrice: '1500' }]);
  });

  test('have the effective price in the currency of the price, with the rate that it was converted by', async () => {
    const set = (currency: string | null, unit: number | null, rate: string | null, at: Date | null) =>
      database.owner.query(
        `update kontor.charge set pricing_currency = $2, pricing_unit_minor = $3, exchange_rate = $4, exchange_rate_at = $5
         where id = $1`,
        [australian.chargeId, currency, unit, rate, at],
      );
    await set('USD', 7150, '1.5384615385', new Date('2026-11-01T00:00:00Z'));
    const [line] = (await get(usual.replace('eur', 'aud'))).body.items;
    expect(line).toMatchObject({
      currency: 'AUD',
      pricingCurrency: 'USD',
      effectiveUnitPrice: '71.50',
      pcToBCExchangeRate: '1.5384615385',
      pcToBCExchangeRateDate: '2026-11-01T00:00:00.000Z',
      totalForCustomer: '330.00',
    });
    await set(null, null, null, null);
  });

  test('have every property, none of them null', async () => {
    for (const currency of ['eur', 'aud', 'jpy'])
      for (const item of (await get(usual.replace('eur', currency))).body.items) {
        expect(Object.values(item).filter((value) => value === null)).toEqual([]);
        expect(Object.keys(item)).toHaveLength(50);
      }
  });

  test('know every kind of charge', async () => {
    const camel = chargeKinds.map((kind) =>
      kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    for (const [index, kind] of chargeKinds.entries()) {
      if (kind === 'cancel_immediate') continue;
      await database.owner.query('update kontor.charge set kind = $1 where id = $2', [
        kind,
        australian.chargeId,
      ]);
      expect((await get(usual.replace('eur', 'aud'))).body.items[0].chargeType).toBe(camel[index]);
    }
    await database.owner.query("update kontor.charge set kind = 'new' where id = $1", [australian.chargeId]);
  });

  test('are those of the month, or of the one before', async () => {
    const { body } = await get(usual.replace('current', 'Previous'));
    expect(body.items.map((item: { orderId: string }) => item.orderId)).toEqual([october.orderId]);
  });

  test('are gone once they stand on an invoice', async () => {
    await database.owner.query(
      `insert into kontor.invoice_line (account_id, invoice_id, position, charge_id, customer_id, customer_name,
         customer_domain, customer_market, order_id, line_number, order_date, product_id, sku_id, availability_id,
         product_title, sku_title, family, kind, sign, unit_minor, list_unit_minor, quantity, net_minor, tax_minor,
         tax_mode, tax_rate_basis_points, tax_category, term_duration, billing_cycle, reason, at)
       select account_id, 'G000000001', 1, id, customer_id, '', '', '', order_id, line_number, at, '', '', '', '', '',
         '', kind, sign, unit_minor, unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points,
         tax_category, '', '', '', at from kontor.charge where id = $1`,
      [october.chargeId],
    );
    expect((await get(usual.replace('current', 'previous'))).body.items).toEqual([]);
    await database.owner.query('delete from kontor.invoice_line where charge_id = $1', [october.chargeId]);
  });

  test('are followed page by page', async () => {
    const seen: string[] = [];
    let query: string | undefined = `${usual}&size=3`;
    let headers = {};
    for (let page = 0; query !== undefined && page < 5; page += 1) {
      const { body } = await get(query, asApp(world.partner), headers);
      seen.push(...body.items.map((item: { chargeType: string }) => item.chargeType));
      query = body.links.next?.uri.split('?')[1];
      headers = { 'ms-continuationtoken': body.continuationToken ?? '' };
      if (query !== undefined) expect(query).toContain('seekOperation=Next');
    }
    expect(seen).toEqual(['new', 'cancelImmediate', 'new', 'cancelImmediate']);
  });

  test('are asked for in each client’s spelling', async () => {
    for (const query of [
      'Provider=OneTime&InvoiceLineItemType=BILLINGLINEITEMS&CurrencyCode=EUR&Period=Current',
      'provider=one_time&invoiceLineItemType=billing_line_items&currencyCode=eur',
      'currencycode=eur&provider=all&size=0',
    ])
      expect((await get(query)).body.totalCount).toBe(4);
    for (const query of [
      usual.replace('onetime', 'azure'),
      usual.replace('billinglineitems', 'usagelineitems'),
    ])
      expect(await get(query)).toMatchObject({ status: 200, body: { totalCount: 0, items: [] } });
  });

  test('are refused for what is no provider, type, period or currency', async () => {
    for (const query of [
      usual.replace('onetime', 'shoes'),
      usual.replace('billinglineitems', 'shoes'),
      usual.replace('period=current', 'period=next'),
      usual.replace('currencycode=eur', ''),
      `${usual}&size=x`,
    ])
      expect(await get(query)).toMatchObject({ status: 400, body: { code: 800002 } });
    for (const currency of ['XXX', 'euro'])
      expect(await get(usual.replace('eur', currency))).toMatchObject({
        status: 400,
        body: { code: 900169 },
      });
  });
});

describe('who sees unbilled lines', () => {
  test('is whoever may see invoices, of their own account', async () => {
    for (const role of ['billing_administrator', 'global_administrator', 'admin_agent'] as const)
      expect((await get(usual, asUser(world.partner, role))).body.totalCount).toBe(4);
    for (const role of ['sales_agent', 'helpdesk_agent'] as const)
      expect(await get(usual, asUser(world.partner, role))).toMatchObject({
        status: 403,
        body: { code: 900150 },
      });
    expect((await get(usual, asApp(world.stranger))).body.items).toEqual([]);
    expect((await get(usual, asCustomer(world.partner.customers.DE!))).status).toBe(403);
    expect((await app.inject({ method: 'GET', url: `${path}?${usual}` })).statusCode).toBe(401);
  });

  test('sees them by the account’s clock', async () => {
    const customer = world.sandbox.customers.US!;
    const offer = world.catalog.perpetual.US!;
    await arrangePurchase(database.system, { customer, offer, at: instant(now + 40 * 86_400_000) });
    const us = usual.replace('eur', 'usd');
    expect((await get(us, asApp(world.sandbox))).body.totalCount).toBe(0);
    await database.owner.query('update kontor.account set clock_offset_ms = $1 where id = $2', [
      40 * 86_400_000,
      world.sandbox.id,
    ]);
    expect((await get(us, asApp(world.sandbox))).body.totalCount).toBe(1);
  });
});
