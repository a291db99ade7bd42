import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { newUuid } from '../packages/server/src/platform/new-id.ts';
import { asApp, asUser } from '../packages/server/src/testing/world-people.ts';
import { type Installation, openInstallation } from './installation.ts';
import { buy, createWireCart, type Sale, wireCartBody } from './selling.ts';

// A request sent again does its deed once and is answered alike: Idempotency-Key on our own surface, MS-RequestId on
// the wire (kontor-api.md, "Errors").

let kontor: Installation;
let agent: Principal;
let sale: Sale;
let own: string;
let wire: string;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 40 });
  agent = asUser(kontor.world.partner, 'admin_agent');
  const customerId = kontor.world.partner.customers.DE!.id;
  sale = { kontor, who: agent, customerId };
  own = `/kontor/v1/customers/${customerId}`;
  wire = `/v1/customers/${customerId}`;
});
afterAll(() => kontor?.close());

const offer = () => kontor.world.catalog.subscription.DE!;
const lines = (quantity = 1) => ({
  lines: [{ catalogItemId: offer().catalogItemId, quantity, termDuration: 'P1Y', billingCycle: 'one_time' }],
});
const count = async (table: string): Promise<number> =>
  (await kontor.sql(`select count(*)::int as n from kontor.${table}`))[0].n;
const keyed = (key: string) => ({ 'idempotency-key': key });
const numbered = (id: string) => ({ 'ms-requestid': id });

const surfaces = [
  {
    name: 'Kontor',
    header: keyed,
    create: (who: Principal, headers: Record<string, string>, quantity = 1) =>
      kontor.as(who, 'POST', `${own}/carts`, lines(quantity), headers),
    checkout: (who: Principal, cartId: string, headers: Record<string, string>) =>
      kontor.as(who, 'POST', `${own}/carts/${cartId}/checkout`, undefined, headers),
    reused: [422, 'idempotency.key_reused'],
    inProgress: [409, 'idempotency.in_progress'],
  },
  {
    name: 'wire',
    header: numbered,
    create: (who: Principal, headers: Record<string, string>, quantity = 1) =>
      kontor.as(who, 'POST', `${wire}/carts`, wireCartBody([{ offer: offer(), quantity }]), headers),
    checkout: (who: Principal, cartId: string, headers: Record<string, string>) =>
      kontor.as(who, 'POST', `${wire}/carts/${cartId}/checkout`, undefined, headers),
    reused: [400, 800002],
    inProgress: [409, 800060],
  },
] as const;

