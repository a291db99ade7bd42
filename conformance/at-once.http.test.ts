import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { newUuid } from '../packages/server/src/platform/new-id.ts';
import { asUser } from '../packages/server/src/testing/world-people.ts';
import { type Answer, type Installation, type Json, openInstallation } from './installation.ts';
import { buy, cancelWire, checkoutWire, createWireCart, type Sale, wireCartBody } from './selling.ts';

// Requests that meet: the same deed from several clients at one moment, through both surfaces.

let kontor: Installation;
let agent: Principal;
let sale: Sale;
let own: string;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 30 });
  agent = asUser(kontor.world.partner, 'admin_agent');
  const customerId = kontor.world.partner.customers.DE!.id;
  sale = { kontor, who: agent, customerId };
  own = `/kontor/v1/customers/${customerId}`;
});
afterAll(() => kontor?.close());

const offer = () => kontor.world.catalog.subscription.DE!;
const count = async (from: string, values: unknown[] = []): Promise<number> =>
  (await kontor.sql(`select count(*)::int as n from kontor.${from}`, values))[0].n;
const statuses = (answers: readonly Answer[]) => answers.map((answer) => answer.status);
const times = <T>(number: number, deed: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: number }, (_, index) => deed(index)));

describe('at once', () => {
  test('eight checkouts of one cart, from both surfaces, make one order', async () => {
    const cart = await createWireCart(sale, [{ offer: offer() }]);
    const before = await count('purchase_order');
    const answers = await times(8, (index) =>
      index % 2 === 0
        ? checkoutWire(sale, cart.json.id)
        : kontor.as(agent, 'POST', `${own}/carts/${cart.json.id}/checkout`),
    );
    expect(new Set(statuses(answers))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.json.orders[0].id)).size).toBe(1);
    expect(await count('purchase_order')).toBe(before + 1);
  });

  test('eight cancels of one order, from both surfaces, give one credit', async () => {
    const [order] = await buy(sale, [{ offer: offer(), quantity: 2 }]);
    const orders = [{ orderId: order.id }];
    const answers = await times(8, (index) =>
      index % 2 === 0
        ? cancelWire(sale, order.id)
        : kontor.as(agent, 'POST', `${own}/cancellations`, { orders, acknowledged: true }),
    );
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    const verdicts = answers
      .flatMap((answer) => answer.json.orders ?? [])
      .map((each: Json) => each.verdict.code);
    expect(verdicts.every((code) => code === 'cancelled' || code === 'already_cancelled')).toBe(true);
    expect(await count('charge where order_id = $1 and sign = -1', [order.id])).toBe(1);
  });

  test('two lines of one order cancelled apart are both credited, and the order ends', async () => {
    const [order] = await buy(sale, [{ offer: offer() }, { offer: offer() }]);
    const answers = await times(2, (lineItemNumber) =>
      cancelWire(sale, order.id, { status: 'cancelled', lineItems: [{ lineItemNumber }] }),
    );
    expect(statuses(answers)).toEqual([200, 200]);
    expect(await count('charge where order_id = $1 and sign = -1', [order.id])).toBe(2);
    const after = await kontor.as(agent, 'GET', `${own}/orders/${order.id}`);
    expect(after.json.status).toBe('cancelled');
  });

  test('changes of one cart come one after another: each that is acknowledged counts', async () => {
    const cart = await createWireCart(sale, []);
    const path = `${own}/carts/${cart.json.id}`;
    const line = { catalogItemId: offer().catalogItemId, billingCycle: 'one_time', termDuration: 'P1Y' };
    const answers = await times(6, (index) =>
      kontor.as(agent, 'PUT', path, { lines: [{ ...line, quantity: index + 1 }] }),
    );
    for (const answer of answers) expect([200, 409], answer.text).toContain(answer.status);
    const done = answers.filter((answer) => answer.status === 200);
    expect(new Set(done.map((answer) => answer.json.version)).size).toBe(done.length);
    const now = await kontor.as(agent, 'GET', path);
    expect(now.json.version).toBe(1 + done.length);
    const last = done.find((answer) => answer.json.version === now.json.version);
    expect(now.json.lines).toEqual(last?.json.lines);
  });

  test('of changes bound to one version a single one is taken', async () => {
    const cart = await createWireCart(sale, []);
    const answers = await times(6, () =>
      kontor.as(agent, 'PUT', `/v1/customers/${sale.customerId}/carts/${cart.json.id}`, wireCartBody([]), {
        'if-match': '1',
      }),
    );
    expect(statuses(answers).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    expect(new Set(answers.filter((each) => each.status === 412).map((each) => each.json.code))).toEqual(
      new Set([800036]),
    );
  });

  test('a checkout that meets a change buys the cart as it was before it or after it', async () => {
    for (let round = 0; round < 6; round += 1) {
      const cart = await createWireCart(sale, [{ offer: kontor.world.catalog.perpetual.DE!, quantity: 1 }]);
      const path = `/v1/customers/${sale.customerId}/carts/${cart.json.id}`;
      const [put, bought] = await Promise.all([
        kontor.as(
          agent,
          'PUT',
          path,
          wireCartBody([{ offer: kontor.world.catalog.perpetual.DE!, quantity: 2 }]),
        ),
        checkoutWire(sale, cart.json.id),
      ]);
      expect(bought.status, bought.text).toBe(201);
      const { quantity } = bought.json.orders[0].lineItems[0];
      if (put.status === 200) expect(quantity).toBe(2);
      else expect([put.status, put.json.code, quantity]).toEqual([400, 800065, 1]);
    }
  });

  test('of purchases that only just do not fit the limit together, as many are made as fit', async () => {
    const { id, customers } = kontor.world.partner;
    await kontor.sql(
      "update kontor.credit_limit set limit_minor = 150000, used_minor = 0 where account_id = $1 and currency = 'AUD'",
      [id],
    );
    const inAustralia = { ...sale, customerId: customers.AU!.id };
    const perpetual = kontor.world.catalog.perpetual.AU!; // 500.00
    const carts = await times(6, () => createWireCart(inAustralia, [{ offer: perpetual }]));
    const answers = await Promise.all(carts.map((cart) => checkoutWire(inAustralia, cart.json.id)));
    expect(statuses(answers).sort()).toEqual([201, 201, 201, 403, 403, 403]);
    expect(new Set(answers.filter((each) => each.status === 403).map((each) => each.json.code))).toEqual(
      new Set([900121]),
    );
  });
});

