import type { Pool } from '@kontor/server/platform/db/pools';

/** Partners, each with one customer and orders of one line and one charge, all of one month. */
export const arrangeCharges = async (
  owner: Pool,
  { accounts, linesEach, month, name }: { accounts: number; linesEach: number; month: string; name: string },
): Promise<void> => {
  const run = (text: string, values: unknown[] = []) => owner.query(text, values);
  await run('set statement_timeout = 0');
  const key = (what: string, at: string) => `md5($1 || '${what}' || ${at})::uuid`;
  await run(
    `insert into kontor.account (id, kind, name, country, domain, currency, created_at)
     select ${key('account', 'n')}, 'partner', 'Partner ' || n, 'DE', 'p' || n || '.example', 'EUR', now()
     from generate_series(1, $2::int) n`,
    [name, accounts],
  );
  await run(
    `insert into kontor.customer (account_id, id, name, domain, market, created_at)
     select ${key('account', 'n')}, ${key('customer', 'n')}, 'Customer ' || n, 'c' || n || '.example', 'DE', now()
     from generate_series(1, $2::int) n`,
    [name, accounts],
  );
  await run(
    `insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency,
       billing_cycle, term_duration, net_minor, tax_minor, created_at)
     select ${key('account', 'n')}, ${key('customer', 'n')}, md5($1 || 'order' || n || '/' || l), 'a' || n || l, '0', 'completed',
       'EUR', 'one_time', 'P1Y', 100000 + l, 19000, $3::timestamptz + make_interval(mins => l)
     from generate_series(1, $2::int) n, generate_series(1, $4::int) l`,
    [name, accounts, `${month}-02T00:00:00Z`, linesEach],
  );
  await run(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, product_id, sku_id, availability_id,
       product_title, sku_title, family, quantity, currency, unit_minor, tax_mode, tax_rate_basis_points, net_minor, tax_minor,
       term_duration, billing_cycle, starts_on, ends_on, status, list_unit_minor, ordered_at)
     select account_id, customer_id, id, 0, 'DG7GMGF0DVT7', '0001', 'DZH318Z0DVT7', 'Windows Server 2022 Standard',
       'Windows Server 2022 Standard, 16 cores, 1 year', 'software_subscription', 1, 'EUR', net_minor, 'exclusive', 1900,
       net_minor, tax_minor, 'P1Y', 'one_time', created_at::date, created_at::date + 365, 'fulfilled', net_minor, created_at
     from kontor.purchase_order where created_at >= $1::timestamptz and created_at < $1::timestamptz + interval '1 month'`,
    [`${month}-01T00:00:00Z`],
  );
  await run(
    `insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, currency, unit_minor, quantity,
       net_minor, tax_minor, tax_mode, tax_rate_basis_points, period_start, period_end, at, list_unit_minor)
     select account_id, customer_id, md5(order_id || 'charge')::uuid, order_id, 0, 'new', 1, 'EUR', unit_minor, 1, net_minor,
       tax_minor, 'exclusive', 1900, starts_on, ends_on, starts_on::timestamptz, unit_minor
     from kontor.order_line where starts_on >= $1::date and starts_on < $1::date + interval '1 month'`,
    [`${month}-01`],
  );
  await run('vacuum analyze kontor.account');
  for (const table of ['customer', 'purchase_order', 'order_line', 'charge'])
    await run(`vacuum analyze kontor.${table}`);
};
