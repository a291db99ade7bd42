-- The ground: everything one purchase needs from price sheet to credit, and room for what comes.
-- Roles (kontor_app, kontor_lookup, kontor_system) are per cluster and made by the migration runner.
create schema kontor;
grant usage on schema kontor to kontor_app, kontor_lookup, kontor_system;

-- In a pipeline nothing can branch, so a conditional statement raises when it touched the wrong number
-- of rows. The message is the refusal's code.
create function kontor.expect(actual bigint, wanted bigint, code text) returns void
language plpgsql as $$
begin
  if actual is distinct from wanted then
    raise exception using errcode = 'KX001', message = code, detail = format('%s rows where %s were expected', actual, wanted);
  end if;
end $$;

-- nullif: a connection that once had a tenant reads '' afterwards, which must find nothing, not throw.
create function kontor.tenant() returns uuid language sql stable
  return nullif(current_setting('app.tenant', true), '')::uuid;
create function kontor.tenant_customer() returns uuid language sql stable
  return nullif(current_setting('app.customer', true), '')::uuid;

---------------------------------------------------------------- the installation's own data: no tenant

create table kontor.installation (
  id boolean primary key default true check (id),
  name text not null default 'Kontor',
  demo boolean not null default false,
  seeded_at timestamptz,
  created_at timestamptz not null default now()
);
insert into kontor.installation default values;

