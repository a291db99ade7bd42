import { parseCartId } from '@kontor/domain/ids';
import { formatInstant, instant, millisecondsPerDay, parseInstant } from '@kontor/domain/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcile } from '../billing/reconcile.ts';
import { createCart } from '../carts/write-cart.ts';
import { checkoutCart } from '../orders/checkout-cart.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { contextFor } from '../testing/run-context.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { moveClock } from './move-clock.ts';

const years = 10;
const start = parseInstant('2027-10-31T15:00:00Z')!;
const end = parseInstant('2037-10-31T15:00:00Z')!;

type Installation = { readonly database: TestDatabase; readonly world: World; readonly ctx: RequestContext };
const installations: Installation[] = [];
beforeAll(async () => {
  for (let number = 0; number < 2; number += 1) installations.push(await install());
}, 60_000);
afterAll(async () => {
  for (const { database, world } of installations) {
    await world.dispose();
    await database.drop();
  }
});

/** The same account twice, at the same instant: subscriptions of every rhythm, and things without a term. */
const install = async (): Promise<Installation> => {
  const database = await testDatabase();
  const world = await buildWorld(database, { keys: 20 });
  const ctx = contextFor(database, world, asUser(world.sandbox, 'admin_agent'), { realNow: () => start });
  const rhythms = [
    ['P1Y', 'monthly', 3_100],
    ['P3Y', 'annual', 36_500],
    ['P3Y', 'one_time', 99_900],
    ['P1M', 'monthly', 3_333],
  ] as const;
  const { productId, skuId, availabilityId, catalogItemId } = world.catalog.subscription.US!;
  for (const [index, [term, cycle, unit]] of rhythms.entries())
    for (const [turn, from] of ['2020-01-01', '2030-05-05'].entries())
      await database.owner.query(
        `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle, unit_minor,
           effective_from, effective_to) select max(version), $1, $2, $3, $4, $5, $6, $7, $8, '2099-01-01Z' from kontor.price_sheet`,
        [
          1000 + index * 10 + turn,
          productId,
          skuId,
          availabilityId,
          term,
          cycle,
          unit + turn * 111,
          `${from}T00:00:00Z`,
        ],
      );
  await database.owner.query("update kontor.price set effective_to = '2099-01-01Z'");
  await database.owner.query("update kontor.customer set created_at = '2026-01-01Z'");
  await database.owner.query("update kontor.policy set effective_from = '2020-01-01Z'");
  const customerId = world.sandbox.customers.US!.id;
  const lines = [
    ...rhythms.map(([term, billingCycle], index) => ({
      catalogItemId,
      term,
      billingCycle,
      quantity: index + 1,
    })),
    { catalogItemId, term: 'P1Y', billingCycle: 'one_time', quantity: 2 },
    {
      catalogItemId: world.catalog.perpetual.US!.catalogItemId,
      term: '',
      billingCycle: 'one_time',
      quantity: 1,
    },
    {
      catalogItemId: world.catalog.plan.US!.catalogItemId,
      term: 'P1Y',
      billingCycle: 'one_time',
      quantity: 1,
    },
  ] as const;
  const cart = await createCart(ctx, { customerId, lines });
  if (!cart.accepted) throw new Error(JSON.stringify(cart.refusal));
  const bought = await checkoutCart(ctx, { customerId, cartId: parseCartId(cart.value.row.id)! });
  if (!bought.accepted) throw new Error(JSON.stringify(bought.refusal));
  // One does not renew.
  await database.owner.query(
    `update kontor.subscription set auto_renew = false where term_duration = 'P3Y' and billing_cycle = 'one_time'`,
  );
  return { database, world, ctx };
};

/** Everything that an account has become, without the ids that are drawn and the moves themselves. */
const pictures = {
  orders: `select created_at, origin, status, currency, billing_cycle, term_duration, net_minor, tax_minor from kontor.purchase_order`,
  lines: `select ordered_at, product_id, quantity, unit_minor, net_minor, tax_minor, term_duration, billing_cycle, starts_on, ends_on,
    policy_version, cancellable_until, closed_on, status from kontor.order_line`,
  subscriptions: `select status, quantity, term_duration, billing_cycle, auto_renew, starts_on, ends_on, term_number, version from kontor.subscription`,
  entitlements: `select product_id, quantity, status, created_at, expires_at, ended_at from kontor.entitlement`,
  charges: `select kind, sign, currency, unit_minor, quantity, net_minor, tax_minor, period_start, period_end, at from kontor.charge`,
  invoices: `select id, document_type, period, invoice_date, due_date, currency, net_minor, tax_minor, total_minor, amount_due_minor,
    line_count, tax_totals::text from kontor.invoice`,
  invoice_lines: `select invoice_id, kind, sign, product_title, quantity, unit_minor, net_minor, tax_minor, period_start, period_end, at
    from kontor.invoice_line`,
  runs: `select issuer, period, status, invoice_date, invoices, lines, parked from kontor.billing_run`,
  events: `select type, aggregate_type, at from kontor.event where type <> 'clock.moved'`,
  activity: `select action, resource_type, at from kontor.activity_pending where action <> 'move_clock'`,
  due: `select kind, due_at, done_at from kontor.due`,
  credit: `select currency, used_minor from kontor.credit_limit`,
};

const picture = async ({ database }: Installation) => {
  const shown: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(pictures)) {
    const { rows } = await database.owner.query(`select p::text as row from (${sql}) p order by 1`);
    shown[name] = rows.map(({ row }) => row);
  }
  return shown;
};

test('a jump of ten years comes to the same rows as ten years of daily steps', async () => {
  const [jumping, stepping] = installations as [Installation, Installation];
  const jumped = await moveClock(jumping.ctx, { advance: `P${years}Y` }, 600_000);
  expect(jumped).toMatchObject({ accepted: true, value: { now: end } });
  const days = (end - start) / millisecondsPerDay;
  for (let day = 1; day <= days; day += 1) {
    const to = formatInstant(instant(start + day * millisecondsPerDay));
    const stepped = await moveClock(stepping.ctx, { to }, 600_000);
    expect(stepped.accepted).toBe(true);
  }
  const [one, other] = [await picture(jumping), await picture(stepping)];
  for (const name of Object.keys(pictures)) expect([name, other[name]]).toEqual([name, one[name]]);
  expect(one.invoices?.length).toBe(years * 12);
  expect(one.orders?.length).toBeGreaterThan(years * 12);
  for (const period of ['2027-10', '2028-02', '2030-05', '2036-10', '2037-09'] as const) {
    const found = await reconcile(jumping.database.system, { period: period as never, onlyAccountId: null });
    expect([period, found.unexplained]).toEqual([period, []]);
  }
}, 300_000);