describe.each(surfaces)('on the $name surface', ({ name, header, create, checkout, reused, inProgress }) => {
  test('the same request twice is one cart and one answer, byte for byte', async () => {
    const headers = header(newUuid());
    const before = await count('cart');
    const first = await create(agent, headers);
    const second = await create(agent, headers);
    expect(first.status).toBe(201);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(await count('cart')).toBe(before + 1);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    if (name === 'Kontor') {
      expect(second.headers['idempotent-replayed']).toBe('true');
      expect(second.headers['content-type']).toBe(first.headers['content-type']);
    }
  });

  test('a checkout sent again answers the orders, byte for byte, and buys nothing', async () => {
    const cart = await create(agent, header(newUuid()));
    const headers = header(newUuid());
    const first = await checkout(agent, cart.json.id, headers);
    const before = [await count('purchase_order'), await count('charge')];
    const second = await checkout(agent, cart.json.id, headers);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect([await count('purchase_order'), await count('charge')]).toEqual(before);
  });

  test('the same key with another body is refused, and the first answer stays', async () => {
    const headers = header(newUuid());
    const first = await create(agent, headers, 1);
    const before = await count('cart');
    const other = await create(agent, headers, 2);
    expect([other.status, other.json.code]).toEqual(reused);
    expect(await count('cart')).toBe(before);
    expect((await create(agent, headers, 1)).text).toBe(first.text);
  });

  test('the same body in another order of members is the same body', async () => {
    const headers = header(newUuid());
    const first = await create(agent, headers);
    const body = name === 'Kontor' ? lines() : wireCartBody([{ offer: offer() }]);
    const text = JSON.stringify(reversed(body));
    expect(text).not.toBe(JSON.stringify(body));
    const again = await kontor.as(agent, 'POST', name === 'Kontor' ? `${own}/carts` : `${wire}/carts`, text, {
      ...headers,
      'content-type': 'application/json',
    });
    expect(again.text).toBe(first.text);
  });

  test('two at once: one does it, the other waits or is told, and it is done once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const headers = header(newUuid());
      const before = await count('cart');
      const answers = await Promise.all([
        create(agent, headers),
        create(agent, headers),
        create(agent, headers),
      ]);
      const done = answers.filter((answer) => answer.status === 201);
      expect(done.length).toBeGreaterThan(0);
      expect(new Set(done.map((answer) => answer.text)).size).toBe(1);
      for (const answer of answers.filter((each) => each.status !== 201))
        expect([answer.status, answer.json.code]).toEqual(inProgress);
      expect(await count('cart')).toBe(before + 1);
    }
  });

  test('while the first is running, the second is told so', async () => {
    const headers = header(newUuid());
    const holder = await kontor.database.owner.connect();
    try {
      const probe = await create(agent, header(newUuid()));
      expect(probe.status).toBe(201);
      // Whatever writes a cart waits here, with its claim on the key already made.
      await holder.query('begin; lock table kontor.cart in share mode');
      const first = create(agent, headers);
      await waiting();
      const second = await create(agent, headers);
      expect([second.status, second.json.code]).toEqual(inProgress);
      await holder.query('commit');
      expect((await first).status).toBe(201);
    } finally {
      await holder.query('rollback').catch(() => undefined);
      holder.release();
    }
  });

  test('a failed answer is not stored: what was refused can succeed later under the same key', async () => {
    const empty = name === 'Kontor' ? { lines: [] } : { lineItems: [] };
    const path = name === 'Kontor' ? own : wire;
    const cart = await kontor.as(agent, 'POST', `${path}/carts`, empty);
    const headers = header(newUuid());
    expect((await checkout(agent, cart.json.id, headers)).status).toBeGreaterThanOrEqual(400);
    const body = name === 'Kontor' ? lines() : wireCartBody([{ offer: offer() }]);
    expect((await kontor.as(agent, 'PUT', `${path}/carts/${cart.json.id}`, body)).status).toBe(200);
    expect((await checkout(agent, cart.json.id, headers)).status).toBe(201);
  });

  test('another path is another request under the same key', async () => {
    const headers = header(newUuid());
    const cart = await create(agent, headers);
    expect((await checkout(agent, cart.json.id, headers)).status).toBe(201);
  });

  test('a read under a used key is answered anew and stores nothing', async () => {
    const headers = header(newUuid());
    const cart = await create(agent, headers);
    const path = `${name === 'Kontor' ? own : wire}/carts/${cart.json.id}`;
    const before = await count('idempotency');
    expect((await kontor.as(agent, 'GET', path, undefined, headers)).json.id).toBe(cart.json.id);
    expect(await count('idempotency')).toBe(before);
  });

  test('another account under the same key is another request', async () => {
    const headers = header(newUuid());
    const mine = await create(agent, headers);
    const stranger = asUser(kontor.world.stranger, 'admin_agent');
    const path = `${name === 'Kontor' ? '/kontor/v1' : '/v1'}/customers/${kontor.world.stranger.customers.DE!.id}/carts`;
    const body = name === 'Kontor' ? lines() : wireCartBody([{ offer: offer() }]);
    const theirs = await kontor.as(stranger, 'POST', path, body, headers);
    expect(theirs.status).toBe(201);
    expect(theirs.json.id).not.toBe(mine.json.id);
    // And at the very same path they learn nothing of it.
    expect([403, 404]).toContain((await create(stranger, headers)).status);
  });
});

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
};

