-- Money through time: subscriptions that renew, invoices, payments, reservations, and the data that prices them.

---------------------------------------------------------------- who issues, who is billed

alter table kontor.installation
  -- Legal name, address, country, VAT id and bank account as printed on documents.
  add column issuer jsonb not null default '{}',
  add column billing_day smallint not null default 1 check (billing_day between 1 and 8),
  -- A document with more lines, or a total that differs from the month before by more, waits for the operator.
  add column parking_line_limit integer not null default 100000 check (parking_line_limit > 0),
  add column parking_change_percent integer not null default 1000 check (parking_change_percent > 0);

alter table kontor.account
  add column parent_account_id uuid references kontor.account (id),
  add column legal_name text not null default '',
  add column vat_id text not null default '',
  add column address jsonb not null default '{}',
  add column language text not null default 'en' check (language in ('en', 'tr')),
  add column currency text check (currency ~ '^[A-Z]{3}$'),
  -- Where set, everything is billed in it at a rate frozen on the charge; else one invoice a currency.
  add column billing_currency text check (billing_currency ~ '^[A-Z]{3}$'),
  add column payment_mode text not null default 'on_account' check (payment_mode in ('on_account', 'provider')),
  add column payment_method_reference text not null default '',
  add column payment_terms_days smallint not null default 30 check (payment_terms_days between 0 and 365),
  add column deleted_at timestamptz,
  add check (parent_account_id is null or sandbox);
create index account_parent on kontor.account (parent_account_id) where parent_account_id is not null;

alter table kontor.customer
  add column vat_id text not null default '',
  -- {reason, certificate, from, to}: set by the operator, who has seen the certificate.
  add column tax_exemption jsonb;

alter table kontor.review_rule
  add column ended_at timestamptz;

---------------------------------------------------------------- what changes a price

create table kontor.promotion (
  id text primary key,
  name_en text not null,
  name_tr text not null,
  product_id text not null references kontor.product (id),
  sku_id text,
  market text,
  segment text,
  term_duration text,
  discount_basis_points integer not null check (discount_basis_points between 1 and 10000),
  starts_at timestamptz not null,
  -- The first instant at which it no longer holds.
  ends_at timestamptz not null,
  first_term_only boolean not null default true,
  recorded_at timestamptz not null default clock_timestamp(),
  -- Equal where it was ended before it began: it never holds.
  check (ends_at >= starts_at)
);
create index promotion_product on kontor.promotion (product_id);

create table kontor.partner_discount (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  family text,
  product_id text,
  discount_basis_points integer not null check (discount_basis_points between 0 and 10000),
  effective_from timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id)
);

create table kontor.exchange_rate (
  from_currency text not null check (from_currency ~ '^[A-Z]{3}$'),
  to_currency text not null check (to_currency ~ '^[A-Z]{3}$'),
  rate numeric(20, 10) not null check (rate > 0),
  effective_from timestamptz not null,
  source text not null default 'operator',
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (from_currency, to_currency, effective_from, recorded_at),
  check (from_currency <> to_currency)
);

---------------------------------------------------------------- orders and charges

alter table kontor.purchase_order
  add column origin text not null default 'cart' check (origin in ('cart', 'renewal', 'quantity', 'exchange'));

alter table kontor.order_line
  add column market text,
  add column segment text,
  -- Its order's own instant, so that billing a million lines need not look up their orders.
  add column ordered_at timestamptz,
  -- The sheet's price; unit_minor is what is left of it after discounts.
  add column list_unit_minor bigint check (list_unit_minor >= 0),
  -- [{kind: 'partner' | 'promotion', id, basisPoints}]
  add column discounts jsonb not null default '[]',
  add column promotion_id text,
  -- UNCL 5305: S standard, Z zero, E exempt, AE reverse charge, O outside the scope.
  add column tax_category text not null default 'S' check (tax_category in ('S', 'Z', 'E', 'AE', 'O')),
  -- What its family alone needs: a reservation's region and scope.
  add column details jsonb not null default '{}';
update kontor.order_line l set ordered_at = o.created_at from kontor.purchase_order o
where o.account_id = l.account_id and o.id = l.order_id;
create index order_line_subscription on kontor.order_line (account_id, subscription_id) where subscription_id is not null;

