import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { newUuid } from '../packages/server/src/platform/new-id.ts';
import { asApp, asUser } from '../packages/server/src/testing/world-people.ts';
import { type Answer, type Installation, openInstallation } from './installation.ts';
import { buy, cancelWire, checkoutWire, createWireCart, type Sale, wireCartBody } from './selling.ts';

// Each fault of the purchase path is produced by a request that a client could send (reference 4 to 6, 9, 16).

const start = Date.parse('2026-11-22T10:00:00Z');
const days = (count: number) => count * 86_400_000;
const nobody = '99999999-9999-4999-8999-999999999999';
const noOrder = `${'7'.repeat(31)}1`;

let kontor: Installation;
let agent: Principal;
let application: Principal;
let sale: Sale;
let base: string;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 40 });
  agent = asUser(kontor.world.partner, 'admin_agent');
  application = asApp(kontor.world.partner);
  const customerId = kontor.world.partner.customers.DE!.id;
  sale = { kontor, who: agent, customerId };
  base = `/v1/customers/${customerId}`;
});
afterAll(() => kontor?.close());
beforeEach(() => {
  kontor.clock.now = start;
});

const offers = () => {
  const { subscription, perpetual, plan } = kontor.world.catalog;
  return { subscription: subscription.DE!, perpetual: perpetual.DE!, plan: plan.DE! };
};
const get = (path: string, who = agent, headers = {}) => kontor.as(who, 'GET', path, undefined, headers);

const produced = new Set<string>();

/** The fault, whole: a number, words with a remedy in them, and nothing that a client does not know. */
const expectFault = (answer: Answer, status: number, code: number, words: RegExp = /./) => {
  produced.add(`${status} ${code}`);
  const label = `${answer.status} ${answer.text.slice(0, 300)}`;
  expect([answer.status, answer.json?.code], label).toEqual([status, code]);
  expect(Object.keys(answer.json)).toEqual(['code', 'description', 'data', 'source']);
  expect(answer.json.description, label).toMatch(words);
  expect(answer.json.description.length).toBeGreaterThan(20);
  expect(answer.json.description.length).toBeLessThanOrEqual(1024);
  expect(answer.json.description).toMatch(/\.$/);
  expect(answer.json.data.every((item: unknown) => typeof item === 'string')).toBe(true);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['ms-requestid']).toMatch(/^[0-9a-f-]{36}$/);
};