-- Data keys wrapped by the master key, which is never in the database.
create table kontor.data_key (
  id integer generated always as identity primary key,
  purpose text not null check (purpose in ('secrets', 'lookup')),
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

create table kontor.signing_key (
  kid text primary key,
  algorithm text not null,
  public_jwk jsonb not null,
  private_ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

create table kontor.oidc_model (
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  user_code text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id)
);
create index oidc_model_grant on kontor.oidc_model (grant_id) where grant_id is not null;
create index oidc_model_expiry on kontor.oidc_model (expires_at) where expires_at is not null;

create table kontor.sign_in_attempt (
  subject text not null,
  failed_at timestamptz not null default now()
);
create index sign_in_attempt_subject on kontor.sign_in_attempt (subject, failed_at);

create table kontor.currency (
  code text not null check (code ~ '^[A-Z]{3}$'),
  digits smallint not null check (digits in (0, 2, 3)),
  symbol text not null,
  effective_from timestamptz not null default '2000-01-01Z',
  primary key (code, effective_from)
);

create table kontor.market (
  code text not null,
  iso2 text not null,
  iso3 text not null,
  name_en text not null,
  name_tr text not null,
  locales text[] not null,
  currencies text[] not null,
  default_currency text not null,
  region text not null,
  position integer not null,
  effective_from timestamptz not null default '2000-01-01Z',
  primary key (code, effective_from)
);

create table kontor.market_availability (
  family text not null,
  market text not null,
  available boolean not null,
  effective_from timestamptz not null,
  position integer,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (family, market, effective_from, recorded_at)
);

create table kontor.tax_rate (
  market text not null,
  region text not null default '',
  mode text not null check (mode in ('exclusive', 'inclusive')),
  rate_basis_points integer not null check (rate_basis_points between 0 and 10000),
  effective_from timestamptz not null,
  source text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (market, region, effective_from, recorded_at)
);

-- A policy row is never rewritten; a new version is a new row.
create table kontor.policy (
  id uuid not null,
  version integer not null check (version > 0),
  family text not null,
  product_id text,
  market text,
  segment text,
  cancellation_window text,
  credit text not null check (credit in ('full', 'prorated')),
  zone text not null default 'UTC',
  effective_from timestamptz not null,
  extends_existing boolean not null default false,
  preset text,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (id, version)
);

create table kontor.product (
  id text primary key,
  title text not null,
  description text not null default '',
  family text not null check (family in ('software_subscription', 'perpetual_software', 'software_plan', 'reservation', 'cloud_plan', 'marketplace_saas')),
  publisher text not null default '',
  own_product boolean not null default true,
  type_id text not null,
  sub_type_id text,
  sub_type_name text,
  created_at timestamptz not null default now()
);

create table kontor.sku (
  product_id text not null references kontor.product (id),
  id text not null,
  title text not null,
  description text not null default '',
  minimum_quantity integer not null default 1 check (minimum_quantity > 0),
  maximum_quantity integer not null default 999999999,
  is_trial boolean not null default false,
  prerequisites text[] not null default '{}',
  inventory_variables text[] not null default '{}',
  provisioning_variables text[] not null default '{}',
  attributes jsonb not null default '{}',
  -- 'pool' takes vendor keys from stock, 'generated' makes them at checkout, 'none' has no key.
  key_source text not null default 'none' check (key_source in ('pool', 'generated', 'none')),
  key_format text not null default 'digits_32',
  default_key_group text not null default 'default',
  key_groups text[] not null default '{default}',
  keys_per_purchase integer not null default 1 check (keys_per_purchase between 1 and 1000),
  primary key (product_id, id),
  check (maximum_quantity >= minimum_quantity)
);

create table kontor.price_sheet (
  version integer generated always as identity primary key,
  view text not null,
  row_count integer not null,
  effective_from timestamptz not null,
  sha256 bytea not null,
  imported_at timestamptz not null default clock_timestamp(),
  imported_by text not null
);
create table kontor.price_sheet_chunk (
  version integer not null references kontor.price_sheet (version),
  position integer not null,
  bytes bytea not null,
  primary key (version, position)
);

create table kontor.availability (
  product_id text not null,
  sku_id text not null,
  id text not null,
  market text not null,
  segment text not null,
  currency text not null,
  primary key (product_id, sku_id, id),
  unique (product_id, sku_id, market, segment, currency),
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);
create index availability_market on kontor.availability (market, segment);

-- The price at an instant is the row of the highest sheet version whose dates hold that instant.
create table kontor.price (
  sheet_version integer not null references kontor.price_sheet (version),
  line integer not null,
  product_id text not null,
  sku_id text not null,
  availability_id text not null,
  term_duration text not null,
  billing_cycle text not null,
  unit_minor bigint not null check (unit_minor >= 0),
  erp_minor bigint,
  unit_of_measure text not null default '',
  tier_from integer not null default 1,
  tier_to integer,
  effective_from timestamptz not null,
  effective_to timestamptz not null,
  tags text not null default '',
  primary key (sheet_version, line),
  foreign key (product_id, sku_id, availability_id) references kontor.availability (product_id, sku_id, id)
);
create index price_offer on kontor.price (product_id, sku_id, availability_id, sheet_version desc);

create table kontor.artifact (
  product_id text not null,
  sku_id text not null,
  version text not null,
  language text not null,
  bitness text not null check (bitness in ('64', '32', 'arm64')),
  key_group text not null,
  file_name text not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 bytea not null,
  storage_key text not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  primary key (product_id, sku_id, version, language, bitness),
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);

create table kontor.review_rule (
  id text primary key,
  kind text not null check (kind in ('order_total_above', 'distinct_keys_above_entitled', 'unpaid_dispute')),
  amount_minor bigint,
  currency text,
  -- Where set, the rule looks at these orders only.
  order_ids text[],
  effective_from timestamptz not null default '2000-01-01Z',
  recorded_at timestamptz not null default clock_timestamp()
);

---------------------------------------------------------------- tenants: partner accounts and theirs

-- An account is the tenant. Its clock is real time plus an offset; only a sandbox has one.
create table kontor.account (
  id uuid primary key,
  kind text not null check (kind in ('installation', 'partner')),
  name text not null,
  country text not null,
  domain text not null,
  mpn_id text not null default '',
  sandbox boolean not null default false,
  clock_offset_ms bigint not null default 0 check (clock_offset_ms >= 0),
  clock_busy boolean not null default false,
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  check (sandbox or clock_offset_ms = 0)
);

create table kontor.customer (
  account_id uuid not null references kontor.account (id),
  id uuid not null unique,
  name text not null,
  domain text not null,
  market text not null,
  region text not null default '',
  email text not null default '',
  language text not null default 'en',
  culture text not null default 'en-US',
  address jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id)
);
create index customer_name on kontor.customer (account_id, lower(name), id);
create index customer_domain on kontor.customer (account_id, lower(domain));