-- A charge is on an invoice when an invoice line names it; a charge row itself never changes.
drop index kontor.charge_unbilled;
alter table kontor.charge
  drop column invoice_id,
  add column subscription_id uuid,
  add column tax_category text not null default 'S' check (tax_category in ('S', 'Z', 'E', 'AE', 'O')),
  -- What unit_minor was converted from, where the partner is billed in another currency than the price's.
  add column pricing_currency text,
  add column pricing_unit_minor bigint,
  add column exchange_rate numeric(20, 10),
  add column exchange_rate_at timestamptz,
  add column list_unit_minor bigint,
  add column promotion_id text,
  -- Why a credit was given, where a person decided it.
  add column reason text not null default '',
  add check ((pricing_currency is null) = (exchange_rate is null));
create index charge_time on kontor.charge (account_id, at, id);

---------------------------------------------------------------- subscriptions

alter table kontor.subscription
  add column entitlement_id uuid,
  add column friendly_name text,
  add column billing_cycle text,
  -- Counted from 1; order_id and line_number are of the term that runs.
  add column term_number integer not null default 1 check (term_number > 0),
  -- {quantity?, term?, billingCycle?, productId?, skuId?, availabilityId?} from the next term on.
  add column scheduled_change jsonb,
  add column suspended_at timestamptz,
  add column ended_at timestamptz,
  add column modified_at timestamptz;

---------------------------------------------------------------- billing

create table kontor.invoice_series (
  -- 'production', or the id of a sandbox account.
  issuer text primary key,
  prefix text not null check (prefix in ('G', 'GS')),
  next_number bigint not null default 1 check (next_number > 0)
);
insert into kontor.invoice_series (issuer, prefix) values ('production', 'G');

create table kontor.billing_run (
  id uuid primary key,
  issuer text not null,
  period text not null check (period ~ '^\d{4}-\d{2}$'),
  -- One partner, or every account of the issuer.
  only_account_id uuid references kontor.account (id),
  status text not null check (status in ('running', 'completed', 'failed')),
  invoice_date date not null,
  started_by uuid,
  -- The account up to which documents are made; a resumed run goes on behind it.
  done_until uuid,
  invoices integer not null default 0,
  lines integer not null default 0,
  parked integer not null default 0,
  error text,
  started_at timestamptz not null,
  finished_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp()
);
-- Each month is put down once for the clock that starts its run.
create unique index due_billing on kontor.due (account_id, ref) where kind = 'billing.run';
create unique index billing_run_running on kontor.billing_run (issuer) where status = 'running';
create index billing_run_period on kontor.billing_run (period, started_at desc);

-- A document is made once, at finalising, and never changed: nobody holds the right to. Billing inserts these rows by
-- INSERT … SELECT from accounts and charges that exist, so that foreign keys would only prove again, a million times,
-- what the statement has just read.
create table kontor.invoice (
  account_id uuid not null,
  id text not null,
  run_id uuid not null,
  document_type text not null check (document_type in ('invoice', 'credit_note')),
  period text not null,
  period_start date not null,
  period_end date not null,
  invoice_date date not null,
  due_date date not null,
  currency text not null,
  -- Signed: a credit note's are negative.
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  -- Taken from the account's balance of earlier credit notes and overpayments.
  balance_used_minor bigint not null check (balance_used_minor >= 0),
  amount_due_minor bigint not null check (amount_due_minor >= 0),
  line_count integer not null check (line_count > 0),
  -- [{category, rateBasisPoints, net, tax}] in minor units, signed, sums of the lines.
  tax_totals jsonb not null,
  issuer jsonb not null,
  buyer jsonb not null,
  -- 'ready', or why there is no e-invoice: three decimals, or tax outside the norm's tolerance.
  einvoice text not null check (einvoice in ('ready', 'currency', 'tolerance')),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  check (total_minor = net_minor + tax_minor),
  check ((total_minor < 0) = (document_type = 'credit_note')),
  check (amount_due_minor = greatest(total_minor, 0) - balance_used_minor)
);
create index invoice_time on kontor.invoice (account_id, invoice_date desc, id desc);
create index invoice_run on kontor.invoice (run_id);
create index invoice_period on kontor.invoice (period, account_id, currency);

