import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAccountId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { poolHint, rememberTake } from '@kontor/server/orders/pool-hints';
import { takeKeys } from '@kontor/server/orders/purchase-store';
import { writeBatch } from '@kontor/server/platform/db/batch';
import { openPools, type Pool } from '@kontor/server/platform/db/pools';
import { startBenchDatabase } from '../bench-database.ts';
import type { Measured } from '../report.ts';
import { median } from '../statistics.ts';
import { buildOffer, offer } from '../world-offer.ts';

const takesBefore = 50_000;
const snapshotAgeMs = 60_000;
const measuredMs = 3_000;
const rounds = 7;
const clients = 8;
const stock = 400_000;

/**
 * Keys taken a second after 50,000 takes, while a snapshot of a minute ago is held open: every taken key is then a dead
 * row that no vacuum may remove. The floor is the same in a second database in which nothing is held. The two take
 * turns, since other work on the machine weighs more than what is measured; their medians count. The takes are the
 * product's own statement with its own hints, each in a transaction of its own.
 */
export const measureTakes = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const free = await openTakes(join(directory, 'takes-free'), 'free');
  const held = await openTakes(join(directory, 'takes-held'), 'held').catch(async (error: unknown) => {
    await free.close();
    throw error;
  });
  try {
    await takeMany(free.take, 'free', takesBefore);
    const reader = await held.owner.connect();
    try {
      await reader.query('set idle_in_transaction_session_timeout = 0');
      await reader.query('begin isolation level repeatable read');
      await reader.query('select count(*) from kontor.installation');
      const openedAt = performance.now();
      await takeMany(held.take, 'held', takesBefore);
      await pause(Math.max(0, snapshotAgeMs - (performance.now() - openedAt)));
      const rates = await takeTurns(free.take, held.take, say);
      // It fails when the snapshot was given up on the way.
      await reader.query('select 1');
      await reader.query('rollback');
      const faults = [...(await countFaults(free.owner)), ...(await countFaults(held.owner))];
      return resultOf(median(rates.free), median(rates.held), faults);
    } finally {
      reader.release();
    }
  } finally {
    await free.close();
    await held.close();
  }
};

const takeTurns = async (free: Take, held: Take, say: (line: string) => void) => {
  const rates = { free: [] as number[], held: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.free.push(await rateOf(free, 'free'));
    rates.held.push(await rateOf(held, 'held'));
    say(
      `takes: ${Math.round(rates.held.at(-1) ?? 0)}/s with a snapshot held open, ${Math.round(rates.free.at(-1) ?? 0)}/s without`,
    );
  }
  return rates;
};

type Takes = { readonly owner: Pool; readonly take: Take; readonly close: () => Promise<void> };

