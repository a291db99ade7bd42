import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import type { WorldOffer } from '../packages/server/src/testing/world-catalog.ts';
import { asUser } from '../packages/server/src/testing/world-people.ts';
import { type Installation, type Json, openInstallation } from './installation.ts';
import { buy, createWireCart, type Sale } from './selling.ts';

// Markets and money from the cart to the credit, through both surfaces and to the last minor unit.

let kontor: Installation;
let agent: Principal;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 60 });
  agent = asUser(kontor.world.partner, 'admin_agent');
  // Kuwait buys in dinars of three decimals once a sheet says so; here the customer of Türkiye is one of Kuwait.
  await kontor.sql("update kontor.customer set market = 'KW' where id = $1", [customer('TR').id]);
  await kontor.sql("update kontor.availability set market = 'KW', currency = 'KWD' where market = 'TR'");
  await kontor.sql(
    "insert into kontor.credit_limit (account_id, currency, limit_minor) values ($1, 'KWD', 1000000000)",
    [kontor.world.partner.id],
  );
});
afterAll(() => kontor?.close());
beforeEach(() => {
  kontor.clock.now = Date.parse('2026-11-22T10:00:00Z');
});

const customer = (market: string) => kontor.world.partner.customers[market]!;
const saleIn = (market: string): Sale => ({ kontor, who: agent, customerId: customer(market).id });
const own = (market: string) => `/kontor/v1/customers/${customer(market).id}`;
const setPrice = (offer: WorldOffer, minor: number) =>
  kontor.sql('update kontor.price set unit_minor = $2 where availability_id = $1', [
    offer.availabilityId,
    minor,
  ]);
const setTax = async (market: string, basisPoints: number) => {
  await kontor.sql('update kontor.tax_rate set rate_basis_points = $2 where market = $1', [
    market,
    basisPoints,
  ]);
};
const at = (text: string) => {
  kontor.clock.now = Date.parse(text);
};

const orderOf = async (market: string, id: string): Promise<Json> =>
  (await kontor.as(agent, 'GET', `${own(market)}/orders/${id}`)).json;
const preview = async (market: string, id: string, lineItemNumbers?: number[]): Promise<Json> => {
  const orders = [{ orderId: id, ...(lineItemNumbers ? { lineItemNumbers } : {}) }];
  return (await kontor.as(agent, 'POST', `${own(market)}/cancellations/preview`, { orders })).json;
};
const cancel = async (market: string, id: string, lineItemNumbers?: number[]): Promise<Json> => {
  const orders = [{ orderId: id, ...(lineItemNumbers ? { lineItemNumbers } : {}) }];
  const answer = await kontor.as(agent, 'POST', `${own(market)}/cancellations`, {
    orders,
    acknowledged: true,
  });
  return answer.json.orders[0];
};
const unbilled = async (currency: string): Promise<Json[]> =>
  (
    await kontor.as(
      agent,
      'GET',
      `/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=${currency}&period=current`,
    )
  ).json.items;
const credited = ({ currency, net, tax, total }: Json) => [currency, net, tax, total];

type Case = {
  readonly name: string;
  readonly market: string;
  readonly kind: 'subscription' | 'perpetual';
  readonly unit: number;
  readonly quantity: number;
  readonly tax?: number;
  readonly term?: string;
  readonly bought: string;
  readonly cancelled: string;
  readonly charged: readonly string[];
  readonly credit: readonly string[];
};