-- Frozen as it will be printed.
create table kontor.invoice_line (
  account_id uuid not null,
  invoice_id text not null,
  position integer not null,
  charge_id uuid not null,
  credits_charge_id uuid,
  customer_id uuid not null,
  customer_name text not null,
  customer_domain text not null,
  customer_market text not null,
  order_id text not null,
  line_number integer not null,
  order_date timestamptz not null,
  product_id text not null,
  sku_id text not null,
  availability_id text not null,
  product_title text not null,
  sku_title text not null,
  family text not null,
  kind text not null,
  sign smallint not null check (sign in (1, -1)),
  unit_minor bigint not null,
  list_unit_minor bigint not null,
  quantity integer not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  tax_mode text not null,
  tax_rate_basis_points integer not null,
  tax_category text not null,
  term_duration text not null,
  billing_cycle text not null,
  period_start date,
  period_end date,
  starts_on date,
  ends_on date,
  subscription_id uuid,
  friendly_name text,
  pricing_currency text,
  pricing_unit_minor bigint,
  exchange_rate numeric(20, 10),
  exchange_rate_at timestamptz,
  promotion_id text,
  formula jsonb,
  reason text not null,
  at timestamptz not null,
  primary key (account_id, invoice_id, position)
);
-- No charge is ever on two documents.
create unique index invoice_line_charge on kontor.invoice_line (account_id, charge_id);

create table kontor.billing_parked (
  run_id uuid not null references kontor.billing_run (id),
  position integer not null,
  account_id uuid not null references kontor.account (id),
  currency text not null,
  reason text not null check (reason in ('line_count', 'change', 'earlier_parked')),
  -- What the document would have come to, and the month before.
  line_count integer not null,
  total_minor bigint not null,
  last_total_minor bigint,
  released_at timestamptz,
  released_by uuid,
  invoice_id text,
  primary key (run_id, position)
);

-- Charges before this instant are on documents, save for parked ones; late arrivals are looked for behind it.
create table kontor.billing_watermark (
  account_id uuid primary key,
  billed_until timestamptz not null
);

---------------------------------------------------------------- payments

-- What an account has paid or been credited beyond its documents; following invoices consume it.
create table kontor.account_balance (
  account_id uuid not null references kontor.account (id),
  currency text not null,
  credit_minor bigint not null default 0 check (credit_minor >= 0),
  primary key (account_id, currency)
);

create table kontor.payment (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  method text not null check (method in ('manual', 'bank', 'provider')),
  reference text not null default '',
  paid_on date not null,
  note text not null default '',
  -- Of the bank's own line, so that a statement read twice pays once.
  bank_line_hash bytea,
  provider text,
  provider_reference text,
  recorded_by uuid,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id)
);
create unique index payment_bank_line on kontor.payment (bank_line_hash) where bank_line_hash is not null;
create unique index payment_provider on kontor.payment (provider, provider_reference) where provider_reference is not null;
create index payment_time on kontor.payment (account_id, at desc, id desc);

create table kontor.payment_allocation (
  account_id uuid not null,
  payment_id uuid not null,
  invoice_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  at timestamptz not null,
  primary key (account_id, payment_id, invoice_id),
  foreign key (account_id, payment_id) references kontor.payment (account_id, id),
  foreign key (account_id, invoice_id) references kontor.invoice (account_id, id)
);
create index payment_allocation_invoice on kontor.payment_allocation (account_id, invoice_id);

-- Money to be taken by the provider once its order has committed; the id is the idempotency key.
create table kontor.payment_capture (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  order_id text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  status text not null check (status in ('pending', 'captured', 'declined')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  provider text not null default '',
  provider_reference text not null default '',
  decline_code text not null default '',
  payment_id uuid,
  created_at timestamptz not null,
  settled_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, order_id) references kontor.purchase_order (account_id, id)
);
create index payment_capture_waiting on kontor.payment_capture (next_attempt_at) where status = 'pending';
create index payment_capture_order on kontor.payment_capture (account_id, order_id);

create table kontor.bank_import (
  id uuid primary key,
  file_name text not null,
  sha256 bytea not null,
  imported_by uuid,
  imported_at timestamptz not null default clock_timestamp(),
  row_count integer not null,
  matched integer not null,
  duplicates integer not null,
  unmatched integer not null
);
create table kontor.bank_import_line (
  import_id uuid not null references kontor.bank_import (id),
  line integer not null,
  paid_on date not null,
  currency text not null,
  amount_minor bigint not null,
  reference text not null,
  counterparty text not null,
  -- Of the bank's own words and, where they stand in the file more than once, how often before.
  hash bytea not null,
  status text not null check (status in ('matched', 'duplicate', 'unmatched')),
  reason text not null default '',
  matched_account_id uuid,
  payment_id uuid,
  primary key (import_id, line)
);

