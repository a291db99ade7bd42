import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCartId, parseOrderId } from '@kontor/domain/ids';
import { addDays, instant, localDateAt, parseInstant, utc } from '@kontor/domain/time';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelPurchase } from '../cancellations/cancel-purchase.ts';
import { createCart } from '../carts/write-cart.ts';
import { amountText } from '../orders/amount-text.ts';
import { checkoutCart } from '../orders/checkout-cart.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { moveClock } from '../sandbox/move-clock.ts';
import { testDatabase } from '../testing/database.ts';
import { contextFor } from '../testing/run-context.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { captureSome } from './capture-job.ts';
import { createFakeProvider } from './fake-provider.ts';
import { readBalance } from './read-balance.ts';
import { readStatement } from './read-statement.ts';
import { recordPayment } from './record-payment.ts';

// Random stories of one account: whatever happens, what is used of its credit is what its rows come to.

const start = parseInstant('2027-01-10T09:00:00Z')!;
let database: TestDatabase;
let world: World;
let ctx: RequestContext;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 5 });
  folder = await mkdtemp(join(tmpdir(), 'kontor-bank-'));
  ctx = contextFor(database, world, asUser(world.sandbox, 'admin_agent'), { realNow: () => start });
  const { productId, skuId } = world.catalog.subscription.US!;
  for (const [index, market] of ['US', 'AU', 'BR'].entries())
    for (const [rhythm, [term, cycle, unit]] of [
      ['P1Y', 'monthly', 3_333],
      ['P3Y', 'annual', 36_501],
      ['P1M', 'monthly', 1_009],
    ].entries())
      await database.owner.query(
        `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
           unit_minor, effective_from, effective_to)
         select max(version), $1, $2, $3, $4, $5, $6, $7, '2020-01-01Z', '2099-01-01Z' from kontor.price_sheet`,
        [
          100 + index * 10 + rhythm,
          productId,
          skuId,
          world.catalog.subscription[market]!.availabilityId,
          term,
          cycle,
          unit,
        ],
      );
  await database.owner.query("update kontor.price set effective_to = '2099-01-01Z'");
}, 60_000);