create table kontor.customer_agreement (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  template_id text not null,
  type text not null,
  agreed_on date not null,
  contact jsonb not null,
  recorded_by uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);
create index customer_agreement_customer on kontor.customer_agreement (account_id, customer_id);

-- Everyone who signs in. customer_id is set for people of a customer, who never enter the partner portal.
create table kontor.person (
  account_id uuid not null references kontor.account (id),
  id uuid not null unique,
  customer_id uuid,
  kind text not null check (kind in ('partner_user', 'customer_user', 'operator')),
  email text not null,
  display_name text not null,
  password_hash text not null,
  totp_ciphertext bytea,
  data_key_id integer references kontor.data_key (id),
  -- The last time step a code was used for, so that a code works once.
  totp_last_step bigint not null default 0,
  roles text[] not null default '{}',
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id),
  check ((kind = 'customer_user') = (customer_id is not null))
);
create unique index person_email on kontor.person (lower(email));
create index person_customer on kontor.person (account_id, customer_id) where customer_id is not null;

create table kontor.application (
  account_id uuid not null references kontor.account (id),
  client_id uuid not null unique,
  name text not null,
  secret_hash bytea not null,
  scopes text[] not null default '{}',
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, client_id)
);

create table kontor.session (
  token_hash bytea primary key,
  id uuid not null unique,
  account_id uuid not null,
  person_id uuid not null,
  portal text not null check (portal in ('partner', 'customer', 'operator')),
  second_factor boolean not null,
  address text not null,
  user_agent text not null,
  started_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (account_id, person_id) references kontor.person (account_id, id)
);
create index session_person on kontor.session (account_id, person_id);

create table kontor.credit_limit (
  account_id uuid not null references kontor.account (id),
  currency text not null,
  limit_minor bigint not null check (limit_minor >= 0),
  used_minor bigint not null default 0,
  primary key (account_id, currency)
);

-- A draft: its lines are the document the partner is writing; money is decided again at checkout.
create table kontor.cart (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  status text not null check (status in ('active', 'ordered')),
  version integer not null default 1,
  lines jsonb not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  modified_by uuid,
  expires_at timestamptz not null,
  ordered_at timestamptz,
  order_ids text[],
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);
create index cart_current on kontor.cart (account_id, customer_id, modified_at desc) where status = 'active';

create table kontor.purchase_order (
  account_id uuid not null,
  customer_id uuid not null,
  id text not null unique,
  alternate_id text not null,
  order_group text not null,
  cart_id uuid,
  status text not null check (status in ('pending', 'completed', 'cancelled')),
  version integer not null default 1,
  currency text not null,
  billing_cycle text not null,
  term_duration text not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  dispute_unpaid boolean not null default false,
  ordered_by uuid,
  created_at timestamptz not null,
  cancelled_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);
create index purchase_order_customer on kontor.purchase_order (account_id, customer_id, created_at desc, id);
create index purchase_order_recent on kontor.purchase_order (account_id, created_at desc, id);

-- What was bought, frozen: price, tax mode and rate, and the policy's version with its resolved last instant.
create table kontor.order_line (
  account_id uuid not null,
  order_id text not null,
  line_number integer not null,
  customer_id uuid not null,
  product_id text not null,
  sku_id text not null,
  availability_id text not null,
  product_title text not null,
  sku_title text not null,
  friendly_name text,
  family text not null,
  quantity integer not null check (quantity > 0),
  currency text not null,
  unit_minor bigint not null,
  tax_mode text not null check (tax_mode in ('exclusive', 'inclusive')),
  tax_rate_basis_points integer not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  term_duration text not null,
  billing_cycle text not null,
  starts_on date,
  ends_on date,
  policy_id uuid,
  policy_version integer,
  policy_zone text,
  window_kind text check (window_kind in ('calendar', 'exact')),
  cancellation_window text,
  cancellable_until timestamptz,
  closed_on date,
  credit_rule text check (credit_rule in ('full', 'prorated')),
  status text not null check (status in ('provisioning', 'fulfilled', 'cancelled')),
  cancelled_at timestamptz,
  entitlement_id uuid,
  subscription_id uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, order_id, line_number),
  foreign key (account_id, order_id) references kontor.purchase_order (account_id, id),
  check (cancellable_until is null or policy_id is not null)
);