// The worked examples, bought and cancelled for real (reference, worked examples; product 2 and 6).
const cases: readonly Case[] = [
  {
    name: '1: a leap year',
    market: 'DE',
    kind: 'subscription',
    unit: 100_000,
    quantity: 3,
    bought: '2028-01-15T12:00:00Z',
    cancelled: '2028-03-01T09:00:00Z',
    charged: ['EUR', '3000.00', '570.00', '3570.00'],
    credit: ['EUR', '2622.93', '498.36', '3121.29'],
  },
  {
    name: '2: three years paid once, on the last day',
    market: 'DE',
    kind: 'subscription',
    unit: 249_999,
    quantity: 4,
    tax: 2000,
    term: 'P3Y',
    bought: '2027-02-01T00:00:00Z',
    cancelled: '2027-04-02T23:59:59.999Z',
    charged: ['EUR', '9999.96', '1999.99', '11999.95'],
    credit: ['EUR', '9452.48', '1890.50', '11342.98'],
  },
  {
    name: '3: yen, without decimals',
    market: 'JP',
    kind: 'subscription',
    unit: 123_457,
    quantity: 7,
    bought: '2026-11-22T10:00:00Z',
    cancelled: '2026-12-25T10:00:00Z',
    charged: ['JPY', '864199', '86420', '950619'],
    credit: ['JPY', '786065', '78607', '864672'],
  },
  {
    name: '4: dinars, with three',
    market: 'KW',
    kind: 'subscription',
    unit: 98_765,
    quantity: 2,
    bought: '2026-11-22T10:00:00Z',
    cancelled: '2027-01-21T10:00:00Z',
    charged: ['KWD', '197.530', '9.877', '207.407'],
    credit: ['KWD', '165.058', '8.253', '173.311'],
  },
  {
    name: '5: Australia, tax inside the price',
    market: 'AU',
    kind: 'subscription',
    unit: 10_995,
    quantity: 7,
    bought: '2026-11-22T10:00:00Z',
    cancelled: '2026-12-08T10:00:00Z',
    charged: ['AUD', '699.68', '69.97', '769.65'],
    credit: ['AUD', '669.01', '66.90', '735.91'],
  },
  {
    name: '6: Australia, perpetual, on the last day',
    market: 'AU',
    kind: 'perpetual',
    unit: 10_995,
    quantity: 1,
    bought: '2026-11-22T23:59:59Z',
    cancelled: '2027-01-21T23:59:59.999Z',
    charged: ['AUD', '99.95', '10.00', '109.95'],
    credit: ['AUD', '99.95', '10.00', '109.95'],
  },
  {
    name: 'Brazil, tax inside the price',
    market: 'BR',
    kind: 'perpetual',
    unit: 12_345,
    quantity: 3,
    bought: '2026-11-22T10:00:00Z',
    cancelled: '2026-11-23T10:00:00Z',
    charged: ['BRL', '316.54', '53.81', '370.35'],
    credit: ['BRL', '316.54', '53.81', '370.35'],
  },
  {
    name: '11: bought on the 29th of February',
    market: 'DE',
    kind: 'subscription',
    unit: 100_000,
    quantity: 1,
    tax: 0,
    bought: '2028-02-29T10:00:00Z',
    cancelled: '2028-04-01T10:00:00Z',
    charged: ['EUR', '1000.00', '0.00', '1000.00'],
    credit: ['EUR', '912.32', '0.00', '912.32'],
  },
];

/** Where a case takes place: Kuwait is played by the customer of Türkiye. */
const seat = (market: string) => (market === 'KW' ? 'TR' : market);

describe('worked examples', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const offer = kontor.world.catalog[each.kind][seat(each.market)]!;
    const [{ rate_basis_points: usual }] = await kontor.sql(
      'select rate_basis_points from kontor.tax_rate where market = $1 order by effective_from desc limit 1',
      [each.market],
    );
    await setPrice(offer, each.unit);
    if (each.tax !== undefined) await setTax(each.market, each.tax);
    if (each.term)
      await kontor.sql('update kontor.price set term_duration = $2 where availability_id = $1', [
        offer.availabilityId,
        each.term,
      ]);
    at(each.bought);
    const [order] = await buy(saleIn(seat(each.market)), [
      { offer, quantity: each.quantity, ...(each.term ? { more: { termDuration: each.term } } : {}) },
    ]);
    const market = seat(each.market);
    expect(credited(await orderOf(market, order.id))).toEqual(each.charged);
    at(each.cancelled);
    const shown = await preview(market, order.id);
    expect(shown.orders[0].verdict.code).toBe('eligible');
    expect(credited(shown.orders[0].credit)).toEqual(each.credit);
    const done = await cancel(market, order.id);
    expect(done.verdict.code).toBe('cancelled');
    expect(done.credit).toEqual(shown.orders[0].credit);
    const charges = (await orderOf(market, order.id)).charges;
    expect(charges.map((charge: Json) => charge.total)).toEqual([each.charged[3], `-${each.credit[3]}`]);
    await setPrice(offer, Number(offer.unitMinor));
    if (each.tax !== undefined) await setTax(each.market, usual);
    if (each.term)
      await kontor.sql('update kontor.price set term_duration = $2 where availability_id = $1', [
        offer.availabilityId,
        offer.term,
      ]);
  });
});

describe('prices with the tax inside', () => {
  test.each([
    ['AU', 'AUD', '699.68', '69.97'],
    ['BR', 'BRL', '657.82', '111.83'],
  ])(
    'in %s the wire shows the gross unit price, the net subtotal and their sum',
    async (market, currency, net, tax) => {
      const offer = kontor.world.catalog.perpetual[market]!;
      await setPrice(offer, 10_995);
      const cart = await createWireCart(saleIn(market), [{ offer, quantity: 7 }]);
      expect(cart.json.lineItems[0].pricing).toMatchObject({ price: 109.95, extendedPrice: 769.65 });
      const [order] = await buy(saleIn(market), [{ offer, quantity: 7 }]);
      const line = (await unbilled(currency)).find(
        (each) => each.orderId === order.id && each.chargeType === 'new',
      );
      expect(line).toMatchObject({
        unitPrice: '109.95',
        effectiveUnitPrice: '109.95',
        quantity: '7',
        subtotal: net,
        taxTotal: tax,
        totalForCustomer: '769.65',
      });
      await setPrice(offer, Number(offer.unitMinor));
    },
  );
});

