-- People, roles and licences.

-- What a directory knows of a person. Roles that give no right here are kept by their names beside those that do.
alter table kontor.person
  add column first_name text not null default '',
  add column last_name text not null default '',
  add column usage_location text not null default '',
  add column phone_number text not null default '',
  add column directory_roles text[] not null default '{}',
  add column force_password_change boolean not null default false,
  -- Account time. For 30 days the person can be brought back; then the address is free for somebody else.
  add column deleted_at timestamptz,
  add column version integer not null default 1;
grant insert on kontor.person to kontor_app;
grant update (email, display_name, first_name, last_name, usage_location, phone_number, directory_roles, force_password_change,
  roles, password_hash, totp_ciphertext, data_key_id, totp_last_step, disabled_at, deleted_at, version) on kontor.person to kontor_app;

-- Requests of a tenant make people of that tenant; who runs the installation is made by nobody's request.
create policy no_operators on kontor.person as restrictive for insert to kontor_app with check (kind <> 'operator');

alter table kontor.application
  add column removed_at timestamptz,
  add column version integer not null default 1;
grant insert on kontor.application to kontor_app;
grant update (name, secret_hash, scopes, redirect_uris, disabled_at, removed_at, version) on kontor.application to kontor_app;

-- A seat of what was bought, given to one person.
create table kontor.licence_assignment (
  account_id uuid not null,
  customer_id uuid not null,
  person_id uuid not null,
  product_id text not null,
  sku_id text not null,
  assigned_at timestamptz not null,
  primary key (account_id, person_id, product_id, sku_id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id),
  foreign key (account_id, person_id) references kontor.person (account_id, id)
);
create index licence_assignment_sku on kontor.licence_assignment (account_id, customer_id, product_id, sku_id);

-- What a partner writes about itself, one row a profile; what it never wrote comes from its account.
create table kontor.partner_profile (
  account_id uuid not null references kontor.account (id),
  kind text not null check (kind in ('legal', 'organization', 'billing', 'support')),
  body jsonb not null,
  version integer not null default 1,
  primary key (account_id, kind)
);

-- What a partner wants a customer's usage to stay under, in a month.
create table kontor.customer_budget (
  account_id uuid not null,
  customer_id uuid not null,
  amount numeric(18, 2) not null check (amount >= 0),
  version integer not null default 1,
  primary key (account_id, customer_id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);

-- Requests of people with tokens of an application, by day: how many there were and how many had a second factor.
create table kontor.mfa_count (
  account_id uuid not null references kontor.account (id),
  client_id uuid not null,
  day date not null,
  total bigint not null,
  compliant bigint not null,
  primary key (account_id, client_id, day)
);
create table kontor.mfa_gap (
  account_id uuid not null,
  person_id uuid not null,
  last_at timestamptz not null,
  primary key (account_id, person_id),
  foreign key (account_id, person_id) references kontor.person (account_id, id)
);

do $$
declare
  name text;
begin
  foreach name in array array['licence_assignment', 'partner_profile', 'customer_budget', 'mfa_count', 'mfa_gap']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    execute format('grant select, insert, update on kontor.%I to kontor_app', name);
    execute format('grant select, insert, update, delete on kontor.%I to kontor_system', name);
  end loop;
  foreach name in array array['licence_assignment', 'customer_budget']
  loop
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()))', name);
  end loop;
end $$;
grant delete on kontor.licence_assignment to kontor_app;