create table kontor.subscription (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  order_id text not null,
  line_number integer not null,
  status text not null check (status in ('active', 'suspended', 'deleted', 'expired', 'pending')),
  version integer not null default 1,
  quantity integer not null,
  term_duration text not null,
  auto_renew boolean not null,
  starts_on date not null,
  ends_on date not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, order_id, line_number) references kontor.order_line (account_id, order_id, line_number)
);
create index order_line_entitlement on kontor.order_line (account_id, entitlement_id);
create index subscription_order on kontor.subscription (account_id, order_id, line_number);
create index subscription_customer on kontor.subscription (account_id, customer_id);

create table kontor.entitlement (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  order_id text not null,
  line_number integer not null,
  product_id text not null,
  sku_id text not null,
  family text not null,
  quantity integer not null,
  status text not null check (status in ('provisioning', 'active', 'suspended', 'cancelled', 'expired')),
  version integer not null default 1,
  key_source text not null check (key_source in ('pool', 'generated', 'none')),
  keys_wanted integer not null default 1,
  created_at timestamptz not null,
  expires_at timestamptz,
  ended_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, order_id, line_number) references kontor.order_line (account_id, order_id, line_number)
);
create index entitlement_customer on kontor.entitlement (account_id, customer_id, created_at desc, id);
create index entitlement_order on kontor.entitlement (account_id, order_id);
create index entitlement_waiting on kontor.entitlement (product_id, sku_id, created_at) where status = 'provisioning';

-- Stock and issued keys alike. Ciphertext is AES-256-GCM bound by its AAD to table, row and tenant: the
-- installation while in stock, the partner account and entitlement from the first reveal on.
create table kontor.licence_key (
  id uuid primary key,
  seq bigint generated always as identity,
  product_id text not null,
  sku_id text not null,
  key_group text not null,
  key_format text not null,
  ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  bound_to_tenant boolean not null default false,
  lookup_hmac bytea not null unique,
  last_characters text not null,
  account_id uuid,
  customer_id uuid,
  entitlement_id uuid,
  position integer,
  taken_at timestamptz,
  first_shown_at timestamptz,
  revoked_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (product_id, sku_id) references kontor.sku (product_id, id),
  foreign key (account_id, entitlement_id) references kontor.entitlement (account_id, id),
  check ((entitlement_id is null) = (account_id is null))
);
create index licence_key_stock on kontor.licence_key (product_id, sku_id, key_group, seq) where entitlement_id is null;
create index licence_key_entitlement on kontor.licence_key (account_id, entitlement_id) where entitlement_id is not null;

create table kontor.download_link (
  token_hash bytea primary key,
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null unique,
  entitlement_id uuid not null,
  product_id text not null,
  sku_id text not null,
  version text not null,
  language text not null,
  bitness text not null,
  -- 'link' is copied and sent on; 'download' is for one person's own transfer, five minutes to begin.
  purpose text not null check (purpose in ('link', 'download')),
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  downloads integer not null default 0,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (account_id, entitlement_id) references kontor.entitlement (account_id, id)
);
create index download_link_entitlement on kontor.download_link (account_id, entitlement_id);