describe('who may not', () => {
  test('no token is 401 / 800001 with a challenge', async () => {
    const answer = await kontor.send({ method: 'GET', url: '/v1/customers' });
    expectFault(answer, 401, 800001);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test('a role that lacks the right is 403 / 900150 and names those that have it', async () => {
    const helpdesk = asUser(kontor.world.partner, 'helpdesk_agent');
    expectFault(
      await kontor.as(helpdesk, 'POST', `${base}/carts`, wireCartBody([])),
      403,
      900150,
      /sales_agent/,
    );
    expectFault(
      await kontor.as(helpdesk, 'PATCH', `${base}/orders/${noOrder}`, { status: 'cancelled' }),
      403,
      900150,
    );
  });

  test('an application alone is 403 / 900329 for entitlements', async () => {
    expectFault(await get(`${base}/entitlements`, application), 403, 900329);
  });

  test('an application without the scope is 403 / 900308', async () => {
    const { clientId } = kontor.world.partner;
    await kontor.sql("update kontor.application set scopes = '{}' where client_id = $1", [clientId]);
    const [cancel, audit] = [
      await cancelWire({ ...sale, who: application }, noOrder),
      await get('/v1/auditrecords', application),
    ];
    await kontor.sql(
      "update kontor.application set scopes = '{audit.read,orders.cancel}' where client_id = $1",
      [clientId],
    );
    expectFault(cancel, 403, 900308, /orders\.cancel/);
    expectFault(audit, 403, 900308, /audit\.read/);
  });

  test('a user without a second factor is 403 / 900309 where money moves back', async () => {
    const weak = { ...agent, secondFactor: false } as Principal;
    expectFault(await cancelWire({ ...sale, who: weak }, noOrder), 403, 900309);
  });

  test('a disabled application is 401 / 800001 at its next request', async () => {
    const { clientId } = kontor.world.partner;
    await kontor.sql('update kontor.application set disabled_at = now() where client_id = $1', [clientId]);
    const answer = await get('/v1/customers', application);
    await kontor.sql('update kontor.application set disabled_at = null where client_id = $1', [clientId]);
    expectFault(answer, 401, 800001);
  });

  test.each([
    ['a customer of another partner', () => kontor.world.stranger.customers.DE!.id as string],
    ['a customer that does not exist', () => nobody],
    ['no id at all', () => 'not-an-id'],
  ])('%s is 403 / 20002, whatever is asked', async (_, id) => {
    for (const path of [
      '',
      '/products?targetView=Software',
      '/carts/x',
      '/orders',
      `/orders/${noOrder}`,
      '/entitlements',
    ])
      expectFault(await get(`/v1/customers/${id()}${path}`), 403, 20002);
    expectFault(await kontor.as(agent, 'POST', `/v1/customers/${id()}/carts`, wireCartBody([])), 403, 20002);
    expectFault(await checkoutWire({ ...sale, customerId: id() }, nobody), 403, 20002);
    expectFault(await cancelWire({ ...sale, customerId: id() }, noOrder), 403, 20002);
  });
});

describe('catalog', () => {
  test.each([['/v1/products'], ['customer']])(
    '400036 for a view nobody knows, 400030 for a segment (%s)',
    async (side) => {
      const products = side === 'customer' ? `${base}/products` : '/v1/products';
      expectFault(
        await get(`${products}?country=DE&targetView=Toys`),
        403,
        400036,
        /Toys.*SoftwarePerpetual/,
      );
      expectFault(await get(`${products}?country=DE`), 403, 400036);
      expectFault(
        await get(`${products}?country=DE&targetView=Software&targetSegment=toys`),
        403,
        400030,
        /toys.*education/,
      );
    },
  );

  test('400013, 400018 and 400019 for what is not in the catalog', async () => {
    const { productId, availabilityId } = offers().subscription;
    for (const root of ['/v1', base]) {
      const at = (path: string) => get(`${root}/products/${path}?country=DE`);
      expectFault(await at('DZH318Z0XXXX'), 404, 400013);
      expectFault(await at('DZH318Z0XXXX/skus'), 404, 400013);
      expectFault(await at('none/skus/0001'), 404, 400013);
      expectFault(await at(`${productId}/skus/00ZZ`), 404, 400018);
      expectFault(await at(`${productId}/skus/00ZZ/availabilities`), 404, 400018);
      expectFault(await at(`${productId}/skus/0001/availabilities/DZH318Z0XXXX`), 404, 400019);
      // The availability of one market is none of another.
      const jp = kontor.world.catalog.subscription.JP!.availabilityId;
      expectFault(await at(`${productId}/skus/0001/availabilities/${jp}`), 404, 400019);
      expect((await at(`${productId}/skus/0001/availabilities/${availabilityId}`)).status).toBe(200);
    }
  });

  test('2100 for a product that is asked for as an offer, and 800004 for an offer that is none', async () => {
    const { productId } = offers().subscription;
    expectFault(await get(`/v1/offers/${productId}?country=DE`), 400, 2100);
    expectFault(await get(`/v1/offers/${nobody}?country=DE`), 400, 800004);
  });

  test('a country without offers has none, and a missing one is said', async () => {
    expect((await get('/v1/products?country=NO&targetView=Software')).json).toMatchObject({
      totalCount: 0,
      items: [],
    });
    expectFault(await get('/v1/products?targetView=Software'), 400, 800002, /data/);
    expectFault(await get('/v1/products?country=Narnia&targetView=Software'), 400, 800002, /data/);
  });
});

describe('carts', () => {
  test('800008 for a cart that is not there, another customer’s included', async () => {
    const other = await createWireCart({ ...sale, customerId: kontor.world.partner.customers.AU!.id }, []);
    for (const id of [nobody, 'not-an-id', other.json.id]) {
      expectFault(await get(`${base}/carts/${id}`), 404, 800008);
      expectFault(await kontor.as(agent, 'PUT', `${base}/carts/${id}`, wireCartBody([])), 404, 800008);
      expectFault(await checkoutWire(sale, id), 404, 800008);
    }
  });

  test('800008 after seven days to the millisecond', async () => {
    const cart = await createWireCart(sale, [{ offer: offers().perpetual }]);
    const path = `${base}/carts/${cart.json.id}`;
    kontor.clock.now = start + days(7) - 1;
    expect((await kontor.as(agent, 'PUT', path, wireCartBody([{ offer: offers().perpetual }]))).status).toBe(
      200,
    );
    kontor.clock.now = start + days(7);
    expectFault(await checkoutWire(sale, cart.json.id), 404, 800008, /expired at 2026-11-29T10:00:00\.000Z/);
    expectFault(await kontor.as(agent, 'PUT', path, wireCartBody([])), 404, 800008);
  });

  test('800065 for a change after checkout; a second checkout answers the first', async () => {
    const cart = await createWireCart(sale, [{ offer: offers().perpetual }]);
    const first = await checkoutWire(sale, cart.json.id);
    expectFault(
      await kontor.as(agent, 'PUT', `${base}/carts/${cart.json.id}`, wireCartBody([])),
      400,
      800065,
    );
    expect((await checkoutWire(sale, cart.json.id)).text).toBe(first.text);
  });

  test('additional resellers outside the European Union and EFTA stand on the line', async () => {
    const there = { ...sale, customerId: kontor.world.partner.customers.AU!.id };
    const more = { participants: [{ key: 'AdditionalTransactionReseller', value: '4847383' }] };
    const cart = await createWireCart(there, [{ offer: kontor.world.catalog.subscription.AU!, more }]);
    expect(cart.json.lineItems[0].error.errorCode).toBe('participants_is_not_supported_for_partner');
  });

  test('800002 for a checkout of nothing', async () => {
    const cart = await createWireCart(sale, []);
    expect(cart.json.lineItems).toEqual([]);
    expectFault(await checkoutWire(sale, cart.json.id), 400, 800002, /no line items/);
  });

  test.each([
    [
      'catalog_item_id_is_not_valid',
      { catalogItemId: 'DZH318Z0XXXX:0001:DZH318Z0YYYY' },
      /does not exist.*availabilities/,
    ],
    ['catalog_item_id_is_not_valid', { catalogItemId: 'anything' }, /anything does not exist/],
    ['currency_is_not_supported', { currencyCode: 'USD' }, /USD is not offered.*EUR/],
    ['currency_is_not_supported', { currencyCode: 'pounds' }, /not offered.*EUR/],
    ['billing_plan_not_supported', { billingCycle: 'annual' }, /annual is not offered.*one_time/],
    ['invalid_promotion_id', { promotionId: 'DG7GMGF0DWT5:0001:NOTHING' }, /not in force.*promotionId/],
    ['invalid_custom_term_end_date_product', { customTermEndDate: '2027-06-30T00:00:00Z' }, /Leave/],
    [
      'unable_to_process_cart_line_item',
      { addonItems: [{ catalogItemId: 'DG7GMGF0DWT5:0001:AAAAAAAAAAAA', quantity: 1 }] },
      /add-on/,
    ],
    ['invalid_input', { renewsTo: { termDuration: 'P3Y' } }, /renewsTo/],
    ['invalid_input', { participants: [{ key: 'transaction_reseller', value: 'me' }] }, /no reseller/],
    ['invalid_input', { termDuration: 'P3Y' }, /P3Y is not offered.*P1Y/],
    ['invalid_input', { quantity: 999_999_999 }, /outside 1 to 5000|more than/],
  ])('%s stands on the line of a 201, and its checkout is 800009', async (errorCode, more, words) => {
    await kontor.sql('update kontor.sku set maximum_quantity = 5000 where product_id = $1', [
      offers().subscription.productId,
    ]);
    const cart = await createWireCart(sale, [
      { offer: offers().perpetual },
      { offer: offers().subscription, more },
    ]);
    expect(cart.status).toBe(201);
    const [good, bad] = cart.json.lineItems;
    expect(good.error).toBeUndefined();
    expect(bad.error).toEqual({ errorCode, errorDescription: expect.stringMatching(words) });
    expect(bad).not.toHaveProperty('pricing');
    const before = await counts();
    expectFault(await checkoutWire(sale, cart.json.id), 400, 800009);
    expect(await counts()).toEqual(before);
  });

  test('800009 when a price changed since the cart was written', async () => {
    const { productId } = offers().plan;
    const cart = await createWireCart(sale, [{ offer: offers().plan }]);
    await kontor.sql('update kontor.price set unit_minor = unit_minor + 100 where product_id = $1', [
      productId,
    ]);
    expectFault(await checkoutWire(sale, cart.json.id), 400, 800009, /price changed/);
    const put = await kontor.as(
      agent,
      'PUT',
      `${base}/carts/${cart.json.id}`,
      wireCartBody([{ offer: offers().plan }]),
    );
    expect(put.json.lineItems[0].pricing.price).toBe(801);
    expect((await checkoutWire(sale, cart.json.id)).status).toBe(201);
    await kontor.sql('update kontor.price set unit_minor = unit_minor - 100 where product_id = $1', [
      productId,
    ]);
  });

  test('13605 without the customer agreement', async () => {
    const customerId = kontor.world.partner.customers.TR!.id;
    await kontor.sql('delete from kontor.customer_agreement where customer_id = $1', [customerId]);
    const cart = await createWireCart({ ...sale, customerId }, [
      { offer: kontor.world.catalog.perpetual.TR! },
    ]);
    expect(cart.status).toBe(201);
    expectFault(await checkoutWire({ ...sale, customerId }, cart.json.id), 403, 13605);
  });

  test('900121 past the credit limit, to the cent, naming what is wanted, allowed and used', async () => {
    const { id } = kontor.world.partner;
    const customerId = kontor.world.partner.customers.AU!.id;
    const offer = kontor.world.catalog.perpetual.AU!; // 500.00, tax inside
    const inAustralia = { ...sale, customerId };
    const limit = (minor: number) =>
      kontor.sql(
        "update kontor.credit_limit set limit_minor = $2, used_minor = 0 where account_id = $1 and currency = 'AUD'",
        [id, minor],
      );
    await limit(99_999);
    const cart = await createWireCart(inAustralia, [{ offer, quantity: 2 }]);
    const before = await counts();
    expectFault(
      await checkoutWire(inAustralia, cart.json.id),
      403,
      900121,
      /1000\.00 AUD.*999\.99 AUD.*0\.00 AUD/,
    );
    expect(await counts()).toEqual(before);
    await limit(100_000);
    expect((await checkoutWire(inAustralia, cart.json.id)).status).toBe(201);
  });

  test('412 / 800036 for an etag that is not the present one', async () => {
    const cart = await createWireCart(sale, [{ offer: offers().perpetual }]);
    const path = `${base}/carts/${cart.json.id}`;
    const put = (etag: string) => kontor.as(agent, 'PUT', path, wireCartBody([]), { 'if-match': etag });
    for (const etag of ['"7"', 'nonsense', '""', 'W/"0"']) expectFault(await put(etag), 412, 800036);
    expect((await put('"1"')).status).toBe(200);
    expectFault(await put('"1"'), 412, 800036);
    expect((await put('*')).status).toBe(200);
  });
});

const counts = async () => {
  const [row] = await kontor.sql(`select (select count(*) from kontor.purchase_order)::int as orders,
    (select count(*) from kontor.charge)::int as charges, (select count(*) from kontor.cart)::int as carts,
    (select count(*) from kontor.entitlement)::int as entitlements,
    (select count(*) from kontor.licence_key where entitlement_id is not null)::int as keys,
    (select sum(used_minor) from kontor.credit_limit)::text as used`);
  return row;
};

describe('orders', () => {
  test('20000 for an order that is not there, another customer’s included', async () => {
    const [other] = await buy({ ...sale, customerId: kontor.world.partner.customers.BR!.id }, [
      { offer: kontor.world.catalog.perpetual.BR! },
    ]);
    for (const id of [noOrder, 'short', nobody, other.id]) {
      expectFault(await get(`${base}/orders/${id}`), 404, 20000);
      expectFault(await cancelWire(sale, id), 404, 20000);
      expectFault(await cancelWire(sale, id, { status: 'completed' }), 404, 20000);
    }
  });

  test('a cancel is allowed to the last millisecond of the window and 900117 after it', async () => {
    const [[first], [second]] = [
      await buy(sale, [{ offer: offers().subscription }]),
      await buy(sale, [{ offer: offers().subscription }]),
    ];
    kontor.clock.now = Date.parse('2027-01-21T23:59:59.999Z');
    expect((await cancelWire(sale, first.id)).json.status).toBe('cancelled');
    kontor.clock.now = Date.parse('2027-01-22T00:00:00.000Z');
    const before = await counts();
    expectFault(await cancelWire(sale, second.id), 400, 900117, /60-day.*2027-01-21.*support request/);
    expect(await counts()).toEqual(before);
  });

  test('900213 where the window counts hours', async () => {
    await kontor.sql(`insert into kontor.policy (id, version, family, product_id, cancellation_window, credit, effective_from)
      values ('5c1f2a60-0d7e-4c55-9d0b-6f0a3b1c0099', 1, 'perpetual_software', '${offers().perpetual.productId}', 'PT168H', 'full', '2026-01-01Z')`);
    const [order] = await buy(sale, [{ offer: offers().perpetual }]);
    await kontor.sql("delete from kontor.policy where id = '5c1f2a60-0d7e-4c55-9d0b-6f0a3b1c0099'");
    kontor.clock.now = start + 168 * 3_600_000;
    expectFault(await cancelWire(sale, order.id), 400, 900213, /168-hour.*2026-11-29T10:00:00\.000Z/);
    kontor.clock.now = start + 168 * 3_600_000 - 1;
    expect((await cancelWire(sale, order.id)).json.status).toBe('cancelled');
  });

  test('800061 for what is never cancelled', async () => {
    const [order] = await buy(sale, [{ offer: offers().plan }]);
    expectFault(await cancelWire(sale, order.id), 400, 800061, /never cancelled/);
  });

  test('800022 for what a person has to review', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }]);
    await kontor.sql(
      "insert into kontor.review_rule (id, kind, amount_minor, currency, order_ids) values ('dear', 'order_total_above', 1, 'EUR', $1)",
      [[order.id]],
    );
    expectFault(await cancelWire(sale, order.id), 400, 800022, /support request/);
    await kontor.sql("delete from kontor.review_rule where id = 'dear'");
    expect((await cancelWire(sale, order.id)).status).toBe(200);
  });

  test('800071 for a line that the order has not, and nothing of it is cancelled', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }, { offer: offers().subscription }]);
    const before = await counts();
    const body = { status: 'cancelled', lineItems: [{ lineItemNumber: 0 }, { lineItemNumber: 7 }] };
    expectFault(await cancelWire(sale, order.id, body), 400, 800071, /no line item number 7/);
    expect(await counts()).toEqual(before);
  });

  describe('made without a cart', () => {
    const order = (more: object, rest: object = {}) =>
      kontor.as(agent, 'POST', `${base}/orders`, {
        billingCycle: 'one_time',
        lineItems: [
          {
            lineItemNumber: 0,
            offerId: offers().subscription.catalogItemId,
            quantity: 1,
            termDuration: 'P1Y',
            ...more,
          },
        ],
        ...rest,
      });

    test('800004 for an offer that is none, named with its line', async () => {
      expectFault(await order({ offerId: 'DG7GMGFNOONE:0001:DG7GMGFNOONE' }), 400, 800004, /Line item 0/);
      expectFault(await order({ offerId: 'nothing' }), 400, 800004, /catalogItemId/);
    });

    test('800070 for an offer of another country', async () => {
      const { catalogItemId } = kontor.world.catalog.subscription.TR!;
      expectFault(await order({ offerId: catalogItemId }), 400, 800070, /DE/);
    });

    test('800017 outside the quantities of the SKU', async () => {
      expectFault(await order({ quantity: 999_999_999 }), 400, 800017);
    });

    test('6000 for a billing cycle and 900169 for a currency that it is not sold in', async () => {
      expectFault(await order({}, { billingCycle: 'Monthly' }), 400, 6000, /one_time/);
      expectFault(await order({}, { currencyCode: 'USD' }), 400, 900169);
    });

    test('800002 for a term that is not offered, for no line, and for a number given twice', async () => {
      expectFault(await order({ termDuration: 'P3Y' }), 400, 800002);
      expectFault(await order({}, { lineItems: [] }), 400, 800002);
      const line = { offerId: offers().subscription.catalogItemId, quantity: 1, lineItemNumber: 0 };
      expectFault(await order({}, { lineItems: [line, line] }), 400, 800002);
    });

    test('800002 for lines that cannot be one order, and nothing is bought', async () => {
      const before = await get(`${base}/orders`);
      const { subscription, perpetual } = offers();
      const lineItems = [
        { lineItemNumber: 0, offerId: subscription.catalogItemId, quantity: 1, termDuration: 'P1Y' },
        { lineItemNumber: 1, offerId: perpetual.catalogItemId, quantity: 1 },
      ];
      expectFault(await order({}, { lineItems }), 400, 800002, /one order/);
      expect((await get(`${base}/orders`)).json.totalCount).toBe(before.json.totalCount);
    });

    test('800029 for an add-on, since the catalog has none', async () => {
      expectFault(await order({ parentSubscriptionId: nobody }), 400, 800029);
    });

    test('20002 for the customer of somebody else', async () => {
      const lineItems = [{ offerId: offers().subscription.catalogItemId, quantity: 1 }];
      expectFault(
        await kontor.as(agent, 'POST', `/v1/customers/${nobody}/orders`, { lineItems }),
        403,
        20002,
      );
    });
  });

  test('6001 for another billing cycle in the middle of a term', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }]);
    const answer = await kontor.as(agent, 'PATCH', `${base}/orders/${order.id}`, { billingCycle: 'Annual' });
    expectFault(answer, 400, 6001);
  });

  test('900329 for how an order was delivered, asked without a user', async () => {
    expectFault(await get(`${base}/orders/${noOrder}/provisioningstatus`, application), 403, 900329);
    expectFault(await get(`${base}/orders/${noOrder}/provisioningstatus`), 404, 20000);
  });

  test('800071 for the activation links of a line that is not there', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }]);
    expectFault(await get(`${base}/orders/${order.id}/lineitems/7/activationlinks`), 400, 800071);
  });

  test('900127 for any other change', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }]);
    for (const body of [{}, { status: 'completed' }, { status: 'pending' }, { status: 0 }])
      expectFault(await cancelWire(sale, order.id, body), 400, 900127, /cancelled/);
  });

  test('a cancel of what is cancelled answers the order, and 800061 is for a line of it', async () => {
    const [order] = await buy(sale, [{ offer: offers().subscription }]);
    const first = await cancelWire(sale, order.id);
    const before = await counts();
    const again = await cancelWire(sale, order.id);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await counts()).toEqual(before);
  });

  test('412 / 800036 for an etag of another time or another order', async () => {
    const [[order], [other]] = [
      await buy(sale, [{ offer: offers().subscription }]),
      await buy(sale, [{ offer: offers().subscription }]),
    ];
    for (const etag of ['nonsense', '"1"', other.attributes.etag])
      expectFault(
        await cancelWire(sale, order.id, { status: 'cancelled' }, { 'if-match': etag }),
        412,
        800036,
      );
    const done = await cancelWire(
      sale,
      order.id,
      { status: 'cancelled' },
      { 'if-match': order.attributes.etag },
    );
    expect(done.status).toBe(200);
  });

  test('a billing type nobody knows is 800002 and names the field', async () => {
    const answer = await get(`${base}/orders?billingType=weekly`);
    expectFault(answer, 400, 800002);
    expect(answer.json.data).toEqual([expect.stringMatching(/^billingType: must be/)]);
  });
});