describe('mixed carts', () => {
  const mixed = () => {
    const { subscription, perpetual, plan } = kontor.world.catalog;
    return [
      { offer: subscription.DE!, quantity: 2 },
      { offer: perpetual.DE!, quantity: 3 },
      { offer: plan.DE!, quantity: 1 },
      { offer: subscription.DE!, quantity: 1 },
    ];
  };

  test('become one order a group, whose lines are those of the cart', async () => {
    const cart = await createWireCart(saleIn('DE'), mixed());
    const groups = cart.json.lineItems.map((line: Json) => line.orderGroup);
    expect(groups[0]).toBe(groups[3]);
    expect(new Set(groups).size).toBe(3);
    const bought = await kontor.as(
      agent,
      'POST',
      `/v1/customers/${customer('DE').id}/carts/${cart.json.id}/checkout`,
    );
    expect(bought.json.orderErrors).toEqual([]);
    expect(bought.json.orders.map((order: Json) => order.lineItems.length).sort()).toEqual([1, 1, 2]);
    for (const order of bought.json.orders) {
      expect(order.lineItems.map((line: Json) => line.lineItemNumber)).toEqual(
        order.lineItems.map((_: Json, index: number) => index),
      );
      expect(new Set(order.lineItems.map((line: Json) => line.termDuration)).size).toBe(1);
    }
  });

  test('total what their printed lines come to', async () => {
    for (const market of ['DE', 'AU', 'BR', 'JP', 'TR']) {
      const { subscription, perpetual, plan } = kontor.world.catalog;
      const lines = [subscription, perpetual, plan, subscription].map((offers, index) => ({
        catalogItemId: offers[market]!.catalogItemId,
        quantity: 3 + 7 * index,
        termDuration: offers[market]!.term,
        billingCycle: 'one_time',
      }));
      for (const [index, offers] of [subscription, perpetual, plan].entries())
        await setPrice(offers[market]!, 3_333 + 1_111 * index);
      const cart = await kontor.as(agent, 'POST', `${own(market)}/carts`, { lines });
      expect(cart.status).toBe(201);
      const [total] = cart.json.totals;
      for (const member of ['net', 'tax', 'total'] as const)
        expect(total[member]).toBe(sumOf(cart.json.lines.map((line: Json) => line.price[member])));
      for (const { price, quantity } of cart.json.lines) {
        const whole = sumOf(Array.from({ length: quantity }, () => price.unitPrice));
        expect(price.taxMode === 'inclusive' ? price.total : price.net).toBe(whole);
        expect(sumOf([price.net, price.tax])).toBe(price.total);
      }
      const { json } = await kontor.as(agent, 'POST', `${own(market)}/carts/${cart.json.id}/checkout`);
      expect(sumOf(json.orders.map((order: Json) => order.total))).toBe(total.total);
      for (const order of json.orders)
        for (const member of ['net', 'tax', 'total'] as const)
          expect(order[member]).toBe(sumOf(order.lines.map((line: Json) => line[member])));
      for (const offers of [subscription, perpetual, plan])
        await setPrice(offers[market]!, Number(offers[market]!.unitMinor));
    }
  });

  test('a cancel by line leaves the rest, and cancelling the rest ends the order', async () => {
    const { subscription } = kontor.world.catalog;
    const [order] = await buy(saleIn('DE'), [
      { offer: subscription.DE!, quantity: 2 },
      { offer: subscription.DE!, quantity: 5 },
    ]);
    at('2026-12-22T10:00:00Z');
    const shown = await preview('DE', order.id, [1]);
    const patch = await kontor.as(agent, 'PATCH', `/v1/customers/${customer('DE').id}/orders/${order.id}`, {
      id: order.id,
      status: 'cancelled',
      lineItems: [{ lineItemNumber: 1, offerId: order.lineItems[1].offerId }],
    });
    expect(patch.json).toMatchObject({ status: 'completed', lineItems: [{ quantity: 2 }, { quantity: 0 }] });
    const half = await orderOf('DE', order.id);
    expect(half.status).toBe('completed');
    expect(half.lines.map((line: Json) => line.status)).toEqual(['fulfilled', 'cancelled']);
    expect(half.charges.filter((charge: Json) => charge.total.startsWith('-'))).toMatchObject([
      { lineNumber: 1, total: `-${shown.orders[0].credit.total}` },
    ]);
    const software = (await kontor.as(agent, 'GET', `${own('DE')}/software`)).json.items.filter(
      (item: Json) => item.orderId === order.id,
    );
    const [kept, gone] = [0, 1].map((number) =>
      software.find((item: Json) => item.lineItemNumber === number),
    );
    expect([kept.status, gone.status]).toEqual(['active', 'cancelled']);
    const reveal = (item: Json) => {
      const { version, language, bitness } = item.fulfilments[0] ?? kept.fulfilments[0];
      return kontor.as(agent, 'POST', `${own('DE')}/software/${item.entitlementId}/keys`, {
        version,
        language,
        bitness,
      });
    };
    expect((await reveal(kept)).status).toBe(200);
    expect((await reveal(gone)).json.code).toBe('entitlement.revoked');
    expect((await cancel('DE', order.id)).verdict).toMatchObject({ code: 'cancelled', lines: [0] });
    expect((await orderOf('DE', order.id)).status).toBe('cancelled');
    expect((await cancel('DE', order.id)).verdict.code).toBe('already_cancelled');
  });
});