-- Amounts are positive; sign says charge (1) or credit (-1). A credit names the charge it takes back.
create table kontor.charge (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  order_id text not null,
  line_number integer not null,
  kind text not null check (kind in ('new', 'renew', 'cycle_charge', 'add_quantity', 'remove_quantity', 'move_quantity',
    'cancel_immediate', 'convert', 'change_billing_plan', 'customer_credit', 'extend_term')),
  sign smallint not null check (sign in (1, -1)),
  credits_charge_id uuid,
  currency text not null,
  unit_minor bigint not null check (unit_minor >= 0),
  quantity integer not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  tax_mode text not null,
  tax_rate_basis_points integer not null,
  period_start date,
  period_end date,
  formula jsonb,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  invoice_id text,
  primary key (account_id, id),
  foreign key (account_id, order_id, line_number) references kontor.order_line (account_id, order_id, line_number),
  foreign key (account_id, credits_charge_id) references kontor.charge (account_id, id),
  check ((sign = -1) = (credits_charge_id is not null))
);
create index charge_order on kontor.charge (account_id, order_id, line_number);
create index charge_unbilled on kontor.charge (account_id, currency, at, id) where invoice_id is null;

-- Work that falls due, in account time.
create table kontor.due (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  due_at timestamptz not null,
  kind text not null,
  ref text not null,
  done_at timestamptz,
  primary key (account_id, id)
);
create index due_next on kontor.due (account_id, due_at, id) where done_at is null;
create index due_ref on kontor.due (account_id, ref) where done_at is null;
create index due_tick on kontor.due (due_at) where done_at is null;

create table kontor.idempotency (
  account_id uuid not null references kontor.account (id),
  key_hash bytea not null,
  fingerprint bytea not null,
  status smallint not null,
  answer jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, key_hash)
);
create index idempotency_age on kontor.idempotency (recorded_at);

-- What was done, written in the act's own transaction; the application may add and read, nothing else.
-- Records wait here until the sequencer numbers them; until then leafIndex is null.
create table kontor.activity_pending (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  action text not null,
  outcome text not null check (outcome in ('succeeded', 'refused')),
  resource_type text not null,
  resource_id text not null,
  customer_id uuid,
  customer_name text,
  person_id uuid,
  person_name text,
  client_id uuid,
  application text,
  roles text[] not null default '{}',
  address text not null default '',
  request_id text not null default '',
  correlation_id text not null default '',
  old_value jsonb,
  new_value jsonb,
  details jsonb not null default '{}',
  primary key (account_id, id)
);
create index activity_pending_time on kontor.activity_pending (account_id, at desc, id desc);
create index activity_pending_customer on kontor.activity_pending (account_id, customer_id, at desc, id desc);

-- The outbox: the event commits with the act; a relay hands it out.
create table kontor.event (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  seq bigint generated always as identity,
  type text not null,
  aggregate_type text not null,
  aggregate_id text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  data jsonb not null,
  relayed_at timestamptz,
  primary key (account_id, id)
);
create index event_unrelayed on kontor.event (seq) where relayed_at is null;

---------------------------------------------------------------- who may touch what

grant select on kontor.installation, kontor.currency, kontor.market, kontor.market_availability, kontor.tax_rate,
  kontor.policy, kontor.product, kontor.sku, kontor.price_sheet, kontor.availability, kontor.price, kontor.artifact,
  kontor.review_rule to kontor_app;
grant all on all tables in schema kontor to kontor_system;
grant usage on all sequences in schema kontor to kontor_system;
revoke truncate on all tables in schema kontor from kontor_system;
revoke update, delete on kontor.activity_pending from kontor_system;

do $$
declare
  name text;
begin
  foreach name in array array['account', 'customer', 'customer_agreement', 'person', 'application', 'session',
    'credit_limit', 'cart', 'purchase_order', 'order_line', 'subscription', 'entitlement', 'licence_key',
    'download_link', 'charge', 'due', 'idempotency', 'activity_pending', 'event']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (%I = (select kontor.tenant())) with check (%I = (select kontor.tenant()))',
      name, case when name = 'account' then 'id' else 'account_id' end, case when name = 'account' then 'id' else 'account_id' end);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
  end loop;
  -- A second wall for people of a customer: rows of their own organisation only.
  foreach name in array array['customer_agreement', 'person', 'cart', 'purchase_order', 'order_line', 'subscription',
    'entitlement', 'licence_key', 'download_link', 'charge', 'activity_pending']
  loop
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()))', name);
  end loop;
  create policy own_customer on kontor.customer as restrictive to kontor_app
    using ((select kontor.tenant_customer()) is null or id = (select kontor.tenant_customer()));