describe('entitlements, records and unbilled lines', () => {
  test.each([
    ['entitlements?entitlementType=toys', /^entitlementType: must be/],
    ['auditrecords?startDate=yesterday', /^startDate: must be a date/],
    ['auditrecords?endDate=2026-13-40', /^endDate: must be a date/],
    ['auditrecords?filter=%7B', /^filter: must be JSON/],
    [
      'auditrecords?filter=%7B%22Field%22%3A%22X%22%2C%22Value%22%3A%22x%22%2C%22Operator%22%3A%22equals%22%7D',
      /^filter: must be/,
    ],
    ['auditrecords?size=many', /^size: must be/],
    ['customers?size=-1', /^size: must be/],
    [
      'customers?filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22x%22%2C%22Operator%22%3A%22or%22%7D',
      /^filter: Operator/,
    ],
    ['customers?seekOperation=Previous', /^seekOperation: must be/],
    ['invoices/unbilled/lineitems?provider=toys&currencycode=EUR', /^provider: must be/],
    ['invoices/unbilled/lineitems?provider=onetime', /^currencycode: is required/],
    ['invoices/unbilled/lineitems?period=next&currencycode=EUR', /^period: must be/],
    ['invoices?size=many', /^size: must be/],
    [
      'invoices?filter=%7B%22Field%22%3A%22Id%22%2C%22Value%22%3A%22x%22%2C%22Operator%22%3A%22equals%22%7D',
      /^filter: Field must be/,
    ],
    ['invoices/estimates/links', /^currencycode: is required/],
    ['invoices/G1/lineitems?provider=toys', /^provider: must be/],
    ['invoices/G1/lineitems/OneTime/Toys', /^invoicelineitemtype: must be/],
  ])('%s is 800002 and names the field', async (path, words) => {
    const who = path.startsWith('audit') ? application : agent;
    const answer = await get(path.startsWith('entitlements') ? `${base}/${path}` : `/v1/${path}`, who);
    expectFault(answer, 400, 800002, /data/);
    expect(answer.json.data).toEqual([expect.stringMatching(words)]);
  });

  test('records older than ninety days, and a range that ends before it begins, are 800002', async () => {
    expectFault(await get('/v1/auditrecords?startDate=2026-08-01', application), 400, 800002, /90 days/);
    expect((await get('/v1/auditrecords?startDate=2026-08-24', application)).status).toBe(200);
    expectFault(
      await get('/v1/auditrecords?startDate=2026-11-20&endDate=2026-11-10', application),
      400,
      800002,
      /before/,
    );
  });

  test('3000 for an invoice that is none', async () => {
    for (const path of ['', '/documents/statement', '/lineitems', '/lineitems/OneTime/BillingLineItems'])
      expectFault(await get(`/v1/invoices/OneTime-G999999999${path}`), 404, 3000, /List the invoices/);
  });

  test('900169 for a currency that is none', async () => {
    expectFault(
      await get('/v1/invoices/unbilled/lineitems?provider=onetime&currencycode=shells&period=current'),
      400,
      900169,
      /shells/,
    );
  });

  test('a continuation token of another list, another account or nobody is 800002', async () => {
    const page = await get('/v1/customers?size=1');
    const token = page.json.continuationToken;
    const stranger = asUser(kontor.world.stranger, 'admin_agent');
    for (const [path, who] of [
      ['/v1/invoices/unbilled/lineitems?provider=onetime&currencycode=EUR', agent],
      ['/v1/customers?size=1', stranger],
    ] as const)
      expectFault(await get(path, who, { 'ms-continuationtoken': token }), 400, 800002, /Begin again/);
    for (const broken of ['x', token.slice(1), `${token}AAAA`, 'AAAA'.repeat(200)])
      expectFault(await get('/v1/customers?size=1', agent, { 'ms-continuationtoken': broken }), 400, 800002);
  });
});

