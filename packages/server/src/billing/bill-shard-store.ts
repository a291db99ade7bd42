import { datesOf, monthOf } from '@kontor/domain/billing/billing-run';
import type { AccountId } from '@kontor/domain/ids';
import type { Statement } from '../platform/db/statement.ts';
import type { RunRow } from './billing-run-store.ts';

/** Documents of the accounts behind `after` up to `upto`, by id. */
export type Shard = {
  readonly run: Pick<RunRow, 'id' | 'issuer' | 'period' | 'invoice_date' | 'only_account_id' | 'started_at'>;
  readonly after: AccountId | null;
  readonly upto: AccountId;
};

/** A release makes the document that a run parked, whatever its size. */
export type Release = { readonly currency: string };

/** Charges arrive late only by the length of a transaction; a month and some days is far more than that. */
const lookBackDays = 35;

/** Balances are locked before they are read, so that a payment at the same time waits or is waited for. */
export const lockBalances = ({ run, after, upto }: Shard): Statement => ({
  name: 'billing.lock_balances',
  text: `select from kontor.account_balance where ($1::uuid is null or account_id > $1) and account_id <= $2
    and ($3::uuid is null or account_id = $3) order by account_id, currency for update`,
  values: [after, upto, run.only_account_id],
});

/** The plan has to see how much there is: a generic one would look up a million orders one by one. */
export const planForThisShard: Statement = {
  name: 'billing.plan_for_this_shard',
  text: `select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', '0', true),
    set_config('work_mem', '64MB', true), set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('idle_in_transaction_session_timeout', '600000', true)`,
  values: [],
};

const chosenAccounts = `select a.id, a.name, a.legal_name, a.vat_id, a.address, a.country, a.domain, a.language, a.mpn_id,
      a.payment_terms_days, coalesce(w.billed_until, '-infinity') as billed_until
    from kontor.account a left join kontor.billing_watermark w on w.account_id = a.id
    where a.kind = 'partner' and ($2::uuid is null or a.id > $2) and a.id <= $3 and ($12::uuid is null or a.id = $12)
      and (case when $4 = 'production' then not a.sandbox else a.id::text = $4 end)`;

// Each table is cut to the shard by its own predicate, so that the planner knows how little of it there is to read.
const inShard = (column: string): string =>
  `${column} <= $3 and ($2::uuid is null or ${column} > $2) and ($12::uuid is null or ${column} = $12)`;

const openCharges = `select c.*, (row_number() over (partition by c.account_id, c.currency order by c.at, c.id))::integer as position
    from chosen a
    join kontor.charge c on c.account_id = a.id and c.at < $5 and c.at >= a.billed_until - make_interval(days => ${lookBackDays})
      and ($10::text is null or c.currency = $10) and ${inShard('c.account_id')}
    where not exists (select from kontor.invoice_line i
      where i.account_id = c.account_id and i.charge_id = c.id and ${inShard('i.account_id')})`;

/**
 * Turns the open charges of a shard's accounts into documents, in one statement: what domain/billing/document.ts
 * says of one document, said of thousands (the tests hold the two against each other).
 */
export const billShard = (shard: Shard, release: Release | null = null): Statement<ShardCounts> => {
  const { run } = shard;
  const { start, end } = datesOf(run.period);
  return {
    name: 'billing.bill_shard',
    text: billShardText,
    values: [
      run.id,
      shard.after,
      shard.upto,
      run.issuer,
      new Date(monthOf(run.period).to),
      run.period,
      start,
      end,
      run.invoice_date,
      release?.currency ?? null,
      release !== null,
      run.only_account_id,
      new Date(run.started_at),
    ],
  };
};

export type ShardCounts = {
  readonly invoices: number;
  readonly lines: number;
  readonly parked: number;
};

