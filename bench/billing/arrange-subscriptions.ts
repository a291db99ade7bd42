import { randomUUID } from 'node:crypto';
import type { Pool } from '@kontor/server/platform/db/pools';
import { buildOffer, offer } from '../world-offer.ts';

/** A sandbox account with its Admin agent. */
export type BenchSandbox = { readonly account: string; readonly agent: string };

const customers = 200;

/**
 * Subscriptions of a year each, bought day by day over the year before the clock's start, which the product renews
 * by itself; everything that a purchase leaves behind is there, their windows' notices too.
 */
export const arrangeSubscriptions = async (
  owner: Pool,
  { count, year }: { readonly count: number; readonly year: number },
): Promise<BenchSandbox> => {
  const sandbox = { account: randomUUID(), agent: randomUUID() };
  await buildOffer(owner);
  await owner.query("update kontor.price set effective_to = '2099-01-01Z'");
  await owner.query(
    `insert into kontor.account (id, kind, name, country, domain, sandbox) values ($1, 'partner', 'Ten years', 'DE', 'ten.example', true)`,
    [sandbox.account],
  );
  await owner.query(
    `insert into kontor.person (account_id, id, kind, email, display_name, password_hash, roles)
     values ($1, $2, 'partner_user', 'agent@ten.example', 'Agent', 'none', '{admin_agent}')`,
    [sandbox.account, sandbox.agent],
  );
  await owner.query(
    `insert into kontor.credit_limit (account_id, currency, limit_minor) values ($1, 'EUR', 1000000000000000)`,
    [sandbox.account],
  );
  await owner.query(
    `insert into kontor.customer (account_id, id, name, domain, market, created_at)
     select $1, md5('c' || n)::uuid, 'Customer ' || n, 'c' || n || '.ten.example', 'DE', $3::timestamptz
     from generate_series(0, $2::int - 1) n`,
    [sandbox.account, customers, `${year}-01-01T00:00:00Z`],
  );
  await arrangeRows(owner, sandbox.account, count, year);
  for (const table of [
    'customer',
    'purchase_order',
    'order_line',
    'subscription',
    'entitlement',
    'charge',
    'due',
  ])
    await owner.query(`vacuum analyze kontor.${table}`);
  return sandbox;
};

const arrangeRows = async (owner: Pool, account: string, count: number, year: number): Promise<void> => {
  const { productId, skuId, availabilityId, unitMinor } = offer;
  await owner.query(
    `create table kontor.bought as select n, md5('c' || n % ${customers})::uuid as customer_id, md5('o' || n) as order_id,
       md5('e' || n)::uuid as entitlement_id, md5('s' || n)::uuid as subscription_id, md5('g' || n)::uuid as charge_id,
       ($2::date + n % 365) as starts_on, ($2::date + n % 365 + interval '1 year')::date as ends_on,
       ($2::date + n % 365)::timestamptz + interval '9 hours' as at
     from generate_series(0, $1::int - 1) n`,
    [count, `${year}-01-01`],
  );
  const bought = 'from kontor.bought b';
  const run = (text: string, values: unknown[] = []) => owner.query(text, [account, ...values]);
  await run(`insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency, billing_cycle,
      term_duration, net_minor, tax_minor, created_at)
    select $1, customer_id, order_id, 'a' || n, '0', 'completed', 'EUR', 'one_time', 'P1Y', ${unitMinor}, ${unitMinor * 0.19}, at ${bought}`);
  await run(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, product_id, sku_id, availability_id, product_title,
      sku_title, family, quantity, currency, unit_minor, list_unit_minor, market, segment, tax_mode, tax_rate_basis_points, net_minor,
      tax_minor, term_duration, billing_cycle, starts_on, ends_on, policy_id, policy_version, policy_zone, window_kind,
      cancellation_window, cancellable_until, closed_on, credit_rule, status, entitlement_id, subscription_id, ordered_at)
    select $1, b.customer_id, b.order_id, 0, $2, $3, $4, 'Windows Server', 'Windows Server, 16 cores', 'software_subscription', 1, 'EUR',
      ${unitMinor}, ${unitMinor}, 'DE', 'commercial', 'exclusive', 1900, ${unitMinor}, ${unitMinor * 0.19}, 'P1Y', 'one_time', b.starts_on,
      b.ends_on, p.id, p.version, 'UTC', 'calendar', 'P60D', (b.starts_on + 61)::timestamptz - interval '1 millisecond',
      b.starts_on + 60, 'prorated', 'fulfilled', b.entitlement_id, b.subscription_id, b.at
    ${bought} cross join (select id, version from kontor.policy where family = 'software_subscription' limit 1) p`,
    [productId, skuId, availabilityId],
  );
  await run(
    `insert into kontor.entitlement (account_id, customer_id, id, order_id, line_number, product_id, sku_id, family, quantity, status,
      key_source, keys_wanted, created_at, expires_at)
    select $1, customer_id, entitlement_id, order_id, 0, $2, $3, 'software_subscription', 1, 'active', 'none', 0, at, ends_on::timestamptz ${bought}`,
    [productId, skuId],
  );
  await run(`insert into kontor.subscription (account_id, customer_id, id, order_id, line_number, status, quantity, term_duration, auto_renew,
      starts_on, ends_on, created_at, entitlement_id, billing_cycle)
    select $1, customer_id, subscription_id, order_id, 0, 'active', 1, 'P1Y', true, starts_on, ends_on, at, entitlement_id, 'one_time' ${bought}`);
  await run(`insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, currency, unit_minor, quantity, net_minor,
      tax_minor, tax_mode, tax_rate_basis_points, period_start, period_end, at, subscription_id, list_unit_minor)
    select $1, customer_id, charge_id, order_id, 0, 'new', 1, 'EUR', ${unitMinor}, 1, ${unitMinor}, ${unitMinor * 0.19}, 'exclusive', 1900,
      starts_on, ends_on, at, subscription_id, ${unitMinor} ${bought}`);
  await run(`insert into kontor.due (account_id, id, due_at, kind, ref)
    select $1, gen_random_uuid(), ends_on::timestamptz, 'subscription.term_end', subscription_id::text ${bought}`);
  await run(
    `insert into kontor.due (account_id, id, due_at, kind, ref)
    select $1, gen_random_uuid(), (starts_on + 61)::timestamptz - interval '72 hours' - interval '1 millisecond', 'cancellation_window.closing', order_id || ':0:72'
    ${bought} where starts_on + 58 >= $2::date`,
    [`${year}-12-31`],
  );
  await owner.query('drop table kontor.bought');
};