describe('customers', () => {
  const newCustomer = (domain: string, company: object = {}, address: object = {}) => ({
    companyProfile: { domain, ...company },
    billingProfile: {
      email: 'ada@faults.example',
      culture: 'de-DE',
      language: 'de',
      companyName: 'Faults',
      defaultAddress: {
        country: 'DE',
        city: 'Berlin',
        addressLine1: '1 Street',
        postalCode: '10115',
        ...address,
      },
    },
  });
  const post = (body: unknown) => kontor.as(agent, 'POST', '/v1/customers', body);
  const hungary = { country: 'HU', postalCode: '1011' };

  test('600002, 600049, 600050 and 600051 for numbers of registers', async () => {
    const number = { organizationRegistrationNumber: '12345678-1-12' };
    expectFault(await post(newCustomer('f1.example', number)), 400, 600002, /Leave/);
    expectFault(await post(newCustomer('f1.example', {}, hungary)), 400, 600049, /HU/);
    const wrong = { organizationRegistrationNumber: '1' };
    expectFault(await post(newCustomer('f1.example', wrong, hungary)), 400, 600050, /must match/);
    expectFault(await post(newCustomer('f1.example', number, hungary)), 400, 600051, /PhoneNumber/);
  });

  test('a domain that is taken is 409 / 800002, a stale profile 412 / 800036, a second consent 600061', async () => {
    const made = await post(newCustomer('f2.example'));
    expect(made.status).toBe(201);
    expectFault(await post(newCustomer('f2.example')), 409, 800002, /Choose/);
    const own = `/v1/customers/${made.json.id}`;
    const { billingProfile } = newCustomer('f2.example');
    const stale = { ...billingProfile, attributes: { etag: '1' } };
    expectFault(await kontor.as(agent, 'PUT', `${own}/profiles/billing`, stale), 412, 800036);
    const consent = {
      primaryContact: { firstName: 'A', lastName: 'B', email: 'ada@faults.example' },
      dateAgreed: '2026-01-01T00:00:00Z',
      templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    };
    expect((await kontor.as(agent, 'POST', `${own}/agreements`, consent)).status).toBe(201);
    expectFault(await kontor.as(agent, 'POST', `${own}/agreements`, consent), 409, 600061);
    const unknown = { ...consent, templateId: nobody };
    expectFault(
      await kontor.as(agent, 'POST', `${own}/agreements`, unknown),
      404,
      1000,
      /GET \/v1\/agreements/,
    );
    const unproved = { qualification: 'GovernmentCommunityCloud', validationCode: 'x' };
    expectFault(await kontor.as(agent, 'POST', `${own}/qualifications`, unproved), 400, 900127);
    expectFault(await kontor.as(agent, 'DELETE', own), 400, 900141, /sandbox/);
  });

  test('a country that is none is 800070, and a customer who still has something is 417 / 800036', async () => {
    expectFault(await get('/v1/countryvalidationrules/ZZ'), 400, 800070);
    await buy(sale, [{ offer: offers().subscription }]);
    const none = { relationshipToPartner: 'none' };
    expectFault(await kontor.as(agent, 'PATCH', base, none), 417, 800036, /suspend/);
  });
});

