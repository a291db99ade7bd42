import type { Pool } from '@kontor/server/platform/db/pools';

export type ChargesWanted = {
  readonly accounts: number;
  /** Accounts that are there already, whose numbers are taken. */
  readonly from: number;
  readonly linesEach: number;
  readonly month: string;
};

/**
 * Partners, each with one customer and orders of one line and one charge, all of one month. Ids begin with the time
 * they are made at, as the product makes them (version 7), and rows lie in the order in which they arose.
 */
export const arrangeCharges = async (
  owner: Pool,
  { accounts, from, linesEach, month }: ChargesWanted,
): Promise<void> => {
  // Of a table without statistics the planner thinks that it is empty, and looks through all of it for each row.
  const run = (text: string, values: unknown[] = []) => owner.query(text, values);
  const named = (prefix: string, number: string) => `(${prefix} || lpad(to_hex(${number}), 12, '0'))::uuid`;
  const account = named(`'01900000-0000-7000-8000-'`, 'n');
  const customer = named(`'01900000-0000-7000-9000-'`, 'n');
  const numbers = `generate_series($1::int, $2::int - 1) n`;
  const range = [from, from + accounts];
  await run('set statement_timeout = 0');
  await run(
    `insert into kontor.account (id, kind, name, country, domain, currency, created_at)
     select ${account}, 'partner', 'Partner ' || n, 'DE', 'p' || n || '.example', 'EUR', now() from ${numbers}`,
    range,
  );
  await run(
    `insert into kontor.customer (account_id, id, name, domain, market, created_at)
     select ${account}, ${customer}, 'Customer ' || n, 'c' || n || '.example', 'DE', now() from ${numbers}`,
    range,
  );
  await run(
    `create table kontor.sold as select row_number() over (order by l, n) as number, ${account} as account_id,
       ${customer} as customer_id, md5(n || '/' || l) as order_id, 100000 + l as net,
       $3::timestamptz + make_interval(days => l, secs => n) as at
     from ${numbers}, generate_series(1, $4::int) l order by l, n`,
    [...range, `${month}-02T00:00:00Z`, linesEach],
  );
  await run(
    `insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency,
       billing_cycle, term_duration, net_minor, tax_minor, created_at)
     select account_id, customer_id, order_id, 'a' || number, '0', 'completed', 'EUR', 'one_time', 'P1Y', net, 19000, at
     from kontor.sold order by number`,
  );
  await run(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, product_id, sku_id, availability_id,
       product_title, sku_title, family, quantity, currency, unit_minor, tax_mode, tax_rate_basis_points, net_minor, tax_minor,
       term_duration, billing_cycle, starts_on, ends_on, status, list_unit_minor, ordered_at)
     select account_id, customer_id, order_id, 0, 'DG7GMGF0DVT7', '0001', 'DZH318Z0DVT7', 'Windows Server 2022 Standard',
       'Windows Server 2022 Standard, 16 cores, 1 year', 'software_subscription', 1, 'EUR', net, 'exclusive', 1900,
       net, 19000, 'P1Y', 'one_time', at::date, at::date + 365, 'fulfilled', net, at
     from kontor.sold order by number`,
  );
  const charge = named(`'01910000-0000-7000-8000-'`, 'number + $1::bigint');
  await run(
    `insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, currency, unit_minor, quantity,
       net_minor, tax_minor, tax_mode, tax_rate_basis_points, period_start, period_end, at, list_unit_minor)
     select account_id, customer_id, ${charge}, order_id, 0, 'new', 1, 'EUR', net, 1, net, 19000, 'exclusive', 1900,
       at::date, at::date + 365, at, net from kontor.sold order by number`,
    [from * linesEach],
  );
  await run('drop table kontor.sold');
  for (const table of ['account', 'customer', 'purchase_order', 'order_line', 'charge'])
    await run(`vacuum analyze kontor.${table}`);
};
