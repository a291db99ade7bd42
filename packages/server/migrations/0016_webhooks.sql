-- Webhooks in both forms. Real time throughout.

-- Where an account's events are sent to.
create table kontor.webhook_endpoint (
  account_id uuid not null references kontor.account (id),
  id uuid not null unique,
  form text not null check (form in ('standard', 'partner_center')),
  url text not null check (length(url) <= 2000),
  -- Types, or the service's own names of events; empty: all.
  events text[] not null,
  description text not null default '' check (length(description) <= 400),
  -- Partner Center's form: the signature stands in x-ms-signature.
  ms_signature boolean not null default false,
  -- Events up to this position happened before anybody listened.
  after_position bigint not null,
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  -- Set when the receiver said that it is gone.
  disabled_at timestamptz,
  primary key (account_id, id)
);
create unique index webhook_endpoint_registration on kontor.webhook_endpoint (account_id) where form = 'partner_center';

-- What a receiver proves the sender by. Two of one endpoint sign side by side while one takes over from the other.
create table kontor.webhook_secret (
  account_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null unique,
  -- A shared secret and the private half of an Ed25519 pair.
  ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  public_key bytea not null check (octet_length(public_key) = 32),
  created_at timestamptz not null default clock_timestamp(),
  -- Null: the newest.
  signs_until timestamptz,
  primary key (account_id, id),
  foreign key (account_id, endpoint_id) references kontor.webhook_endpoint (account_id, id) on delete cascade
);
create unique index webhook_secret_current on kontor.webhook_secret (account_id, endpoint_id) where signs_until is null;

-- One message to one endpoint, with what came of it.
create table kontor.webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null unique,
  seq bigint generated always as identity,
  -- What the receiver knows the message by: the same whenever it is sent again.
  message_id uuid not null,
  type text not null,
  -- Messages about one thing go one after the other.
  aggregate text not null,
  body text not null,
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  attempts_most integer not null check (attempts_most between 1 and 20),
  next_attempt_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  settled_at timestamptz,
  -- [{at, status, message, error}], oldest first.
  log jsonb not null default '[]',
  primary key (account_id, id),
  foreign key (account_id, endpoint_id) references kontor.webhook_endpoint (account_id, id) on delete cascade,
  check ((status = 'waiting') = (settled_at is null))
);
create index webhook_delivery_due on kontor.webhook_delivery (next_attempt_at, seq) where status = 'waiting';
create index webhook_delivery_order on kontor.webhook_delivery (endpoint_id, aggregate, seq) where status = 'waiting';
create index webhook_delivery_listed on kontor.webhook_delivery (account_id, endpoint_id, seq desc);
create index webhook_delivery_age on kontor.webhook_delivery (settled_at) where settled_at is not null;

-- What the installation signs Partner Center's form with.
create table kontor.webhook_signing_key (
  kid text primary key,
  -- X.509, DER.
  certificate bytea not null,
  private_ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  created_at timestamptz not null default clock_timestamp(),
  retired_at timestamptz
);
create unique index webhook_signing_key_current on kontor.webhook_signing_key ((true)) where retired_at is null;
grant select, insert, update on kontor.webhook_signing_key to kontor_system;

do $$
declare
  name text;
begin
  foreach name in array array['webhook_endpoint', 'webhook_secret', 'webhook_delivery']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null)', name);
    execute format('grant select, insert, update, delete on kontor.%I to kontor_system', name);
  end loop;
end $$;
grant select, insert, update, delete on kontor.webhook_endpoint to kontor_app;
grant select, insert, update on kontor.webhook_secret to kontor_app;
grant select, insert on kontor.webhook_delivery to kontor_app;