describe('callbacks', () => {
  const registration = '/webhooks/v1/registration';
  const body = { WebhookUrl: 'https://hooks.example/kontor', WebhookEvents: ['invoice-ready'] };

  test('1000 where nothing is registered or tested, 2000 for a second registration', async () => {
    const post = (path: string, payload?: object) => kontor.as(application, 'POST', path, payload);
    expectFault(await get(registration, application), 404, 1000, /POST/);
    expectFault(await kontor.as(application, 'PUT', registration, body), 404, 1000, /POST/);
    expectFault(await post(`${registration}/validationEvents`), 404, 1000, /POST/);
    expectFault(await get(`${registration}/validationEvents/none`, application), 404, 1000, /POST/);
    expect((await post(registration, body)).status).toBe(200);
    expectFault(await post(registration, body), 409, 2000, /PUT/);
  });

  test.each([
    [{ ...body, WebhookUrl: 'https://169.254.169.254/' }, /^webhookUrl: must/],
    [{ ...body, WebhookUrl: 'http://hooks.example/' }, /^webhookUrl: must/],
    [{ ...body, WebhookEvents: ['order-created'] }, /^webhookEvents.0: must/],
    [{ WebhookUrl: body.WebhookUrl, WebhookEvents: null }, /^webhookEvents: /],
  ])('800002 for %j', async (payload, words) => {
    const answer = await kontor.as(application, 'PUT', registration, payload);
    expectFault(answer, 400, 800002, /data/);
    expect(answer.json.data).toEqual([expect.stringMatching(words)]);
  });
});