describe('the window', () => {
  test('counts sixty local days, whatever the time of day', async () => {
    for (const time of ['00:00:00.000', '12:00:00.000', '23:59:59.999']) {
      at(`2026-11-22T${time}Z`);
      const [order] = await buy(saleIn('DE'), [{ offer: kontor.world.catalog.perpetual.DE! }]);
      const days = async (text: string) => {
        at(text);
        return (await preview('DE', order.id)).orders[0].verdict;
      };
      expect(await days('2026-11-22T23:59:59.999Z')).toMatchObject({ code: 'eligible', daysRemaining: 60 });
      expect(await days('2027-01-20T23:59:59.999Z')).toMatchObject({ daysRemaining: 1 });
      for (const last of ['2027-01-21T00:00:00.000Z', '2027-01-21T23:59:59.999Z'])
        expect(await days(last)).toMatchObject({
          code: 'eligible',
          daysRemaining: 0,
          cancellableUntil: '2027-01-21T23:59:59.999Z',
        });
      expect(await days('2027-01-22T00:00:00.000Z')).toMatchObject({
        code: 'window_closed',
        closedOn: '2027-01-21',
      });
    }
  });

  test('a sandbox clock moved past it closes it on both surfaces', async () => {
    const mover = asUser(kontor.world.sandbox, 'admin_agent');
    const { id } = kontor.world.sandbox.customers.US!;
    const sale: Sale = { kontor, who: mover, customerId: id };
    const [order] = await buy(sale, [{ offer: kontor.world.catalog.subscription.US! }]);
    expect((await kontor.as(mover, 'POST', '/kontor/v1/clock', { advance: 'P61D' })).status).toBe(200);
    const wire = await kontor.as(mover, 'PATCH', `/v1/customers/${id}/orders/${order.id}`, {
      status: 'cancelled',
    });
    expect([wire.status, wire.json.code]).toEqual([400, 900117]);
    const orders = [{ orderId: order.id }];
    const { json } = await kontor.as(mover, 'POST', `/kontor/v1/customers/${id}/cancellations`, {
      orders,
      acknowledged: true,
    });
    expect(json.orders[0].verdict).toMatchObject({ code: 'window_closed', closedOn: '2027-01-21' });
    const software = await kontor.as(mover, 'GET', `/kontor/v1/customers/${id}/software`);
    expect(software.json.items[0].actions.cancel).toMatchObject({ allowed: false, closedOn: '2027-01-21' });
  });

  test('the credit limit gets back exactly what the cancel credits', async () => {
    const used = async () =>
      BigInt(
        (
          await kontor.sql(
            "select used_minor::text as used from kontor.credit_limit where account_id = $1 and currency = 'EUR'",
            [kontor.world.partner.id],
          )
        )[0].used,
      );
    const before = await used();
    const [order] = await buy(saleIn('DE'), [{ offer: kontor.world.catalog.subscription.DE!, quantity: 3 }]);
    expect((await used()) - before).toBe(130_305n); // 3 × 365.00 and 19 %
    at('2026-12-02T10:00:00Z');
    const { credit } = await cancel('DE', order.id);
    expect((await used()) - before).toBe(130_305n - BigInt(credit.total.replace('.', '')));
  });
});

/** Decimal texts of one currency added as whole minor units. */
const sumOf = (amounts: readonly string[]): string => {
  const decimals = amounts[0]?.split('.')[1]?.length ?? 0;
  const minor = amounts
    .reduce((total, amount) => total + BigInt(amount.replace('.', '')), 0n)
    .toString()
    .padStart(decimals + 1, '0');
  return decimals === 0 ? minor : `${minor.slice(0, -decimals)}.${minor.slice(-decimals)}`;
};