end $$;

grant select on kontor.account, kontor.customer, kontor.customer_agreement, kontor.person, kontor.application,
  kontor.session, kontor.credit_limit, kontor.cart, kontor.purchase_order, kontor.order_line, kontor.subscription,
  kontor.entitlement, kontor.licence_key, kontor.download_link, kontor.charge, kontor.due, kontor.idempotency,
  kontor.activity_pending, kontor.event to kontor_app;
grant insert on kontor.customer, kontor.customer_agreement, kontor.cart, kontor.purchase_order, kontor.order_line,
  kontor.subscription, kontor.entitlement, kontor.licence_key, kontor.download_link, kontor.charge, kontor.due,
  kontor.idempotency, kontor.activity_pending, kontor.event to kontor_app;
grant update on kontor.customer, kontor.cart, kontor.purchase_order, kontor.order_line, kontor.subscription,
  kontor.entitlement, kontor.licence_key, kontor.download_link, kontor.due, kontor.credit_limit to kontor_app;
grant update (clock_offset_ms, clock_busy) on kontor.account to kontor_app;
grant update (revoked_at) on kontor.session to kontor_app;

---------------------------------------------------------------- functions behind the walls

-- Takes keys of a group for an entitlement, oldest first, never one twice. The hint is a lower bound that the
-- caller remembers: without it an old snapshot held open makes every take wade through dead rows.
-- Answers the highest seq taken, or null when stock is short; then the entitlement waits as provisioning.
create function kontor.take_keys(
  p_product text, p_sku text, p_group text, p_count integer, p_hint bigint,
  p_account uuid, p_customer uuid, p_entitlement uuid, p_at timestamptz
) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  picked uuid[];
  top bigint;
begin
  if p_account is distinct from kontor.tenant() and kontor.tenant() is not null then
    raise exception 'keys are taken for the tenant of the transaction only';
  end if;
  select array_agg(id order by seq), max(seq) into picked, top from (
    select id, seq from licence_key
    where product_id = p_product and sku_id = p_sku and key_group = p_group and entitlement_id is null and seq >= p_hint
    order by seq limit p_count for update skip locked) stock;
  if coalesce(cardinality(picked), 0) < p_count and p_hint > 0 then
    -- A take that rolled back, or keys put back, can leave stock below the hint.
    select array_agg(id order by seq), max(seq) into picked, top from (
      select id, seq from licence_key
      where product_id = p_product and sku_id = p_sku and key_group = p_group and entitlement_id is null
      order by seq limit p_count for update skip locked) stock;
  end if;
  if coalesce(cardinality(picked), 0) < p_count then
    return null;
  end if;
  update licence_key k
    set account_id = p_account, customer_id = p_customer, entitlement_id = p_entitlement, taken_at = p_at,
        position = array_position(picked, k.id)
    where k.id = any (picked);
  return top;
end $$;

-- At checkout: takes the keys or leaves the line waiting for stock, which nothing else waits for.
create function kontor.take_keys_or_wait(
  p_product text, p_sku text, p_group text, p_count integer, p_hint bigint,
  p_account uuid, p_customer uuid, p_entitlement uuid, p_at timestamptz
) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  top bigint := take_keys(p_product, p_sku, p_group, p_count, p_hint, p_account, p_customer, p_entitlement, p_at);
begin
  if top is null then
    update entitlement set status = 'provisioning' where account_id = p_account and id = p_entitlement;
    update order_line set status = 'provisioning' where account_id = p_account and entitlement_id = p_entitlement;
    insert into event (account_id, id, type, aggregate_type, aggregate_id, at, data)
      values (p_account, gen_random_uuid(), 'key_pool.empty', 'key_pool', p_product || ':' || p_sku || ':' || p_group, p_at,
              jsonb_build_object('entitlementId', p_entitlement, 'wanted', p_count));
  end if;
  return top;
