import { parseInstant } from '@kontor/domain/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noTenant } from '../platform/db/scope.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { readOffersAt } from './read-offers-at.ts';

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
});

afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const at = (text: string) => parseInstant(text)!;

test('answers each customer by what holds in its own market at the instant, whatever the clock says', async () => {
  const { partner, catalog } = world;
  const { DE, AU } = partner.customers;
  await database.system.query(
    `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
     values ('DE', 'exclusive', 2100, '2030-01-01Z', 'test')`,
  );
  await database.system.query(
    `insert into kontor.partner_discount (account_id, id, discount_basis_points, effective_from)
     values ($1, gen_random_uuid(), 500, '2030-01-01Z'), ($2, gen_random_uuid(), 900, '2020-01-01Z')`,
    [partner.id, world.stranger.id],
  );
  await database.system.query(
    `insert into kontor.exchange_rate (from_currency, to_currency, rate, effective_from) values
     ('EUR', 'TRY', 34, '2029-01-01Z'), ('EUR', 'TRY', 50, '2030-01-01Z'), ('EUR', 'TRY', 99, '2031-01-01Z')`,
  );
  await database.system.query(`update kontor.account set billing_currency = 'TRY' where id = $1`, [
    partner.id,
  ]);
  const { productId, skuId } = catalog.subscription.DE!;
  const wants = [DE!, AU!].map(({ id }) => ({ customerId: id, productId, skuId }));
  const offersAt = await readOffersAt(database.system, noTenant, partner.id, {
    wants,
    at: at('2030-01-01T00:00:00Z'),
  });
  const [german] = offersAt(wants[0]!);
  const [australian] = offersAt(wants[1]!);
  expect(german).toMatchObject({
    market: 'DE',
    defaultCurrency: 'EUR',
    isSoldInMarket: true,
    tax: { mode: 'exclusive', rateBasisPoints: 2100, category: 'S' },
    partnerDiscounts: [{ discountBasisPoints: 500 }],
    billing: { currency: 'TRY', rates: [{ from: 'EUR', rate: 500_000_000_000n }] },
    policy: { window: 'P60D' },
  });
  expect(australian).toMatchObject({
    market: 'AU',
    defaultCurrency: 'AUD',
    tax: { mode: 'inclusive', rateBasisPoints: 1000 },
  });
  const before = await readOffersAt(database.system, noTenant, partner.id, {
    wants,
    at: at('2029-12-31T23:59:59.999Z'),
  });
  expect(before(wants[0]!)[0]).toMatchObject({
    tax: { rateBasisPoints: 1900 },
    billing: { rates: [{ rate: 340_000_000_000n }] },
  });
});

test('answers nothing for a customer of somebody else, and nothing where no price is in force', async () => {
  const { partner, stranger, catalog } = world;
  const { productId, skuId } = catalog.subscription.DE!;
  const foreign = { customerId: stranger.customers.DE!.id, productId, skuId };
  const own = { customerId: partner.customers.DE!.id, productId, skuId };
  const offersAt = await readOffersAt(database.system, noTenant, partner.id, {
    wants: [foreign, own],
    at: at('2036-12-31T00:00:00Z'),
  });
  expect(offersAt(foreign)).toEqual([]);
  expect(offersAt(own)).toEqual([]);
});