const billShardText = `with
  chosen as materialized (${chosenAccounts}),
  open as materialized (${openCharges}),
  rates as (
    select account_id, currency, tax_category, tax_rate_basis_points, count(*) as n,
      sum(sign * net_minor)::bigint as net, sum(sign * tax_minor)::bigint as tax
    from open group by 1, 2, 3, 4),
  digits as materialized (select distinct on (code) code, digits from kontor.currency order by code, effective_from desc),
  sums as (
    select r.account_id, r.currency, d.digits, sum(r.n)::integer as line_count, sum(r.net)::bigint as net, sum(r.tax)::bigint as tax,
      jsonb_agg(jsonb_build_object('category', r.tax_category, 'rateBasisPoints', r.tax_rate_basis_points,
        'net', r.net::text, 'tax', r.tax::text) order by r.tax_category, r.tax_rate_basis_points) as tax_totals,
      bool_or(abs(r.tax - sign(r.net) * ((abs(r.net) * r.tax_rate_basis_points * 2 + 10000) / 20000)) >= (10 ^ d.digits)::bigint) as drifted
    from rates r join digits d on d.code = r.currency
    group by 1, 2, 3),
  judged as (
    select s.*, s.net + s.tax as total, last.total_minor as last_total,
      case
        when $11 then null
        when waiting.same_run_period then 'waiting'
        when waiting.account_id is not null then 'earlier_parked'
        when s.line_count > k.parking_line_limit then 'line_count'
        when abs(s.net + s.tax) * 100 > abs(nullif(last.total_minor, 0)) * k.parking_change_percent then 'change'
      end as reason
    from sums s
    cross join kontor.installation k
    left join (
      select distinct on (i.account_id, i.currency) i.account_id, i.currency, i.total_minor from kontor.invoice i
      where i.period < $6 and i.period_start >= $7::date - 35 and ${inShard('i.account_id')}
      order by i.account_id, i.currency, i.period desc, i.id desc) last
      on last.account_id = s.account_id and last.currency = s.currency
    left join (
      select p.account_id, p.currency, bool_or(r.period = $6) as same_run_period from kontor.billing_parked p
      join kontor.billing_run r on r.id = p.run_id
      where p.released_at is null and ${inShard('p.account_id')}
      group by 1, 2) waiting on waiting.account_id = s.account_id and waiting.currency = s.currency),
  going as (
    select j.*, row_number() over (order by j.account_id, j.currency) as place from judged j where j.reason is null),
  series as (
    update kontor.invoice_series set next_number = next_number + (select count(*) from going)
    where issuer = $4 returning prefix, next_number - (select count(*) from going) as first),
  documents as (
    select g.*, s.prefix || lpad((s.first + g.place - 1)::text, greatest(10 - length(s.prefix), length((s.first + g.place - 1)::text)), '0') as id,
      case when g.total > 0 then least(coalesce(b.credit_minor, 0), g.total) else 0 end as balance_used
    from going g cross join series s
    left join kontor.account_balance b on b.account_id = g.account_id and b.currency = g.currency),
  made as (
    insert into kontor.invoice (account_id, id, run_id, document_type, period, period_start, period_end, invoice_date, due_date,
      currency, net_minor, tax_minor, total_minor, balance_used_minor, amount_due_minor, line_count, tax_totals, issuer, buyer, einvoice)
    select d.account_id, d.id, $1, case when d.total < 0 then 'credit_note' else 'invoice' end, $6, $7::date, $8::date, $9::date,
      $9::date + a.payment_terms_days, d.currency, d.net, d.tax, d.total, d.balance_used,
      greatest(d.total, 0) - d.balance_used, d.line_count, d.tax_totals, k.issuer,
      jsonb_build_object('accountId', a.id, 'name', a.name, 'legalName', a.legal_name, 'vatId', a.vat_id, 'address', a.address,
        'country', a.country, 'domain', a.domain, 'language', a.language, 'mpnId', a.mpn_id),
      case when d.digits = 3 then 'currency' when d.drifted then 'tolerance' else 'ready' end
    from documents d join chosen a on a.id = d.account_id cross join kontor.installation k
    order by d.place
    returning account_id, id, document_type, currency, total_minor, balance_used_minor),
  told as (
    insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
    select m.account_id, gen_random_uuid(), 'invoice.issued', 'invoice', m.id, $13, jsonb_build_object('type', m.document_type,
      'period', $6, 'currency', m.currency, 'totalMinor', m.total_minor::text)
    from made m order by m.id),
  printed as (
    insert into kontor.invoice_line (account_id, invoice_id, position, charge_id, credits_charge_id, customer_id, customer_name,
      customer_domain, customer_market, order_id, line_number, order_date, product_id, sku_id, availability_id, product_title,
      sku_title, family, kind, sign, unit_minor, list_unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points,
      tax_category, term_duration, billing_cycle, period_start, period_end, starts_on, ends_on, subscription_id, friendly_name,
      pricing_currency, pricing_unit_minor, exchange_rate, exchange_rate_at, promotion_id, formula, reason, at)
    select c.account_id, d.id,
      c.position, c.id, c.credits_charge_id, c.customer_id, u.name, u.domain, u.market, c.order_id, c.line_number, coalesce(l.ordered_at, c.at),
      l.product_id, l.sku_id, l.availability_id, l.product_title, l.sku_title, l.family, c.kind, c.sign, c.unit_minor,
      coalesce(c.list_unit_minor, c.unit_minor), c.quantity, c.net_minor, c.tax_minor, c.tax_mode, c.tax_rate_basis_points,
      c.tax_category, l.term_duration, l.billing_cycle, c.period_start, c.period_end, l.starts_on, l.ends_on, c.subscription_id,
      l.friendly_name, c.pricing_currency, c.pricing_unit_minor, c.exchange_rate, c.exchange_rate_at, c.promotion_id, c.formula,
      c.reason, c.at
    from open c
    join documents d on d.account_id = c.account_id and d.currency = c.currency
    join kontor.order_line l on l.account_id = c.account_id and l.order_id = c.order_id and l.line_number = c.line_number
      and ${inShard('l.account_id')}
    join kontor.customer u on u.account_id = c.account_id and u.id = c.customer_id and ${inShard('u.account_id')}
    returning 1),
  held as (
    insert into kontor.billing_parked (run_id, position, account_id, currency, reason, line_count, total_minor, last_total_minor)
    select $1, (select coalesce(max(position), 0) from kontor.billing_parked where run_id = $1)
      + (row_number() over (order by j.account_id, j.currency))::integer,
      j.account_id, j.currency, j.reason, j.line_count, j.total, j.last_total
    from judged j where j.reason is not null and j.reason <> 'waiting'
    returning account_id),
  balances as (
    insert into kontor.account_balance as b (account_id, currency, credit_minor)
    select account_id, currency, greatest(-total_minor, 0) from made where total_minor < 0 or balance_used_minor > 0
    on conflict (account_id, currency) do update set credit_minor = b.credit_minor + excluded.credit_minor - (
      select m.balance_used_minor from made m where m.account_id = b.account_id and m.currency = b.currency)
    returning 1),
  marked as (
    insert into kontor.billing_watermark as w (account_id, billed_until)
    select a.id, $5 from chosen a
    where not exists (select from judged j where j.account_id = a.id and j.reason is not null)
      and ($10::text is null)
    on conflict (account_id) do update set billed_until = greatest(w.billed_until, excluded.billed_until)
    returning 1)
select (select count(*) from made)::integer as invoices, (select count(*) from printed)::integer as lines,
  (select count(*) from held)::integer as parked, (select count(*) from balances)::integer + (select count(*) from marked)::integer as kept`;

/** What a shard has added, and how far the run is; last of the shard's batch. */
export const advanceRun = (shard: Shard, counts: ShardCounts): Statement => ({
  name: 'billing.advance_run',
  text: `with r as (
      update kontor.billing_run set done_until = $3, invoices = invoices + $4, lines = lines + $5, parked = parked + $6
      where id = $1 and status = 'running' and done_until is not distinct from $2 returning 1)
    select kontor.expect(count(*), 1, 'billing_run.changed') from r`,
  values: [shard.run.id, shard.after, shard.upto, counts.invoices, counts.lines, counts.parked],
});