---------------------------------------------------------------- reservations

create table kontor.cloud_subscription (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  name text not null,
  status text not null check (status in ('registering', 'registered')),
  registered_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, customer_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);

create table kontor.reservation (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  order_id text not null,
  line_number integer not null,
  entitlement_id uuid not null,
  cloud_subscription_id uuid,
  name text not null,
  scope text not null check (scope in ('shared', 'single')),
  region text not null,
  quantity integer not null check (quantity > 0),
  hybrid_benefit boolean not null,
  status text not null check (status in ('active', 'exchanged', 'refunded', 'expired')),
  version integer not null default 1,
  -- The first use that was reported; a reservation not used yet is refunded whole in its first days.
  used_at timestamptz,
  starts_on date not null,
  ends_on date not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, order_id, line_number) references kontor.order_line (account_id, order_id, line_number),
  check ((scope = 'single') <= (cloud_subscription_id is not null))
);
create index reservation_customer on kontor.reservation (account_id, customer_id, created_at desc, id);
create index reservation_order on kontor.reservation (account_id, order_id);

-- Rows are never rewritten; the latest in force decides.
create table kontor.reservation_policy (
  version integer generated always as identity primary key,
  full_refund_days integer not null check (full_refund_days >= 0),
  fee_basis_points integer not null check (fee_basis_points between 0 and 10000),
  cap_minor bigint not null check (cap_minor >= 0),
  cap_currency text not null default 'USD',
  cap_months integer not null default 12,
  zone text not null default 'UTC',
  effective_from timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp()
);
insert into kontor.reservation_policy (full_refund_days, fee_basis_points, cap_minor, effective_from)
values (5, 1200, 5000000, '2000-01-01Z');

-- What was given back, for the rolling cap: its value in the cap's currency is frozen.
create table kontor.reservation_return (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  reservation_id uuid not null,
  kind text not null check (kind in ('refund', 'exchange')),
  policy_version integer not null references kontor.reservation_policy (version),
  currency text not null,
  value_minor bigint not null check (value_minor >= 0),
  cap_value_minor bigint not null check (cap_value_minor >= 0),
  exchanged_for uuid,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  unique (account_id, reservation_id),
  foreign key (account_id, reservation_id) references kontor.reservation (account_id, id)
);
create index reservation_return_time on kontor.reservation_return (account_id, at);

---------------------------------------------------------------- who may touch what

do $$
declare
  name text;
begin
  foreach name in array array['partner_discount', 'invoice', 'invoice_line', 'billing_parked', 'billing_watermark',
    'account_balance', 'payment', 'payment_allocation', 'payment_capture', 'cloud_subscription', 'reservation', 'reservation_return']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
  end loop;
  -- People of a customer see rows of their own organisation, and nothing of what is between partner and issuer.
  foreach name in array array['payment_capture', 'cloud_subscription', 'reservation', 'reservation_return']
  loop
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()))', name);
  end loop;
  foreach name in array array['partner_discount', 'invoice', 'invoice_line', 'billing_parked', 'billing_watermark',
    'account_balance', 'payment', 'payment_allocation']
  loop
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null)', name);
  end loop;
end $$;

grant select on kontor.promotion, kontor.partner_discount, kontor.exchange_rate, kontor.invoice, kontor.invoice_line, kontor.billing_parked,
  kontor.billing_watermark, kontor.account_balance, kontor.payment, kontor.payment_allocation, kontor.payment_capture,
  kontor.cloud_subscription, kontor.reservation, kontor.reservation_policy, kontor.reservation_return to kontor_app;
grant insert on kontor.payment_capture, kontor.cloud_subscription, kontor.reservation, kontor.reservation_return to kontor_app;
grant update on kontor.cloud_subscription, kontor.reservation, kontor.payment_capture to kontor_app;
grant select, insert, update, delete on kontor.promotion, kontor.partner_discount, kontor.exchange_rate, kontor.invoice_series,
  kontor.billing_run, kontor.billing_parked, kontor.billing_watermark, kontor.account_balance, kontor.payment,
  kontor.payment_allocation, kontor.payment_capture, kontor.bank_import, kontor.bank_import_line, kontor.cloud_subscription,
  kontor.reservation, kontor.reservation_policy, kontor.reservation_return to kontor_system;
grant select, insert on kontor.invoice, kontor.invoice_line to kontor_system;
grant usage on all sequences in schema kontor to kontor_system;