/** Until a session of the database waits for a lock. */
const waiting = async (): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const [{ n }] = await kontor.sql(
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (n > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('nobody came to wait');
};

describe('on the wire', () => {
  test('a change and a cancel sent again are answered alike, byte for byte', async () => {
    const cart = await createWireCart(sale, [{ offer: offer() }]);
    const put = (id: string) =>
      kontor.as(
        agent,
        'PUT',
        `${wire}/carts/${cart.json.id}`,
        wireCartBody([{ offer: offer(), quantity: 2 }]),
        numbered(id),
      );
    const putId = newUuid();
    const changed = await put(putId);
    expect((await put(putId)).text).toBe(changed.text);
    const [order] = await buy(sale, [{ offer: offer() }]);
    const cancelId = newUuid();
    const patch = () =>
      kontor.as(agent, 'PATCH', `${wire}/orders/${order.id}`, { status: 'cancelled' }, numbered(cancelId));
    const cancelled = await patch();
    const before = await count('charge');
    expect(cancelled.json).toMatchObject({ id: order.id, status: 'cancelled' });
    expect([(await patch()).text, await count('charge')]).toEqual([cancelled.text, before]);
  });

  test('the scope is the account: an application’s request repeated by a user is the same', async () => {
    const headers = numbered(newUuid());
    const body = wireCartBody([{ offer: offer() }]);
    const first = await kontor.as(asApp(kontor.world.partner), 'POST', `${wire}/carts`, body, headers);
    expect((await kontor.as(agent, 'POST', `${wire}/carts`, body, headers)).text).toBe(first.text);
  });

  test('spelling does not make another request: casing, a doubled slash, one at the end, Pascal names', async () => {
    const id = newUuid();
    const first = await kontor.as(
      agent,
      'POST',
      `${wire}/carts`,
      wireCartBody([{ offer: offer() }]),
      numbered(id),
    );
    const pascal = {
      LineItems: [
        {
          CatalogItemId: offer().catalogItemId,
          Quantity: '1',
          BillingCycle: 'OneTime',
          TermDuration: 'P1Y',
          Id: 0,
          Error: null,
        },
      ],
      Attributes: { ObjectType: 'Cart' },
    };
    const path = wire.replace('/v1/customers', '/V1//Customers');
    const again = await kontor.as(agent, 'POST', `${path}/carts/`, pascal, numbered(id.toUpperCase()));
    expect(again.text).toBe(first.text);
    expect(again.headers['ms-requestid']).toBe(id);
  });

  test('a checkout has no body to differ in', async () => {
    const cart = await createWireCart(sale, [{ offer: offer() }]);
    const headers = { ...numbered(newUuid()), 'content-type': 'application/json' };
    const path = `${wire}/carts/${cart.json.id}/checkout`;
    const first = await kontor.as(agent, 'POST', path, '"success"', headers);
    expect(first.status).toBe(201);
    for (const payload of [undefined, '', '{}', '{"other":1}'])
      expect((await kontor.as(agent, 'POST', path, payload, headers)).text).toBe(first.text);
  });

  test('whoever may not do it any more is refused its answer too', async () => {
    const headers = numbered(newUuid());
    await kontor.as(agent, 'POST', `${wire}/carts`, wireCartBody([{ offer: offer() }]), headers);
    const helpdesk = asUser(kontor.world.partner, 'helpdesk_agent');
    const refused = await kontor.as(
      helpdesk,
      'POST',
      `${wire}/carts`,
      wireCartBody([{ offer: offer() }]),
      headers,
    );
    expect([refused.status, refused.json.code]).toEqual([403, 900150]);
  });
});

describe('on the Kontor surface', () => {
  test('the scope is the person: a colleague’s same key is another request', async () => {
    const headers = keyed('the same words');
    const first = await kontor.as(agent, 'POST', `${own}/carts`, lines(), headers);
    const sales = asUser(kontor.world.partner, 'sales_agent');
    const theirs = await kontor.as(sales, 'POST', `${own}/carts`, lines(), headers);
    expect(theirs.status).toBe(201);
    expect(theirs.json.id).not.toBe(first.json.id);
  });

  test('cancelling several orders again answers alike and credits once', async () => {
    const orders = [...(await buy(sale, [{ offer: offer() }])), ...(await buy(sale, [{ offer: offer() }]))];
    const body = { orders: orders.map(({ id }) => ({ orderId: id })), acknowledged: true };
    const headers = keyed(newUuid());
    const first = await kontor.as(agent, 'POST', `${own}/cancellations`, body, headers);
    expect(first.json.orders.map((order: { verdict: { code: string } }) => order.verdict.code)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    const before = await count('charge');
    const again = await kontor.as(agent, 'POST', `${own}/cancellations`, body, headers);
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    const anew = await kontor.as(agent, 'POST', `${own}/cancellations`, body, keyed(newUuid()));
    expect(anew.json.orders.map((order: { verdict: { code: string } }) => order.verdict.code)).toEqual([
      'already_cancelled',
      'already_cancelled',
    ]);
    expect(await count('charge')).toBe(before);
  });

  test('a clock moved by a key moves once', async () => {
    const mover = asUser(kontor.world.sandbox, 'admin_agent');
    const headers = keyed(newUuid());
    const move = () => kontor.as(mover, 'POST', '/kontor/v1/clock', { advance: 'P10D' }, headers);
    const first = await move();
    const again = await move();
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([
      200,
      first.text,
      'true',
    ]);
    const { json } = await kontor.as(mover, 'GET', '/kontor/v1/clock');
    expect(Math.abs(Date.parse(json.now) - Date.parse(first.json.now))).toBeLessThan(10_000);
  });

  test('what answers a secret is decided anew each time, and its answer is never kept', async () => {
    const [order] = await buy(sale, [{ offer: offer() }]);
    const software = await kontor.as(agent, 'GET', `${own}/software`);
    const item = software.json.items.find((each: { orderId: string }) => each.orderId === order.id);
    const { version, language, bitness } = item.fulfilments[0];
    const choice = { version, language, bitness };
    const before = await count('idempotency');
    const headers = keyed(newUuid());
    const reveal = () =>
      kontor.as(agent, 'POST', `${own}/software/${item.entitlementId}/keys`, choice, headers);
    const link = () =>
      kontor.as(agent, 'POST', `${own}/software/${item.entitlementId}/download-links`, choice, headers);
    const [shown, again] = [await reveal(), await reveal()];
    expect(again.json).toEqual(shown.json);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
    const [one, two] = [await link(), await link()];
    expect(two.json.url).not.toBe(one.json.url);
    expect(await count('idempotency')).toBe(before);
    await kontor.as(agent, 'POST', `${own}/cancellations`, {
      orders: [{ orderId: order.id }],
      acknowledged: true,
    });
    expect([(await reveal()).json.code, (await link()).json.code]).toEqual([
      'entitlement.revoked',
      'entitlement.revoked',
    ]);
    const kept = JSON.stringify(await kontor.sql('select answer::text as text from kontor.idempotency'));
    expect(kept).not.toContain(shown.json.keys[0].key);
    expect(kept).not.toContain(one.json.url.split('/').at(-1));
  });
});