describe('people, licences and profiles', () => {
  const user = () => ({
    userPrincipalName: `u${newUuid()}@${kontor.world.partner.customers.DE!.domain}`,
    displayName: 'Faults',
    passwordProfile: { password: 'Turing-1936' },
  });

  test('60002 for a user that is none, 1000 for a role that is none, 800002 for an address that is taken', async () => {
    expectFault(await get(`${base}/users/${nobody}`), 404, 60002, /UserState/);
    expectFault(await get(`${base}/directoryroles/${nobody}/usermembers`), 404, 1000, /directory roles/);
    const body = user();
    expect((await kontor.as(agent, 'POST', `${base}/users`, body)).status).toBe(201);
    expectFault(await kontor.as(agent, 'POST', `${base}/users`, body), 409, 800002);
  });

  test('60012 when more are given a licence than there are', async () => {
    // What the tests above bought has run out.
    await kontor.sql(`update kontor.subscription set status = 'expired' where customer_id = $1`, [
      sale.customerId,
    ]);
    await buy(sale, [{ offer: offers().subscription }]);
    const { json } = await get(`${base}/subscribedskus`);
    const [{ productSku, availableUnits }] = json.items;
    const assign = async () => {
      const made = await kontor.as(agent, 'POST', `${base}/users`, user());
      return kontor.as(agent, 'POST', `${base}/users/${made.json.id}/licenseupdates`, {
        licensesToAssign: [{ skuId: productSku.id }],
      });
    };
    expect(availableUnits).toBe(1);
    expect((await assign()).status).toBe(201);
    expectFault(await assign(), 400, 60012, /^LicenseQuotaExceededException : .*Buy more/);
  });

  test('3000 for an MPN id that is nobody’s, 2000 to 2203 for a status asked for wrongly, 800036 for a stale etag', async () => {
    expectFault(await get('/v1/profiles/mpn?mpnId=999'), 404, 3000);
    const status = '/v1/compliance/csp/agreementstatus';
    expectFault(await get(`${status}?mpnId=1&tenantId=${nobody}`), 400, 2000);
    expectFault(await get(status), 400, 2001);
    expectFault(await get(`${status}?tenantId=x`), 400, 2200);
    expectFault(await get(`${status}?mpnId=x`), 400, 2201);
    expectFault(await get(`${status}?tenantId=${nobody}`), 400, 2203);
    const administrator = asUser(kontor.world.partner, 'global_administrator');
    expectFault(
      await kontor.as(administrator, 'PUT', '/v1/profiles/support', {}, { 'if-match': '"1"' }),
      412,
      800036,
    );
  });
});