/** A database of its own with stock in one pool and a buyer who takes from it. */
const openTakes = async (folder: string, keyGroup: string): Promise<Takes> => {
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  const size = { app: clients, lookup: 1, system: 1 };
  const pools = openPools({ databaseUrl: database.url, size, statementTimeoutMs: 60_000 });
  const close = async () => {
    await pools.close();
    await database.stop();
  };
  try {
    await buildOffer(database.owner);
    const take = takerOf(pools.app, await arrangeBuyer(database.owner));
    await fillPool(database.owner, keyGroup);
    return { owner: database.owner, take, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const resultOf = (free: number, held: number, faults: readonly string[]): Measured => ({
  figures: [
    {
      name: 'take.snapshot',
      value: held,
      unit: 'keys/s',
      floor: free,
      ratio: held / free,
      p50: null,
      p99: null,
    },
  ],
  faults,
});

type Buyer = { readonly accountId: string; readonly customerId: string; readonly entitlementIds: string[] };

/** A purchase of which there are as many entitlements as keys are taken: each gets one, as at checkout. */
const arrangeBuyer = async (owner: Pool): Promise<Buyer> => {
  const [accountId, customerId] = [randomUUID(), randomUUID()];
  const { productId, skuId, availabilityId } = offer;
  await owner.query(
    `insert into kontor.account (id, kind, name, country, domain) values ($1, 'partner', 'Bench', 'DE', 'bench.example')`,
    [accountId],
  );
  await owner.query(
    `insert into kontor.customer (account_id, id, name, domain, market, created_at)
     values ($1, $2, 'Bench', 'bench.example', 'DE', now())`,
    [accountId, customerId],
  );
  await owner.query(
    `insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency,
       billing_cycle, term_duration, net_minor, tax_minor, created_at)
     values ($1, $2, 'bench', 'bench', '0', 'completed', 'EUR', 'one_time', 'P1Y', 0, 0, now())`,
    [accountId, customerId],
  );
  await owner.query(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, product_id, sku_id, availability_id,
       product_title, sku_title, family, quantity, currency, unit_minor, tax_mode, tax_rate_basis_points, net_minor,
       tax_minor, term_duration, billing_cycle, status, market, segment)
     values ($1, $2, 'bench', 0, $3, $4, $5, '', '', 'software_subscription', 1, 'EUR', 0, 'exclusive', 0, 0, 0, 'P1Y',
       'one_time', 'fulfilled', 'DE', 'commercial')`,
    [accountId, customerId, productId, skuId, availabilityId],
  );
  const { rows } = await owner.query<{ readonly id: string }>(
    `insert into kontor.entitlement (account_id, customer_id, id, order_id, line_number, product_id, sku_id, family,
       quantity, status, key_source, created_at)
     select $1, $2, gen_random_uuid(), 'bench', 0, $3, $4, 'software_subscription', 1, 'active', 'pool', now()
     from generate_series(1, $5) returning id`,
    [accountId, customerId, productId, skuId, 2 * stock],
  );
  return { accountId, customerId, entitlementIds: rows.map(({ id }) => id) };
};

/** Stock whose secrets are noise: no key is opened here. */
const fillPool = async (owner: Pool, keyGroup: string): Promise<void> => {
  await owner.query(
    `insert into kontor.data_key (purpose, wrapped) select 'secrets', '\\x00'
     where not exists (select from kontor.data_key)`,
  );
  await owner.query(
    `insert into kontor.licence_key (id, product_id, sku_id, key_group, key_format, ciphertext, data_key_id,
       lookup_hmac, last_characters)
     select gen_random_uuid(), $1, $2, $3, 'digits_32', decode(repeat('00', 61), 'hex'),
       (select min(id) from kontor.data_key), sha256(convert_to($3 || n, 'UTF8')), '0000'
     from generate_series(1, $4) as n`,
    [offer.productId, offer.skuId, keyGroup, stock],
  );
  await owner.query('analyze kontor.licence_key');
  await owner.query('checkpoint');
};

type Take = (keyGroup: string) => Promise<void>;

const takerOf = (app: Pool, { accountId, customerId, entitlementIds }: Buyer): Take => {
  const tenant = parseAccountId(accountId);
  if (!tenant) throw new Error('a random id is an account id');
  return async (keyGroup) => {
    const entitlementId = entitlementIds.pop();
    if (entitlementId === undefined) throw new Error('more takes than entitlements');
    const { productId, skuId } = offer;
    const hint = poolHint(productId, skuId, keyGroup);
    const at = instant(Date.now());
    const wanted = { productId, skuId, keyGroup, count: 1, hint, accountId, customerId, entitlementId, at };
    const [taken] = await writeBatch(app, { tenant }, [takeKeys(wanted)]);
    const top = taken?.rows[0]?.top ?? null;
    if (top === null) throw new Error('the pool is empty');
    rememberTake(productId, skuId, keyGroup, top);
  };
};

const takeMany = async (take: Take, keyGroup: string, count: number): Promise<void> => {
  let left = count;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      await take(keyGroup);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
};

const rateOf = async (take: Take, keyGroup: string): Promise<number> => {
  const startedAt = performance.now();
  let taken = 0;
  const client = async () => {
    while (performance.now() - startedAt < measuredMs) {
      await take(keyGroup);
      taken += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (taken * 1000) / (performance.now() - startedAt);
};

const countFaults = async (owner: Pool): Promise<string[]> => {
  const { rows } = await owner.query<{ readonly n: number }>(
    `select count(*)::integer as n from (select entitlement_id from kontor.licence_key
       where entitlement_id is not null group by entitlement_id having count(*) > 1) twice`,
  );
  const twice = rows[0]?.n ?? 0;
  return twice === 0 ? [] : [`${twice} purchases got more keys than one`];
};