afterAll(async () => {
  await world?.dispose();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const offers = [
  ['subscription', 'P1Y', 'one_time'],
  ['subscription', 'P1Y', 'monthly'],
  ['subscription', 'P3Y', 'annual'],
  ['subscription', 'P1M', 'monthly'],
  ['perpetual', '', 'one_time'],
  ['plan', 'P1Y', 'one_time'],
] as const;
const currencies = ['USD', 'AUD', 'BRL'] as const;

const step = fc.oneof(
  fc.record({
    do: fc.constant('buy' as const),
    market: fc.constantFrom('US', 'AU', 'BR'),
    offer: fc.constantFrom(...offers),
    quantity: fc.integer({ min: 1, max: 7 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), which: fc.nat(50) }),
  fc.record({
    do: fc.constant('pay' as const),
    currency: fc.constantFrom(...currencies),
    minor: fc.bigInt({ min: 1n, max: 150_000n }),
  }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 45 }) }),
  fc.record({
    do: fc.constant('mode' as const),
    method: fc.constantFrom('on_account', 'fake_ok', 'fake_declined', 'fake_flaky'),
  }),
  fc.record({ do: fc.constant('capture' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const rows = async (sql: string, values: unknown[] = []) =>
  (await database.owner.query(sql, values)).rows as Record<string, never>[];

let offsetDays = 0;
const now = () => instant(start + offsetDays * 86_400_000);

const play = async (story: Step): Promise<void> => {
  switch (story.do) {
    case 'buy': {
      const [kind, term, billingCycle] = story.offer;
      const { catalogItemId } = world.catalog[kind][story.market]!;
      const customerId = world.sandbox.customers[story.market]!.id;
      const line = { catalogItemId, quantity: story.quantity, term, billingCycle };
      const cart = await createCart(ctx, { customerId, lines: [line] });
      if (!cart.accepted) throw new Error(JSON.stringify(cart.refusal));
      const bought = await checkoutCart(ctx, { customerId, cartId: parseCartId(cart.value.row.id)! });
      if (!bought.accepted) throw new Error(JSON.stringify(bought.refusal));
      return;
    }
    case 'cancel': {
      const orders = await rows(
        `select id, customer_id from kontor.purchase_order where account_id = $1 order by created_at, id`,
        [world.sandbox.id],
      );
      const order = orders[story.which % Math.max(orders.length, 1)];
      if (!order) return;
      // Refused where the window has passed or it is never cancelled; then nothing may have changed.
      await cancelPurchase(ctx, { customerId: order.customer_id!, orderId: parseOrderId(order.id!)! });
      return;
    }
    case 'pay': {
      const paid = await recordPayment(
        contextFor(database, world, asOperator(world), { realNow: () => start }),
        {
          partnerId: world.sandbox.id,
          amount: amountText(story.minor, story.currency),
          currency: story.currency,
          paidOn: localDateAt(now(), utc),
          reference: '',
          note: '',
          invoiceIds: [],
        },
      );
      if (!paid.accepted) throw new Error(JSON.stringify(paid.refusal));
      return;
    }
    case 'wait': {
      offsetDays += story.days;
      const moved = await moveClock(ctx, { advance: `P${story.days}D` }, 60_000);
      if (!moved.accepted) throw new Error(JSON.stringify(moved.refusal));
      return;
    }
    case 'mode':
      await rows(
        `update kontor.account set payment_mode = case $2 when 'on_account' then 'on_account' else 'provider' end,
           payment_method_reference = $2 where id = $1`,
        [world.sandbox.id, story.method],
      );
      return;
    case 'capture':
      await rows('update kontor.payment_capture set next_attempt_at = now()');
      await captureSome(ctx, () => createFakeProvider(folder));
  }
};

const check = async (): Promise<void> => {
  const wrong = await rows(
    `select l.currency, l.used_minor, s.owed from kontor.credit_limit l cross join lateral (
       select coalesce((select sum(c.sign * (c.net_minor + c.tax_minor)) from kontor.charge c
           where c.account_id = l.account_id and c.currency = l.currency), 0)
         - coalesce((select sum(p.amount_minor) from kontor.payment p
           where p.account_id = l.account_id and p.currency = l.currency), 0) as owed) s
     where l.account_id = $1 and l.used_minor <> s.owed`,
    [world.sandbox.id],
  );
  expect(wrong).toEqual([]);
  const balances = await readBalance(ctx, { partnerId: undefined });
  if (!balances.accepted) throw new Error(balances.refusal.code);
  for (const { currency, used, unbilled, open, creditBalance } of balances.value) {
    expect([currency, used.minor]).toEqual([currency, unbilled.minor + open.minor - creditBalance.minor]);
    expect(creditBalance.minor >= 0n).toBe(true);
    const statement = await readStatement(ctx, {
      partnerId: undefined,
      currency,
      from: undefined,
      to: addDays(localDateAt(now(), utc), 1),
    });
    if (!statement.accepted) throw new Error(statement.refusal.code);
    expect(statement.value.closing.minor).toBe(open.minor - creditBalance.minor);
    expect(statement.value.ageing.total).toEqual(statement.value.closing);
    expect(statement.value.ageing.credit).toEqual(creditBalance);
  }
  const overpaid = await rows(
    `select i.id from kontor.invoice i join kontor.payment_allocation a on a.account_id = i.account_id and a.invoice_id = i.id
     group by i.account_id, i.id, i.amount_due_minor having sum(a.amount_minor) > i.amount_due_minor`,
  );
  expect(overpaid).toEqual([]);
  const settled = await rows(
    `select c.id from kontor.payment_capture c left join kontor.payment p on p.account_id = c.account_id and p.id = c.payment_id
     join kontor.purchase_order o on o.account_id = c.account_id and o.id = c.order_id
     where (c.status = 'captured') <> (p.id is not null and p.amount_minor = c.amount_minor)
       or (c.status = 'declined' and o.status <> 'cancelled') or (c.status <> 'pending' and o.status = 'pending')`,
  );
  expect(settled).toEqual([]);
};

test('what is used of the credit is charges less credits less payments, whatever happens', async () => {
  const [stories] = fc.sample(fc.array(step, { minLength: 220, maxLength: 220 }), { seed: 41, numRuns: 1 });
  for (const [index, story] of (stories ?? []).entries()) {
    await play(story);
    try {
      await check();
    } catch (error) {
      throw new Error(`after step ${index}, ${story.do}`, { cause: error });
    }
  }
  const kinds = await rows('select distinct kind from kontor.charge order by 1');
  expect(kinds.map(({ kind }) => kind)).toEqual(['cancel_immediate', 'cycle_charge', 'new', 'renew']);
  const counts = await rows(
    `select (select count(*)::int from kontor.invoice) as invoices, (select count(*)::int from kontor.payment) as payments,
       (select count(distinct status)::int from kontor.payment_capture) as captures`,
  );
  expect(Object.values(counts[0] ?? {}).every((count) => Number(count) > 1)).toBe(true);
}, 240_000);