describe('connections to the database that are cut', () => {
  const cut = () =>
    kontor.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );

  test('when idle cost no more answers than there were connections', async () => {
    for (let round = 0; round < 3; round += 1) {
      await cut();
      const answers = await times(8, () => kontor.as(agent, 'GET', '/v1/customers'));
      for (const answer of answers) expect([200, 503], answer.text).toContain(answer.status);
      await vi.waitFor(async () => expect((await kontor.as(agent, 'GET', '/v1/customers')).status).toBe(200));
    }
  });

  test('under purchases are a passing trouble; sent again under its id, each is bought once', async () => {
    const perpetual = kontor.world.catalog.perpetual.DE!;
    for (let round = 0; round < 5; round += 1) {
      const carts = await times(4, () => createWireCart(sale, [{ offer: perpetual }]));
      const before = await count('purchase_order');
      const buying = carts.map(async ({ json }) => {
        const headers = { 'ms-requestid': newUuid() };
        const path = `/v1/customers/${sale.customerId}/carts/${json.id}/checkout`;
        const troubles: Answer[] = [];
        for (let attempt = 0; attempt < 20; attempt += 1) {
          const answer = await kontor.as(agent, 'POST', path, undefined, headers);
          if (answer.status === 201) return { answer, troubles };
          troubles.push(answer);
        }
        throw new Error(`never bought: ${troubles.at(-1)?.text}`);
      });
      await new Promise((resolve) => setTimeout(resolve, round * 2));
      await cut();
      const bought = await Promise.all(buying);
      for (const { troubles } of bought)
        for (const { status, json, headers, text } of troubles) {
          expect([status, json.code, headers['retry-after']], text).toEqual([503, 900192, '2']);
          expect(text).not.toMatch(/postgres|database|connection|terminat/i);
        }
      expect(new Set(bought.map(({ answer }) => answer.json.orders[0].id)).size).toBe(4);
      expect(await count('purchase_order')).toBe(before + 4);
    }
  });
});