end $$;

-- Who is this? Only these questions may be asked before the tenant is known.
create function kontor.find_person_by_email(p_email text)
returns table (account_id uuid, id uuid, customer_id uuid, kind text, email text, display_name text, password_hash text,
  totp_ciphertext bytea, data_key_id integer, totp_last_step bigint, roles text[], disabled boolean)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select account_id, id, customer_id, kind, email, display_name, password_hash, totp_ciphertext, data_key_id,
    totp_last_step, roles, disabled_at is not null
  from person where lower(email) = lower(p_email)
$$;

create function kontor.find_person(p_id uuid)
returns table (account_id uuid, id uuid, customer_id uuid, kind text, email text, display_name text, roles text[], disabled boolean)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select account_id, id, customer_id, kind, email, display_name, roles, disabled_at is not null from person where id = p_id
$$;

create function kontor.find_application(p_client uuid)
returns table (account_id uuid, client_id uuid, name text, secret_hash bytea, scopes text[], disabled boolean)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select account_id, client_id, name, secret_hash, scopes, disabled_at is not null from application where client_id = p_client
$$;

create function kontor.find_session(p_hash bytea)
returns table (id uuid, account_id uuid, person_id uuid, customer_id uuid, kind text, portal text, second_factor boolean,
  expires_at timestamptz, last_seen_at timestamptz)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select s.id, s.account_id, s.person_id, p.customer_id, p.kind, s.portal, s.second_factor, s.expires_at, s.last_seen_at
  from session s join person p on p.account_id = s.account_id and p.id = s.person_id
  where s.token_hash = p_hash and s.revoked_at is null and s.expires_at > now() and p.disabled_at is null
$$;

-- Everything one request of a link is decided by, in one look.
create function kontor.find_download(p_hash bytea)
returns table (account_id uuid, customer_id uuid, customer_name text, link_id uuid, entitlement_id uuid, purpose text, created_by uuid,
  expires_at timestamptz, revoked_at timestamptz, entitlement_status text, entitlement_expires_at timestamptz, clock_offset_ms bigint,
  product_id text, sku_id text, version text, language text, bitness text,
  file_name text, size_bytes bigint, sha256 bytea, storage_key text, uploaded_at timestamptz, order_id text, product_title text)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select l.account_id, l.customer_id, c.name, l.id, l.entitlement_id, l.purpose, l.created_by, l.expires_at, l.revoked_at,
    e.status, e.expires_at, a.clock_offset_ms, l.product_id, l.sku_id, l.version, l.language, l.bitness,
    f.file_name, f.size_bytes, f.sha256, f.storage_key, f.uploaded_at, e.order_id, p.title
  from download_link l
  join account a on a.id = l.account_id
  join customer c on c.account_id = l.account_id and c.id = l.customer_id
  join entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
  join product p on p.id = l.product_id
  left join artifact f on f.product_id = l.product_id and f.sku_id = l.sku_id and f.version = l.version
    and f.language = l.language and f.bitness = l.bitness
  where l.token_hash = p_hash
$$;

-- Forced row-level security binds a table's owner too, so these run as the role that has a policy of its own.
grant create on schema kontor to kontor_system;
do $$
declare
  signature text;
begin
  for signature in
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'kontor' and p.prosecdef
  loop
    execute format('alter function %s owner to kontor_system', signature);
    execute format('revoke all on function %s from public', signature);
  end loop;
end $$;
revoke create on schema kontor from kontor_system;
grant execute on function kontor.take_keys, kontor.take_keys_or_wait to kontor_app, kontor_system;
grant execute on function kontor.find_person_by_email, kontor.find_person, kontor.find_application, kontor.find_session,
  kontor.find_download to kontor_lookup, kontor_system;