describe('the frame', () => {
  test('an address or a method that is not offered is a fault like any other', async () => {
    expectFault(await get('/v1/toys'), 404, 1000);
    expectFault(await kontor.as(agent, 'PUT', '/v1/customers', {}), 405, 1000);
    expectFault(await kontor.as(agent, 'DELETE', `${base}/orders/${noOrder}`), 405, 1000);
  });

  test('a path that cannot be decoded, broken JSON and a body of another kind are 800002', async () => {
    expectFault(await get('/v1/customers/%E0%A4%A'), 400, 800002);
    const raw = (payload: string, type = 'application/json') =>
      kontor.as(agent, 'POST', `${base}/carts`, payload, { 'content-type': type });
    for (const text of ['{', '{"lineItems":', '[1,', 'nonsense', '{"a":1}}'])
      expectFault(await raw(text), 400, 800002, /JSON/);
    expectFault(await raw('<a/>', 'application/xml'), 400, 800002, /Content-Type: application\/json/);
    expectFault(await raw(`{"lineItems":[],"pad":"${'x'.repeat(1_100_000)}"}`), 400, 800002, /megabyte/);
  });
});

// Beside these: 409 / 800060 and 400 / 800002 of a request sent again, 503 / 900192 of a database that is away.
test('no fault of the path is left out', () => {
  const path =
    '400 2000, 400 2001, 400 2100, 400 2200, 400 2201, 400 2203, 400 6000, 400 600002, 400 600049, 400 600050, 400 600051, 400 6001, 400 60012, 400 800002, 400 800004, 400 800009, 400 800017, 400 800022, 400 800029, 400 800061, 400 800065, 400 800070, 400 800071, 400 900117, 400 900127, 400 900141, 400 900169, 400 900213, 401 800001, 403 13605, 403 20002, 403 400030, 403 400036, 403 900121, 403 900150, 403 900308, 403 900309, 403 900329, 404 1000, 404 20000, 404 3000, 404 400013, 404 400018, 404 400019, 404 60002, 404 800008, 405 1000, 409 2000, 409 600061, 409 800002, 412 800036, 417 800036';
  expect([...produced].sort()).toEqual(path.split(', '));
});
