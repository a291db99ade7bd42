-- Signed licence files, the devices that they are bound to, and what was taken back.

-- Ed25519. The newest without an end signs; retired ones go on verifying until theirs.
create table kontor.licence_signing_key (
  kid text primary key,
  public_key bytea not null check (octet_length(public_key) = 32),
  private_ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  created_at timestamptz not null,
  retired_at timestamptz,
  verifies_until timestamptz,
  check ((retired_at is null) = (verifies_until is null))
);
create unique index licence_signing_key_current on kontor.licence_signing_key ((true)) where retired_at is null;

-- Which products ask for licence files; beside the SKU, so that an import of the catalog does not touch it.
create table kontor.sku_offline_licence (
  product_id text not null,
  sku_id text not null,
  offered boolean not null,
  activations_per_unit integer not null default 1 check (activations_per_unit between 1 and 1000),
  -- How long a file lasts at most before it is fetched again; null: to the end of the purchase.
  licence_days integer check (licence_days between 1 and 3660),
  grace_days integer not null default 14 check (grace_days between 0 and 365),
  version integer not null default 1,
  set_at timestamptz not null,
  primary key (product_id, sku_id),
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);

create table kontor.licence_activation (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null unique,
  entitlement_id uuid not null,
  -- SHA-256 of the product and the device's fingerprint; the fingerprint itself is not kept.
  device_hash bytea not null check (octet_length(device_hash) = 32),
  name text not null,
  token_hash bytea not null unique,
  activated_at timestamptz not null,
  -- Null: the device itself.
  activated_by uuid,
  last_seen_at timestamptz,
  deactivated_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, entitlement_id) references kontor.entitlement (account_id, id)
);
create unique index licence_activation_device on kontor.licence_activation (account_id, entitlement_id, device_hash)
  where deactivated_at is null;
create index licence_activation_entitlement on kontor.licence_activation (account_id, entitlement_id, activated_at);

create table kontor.offline_licence (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null unique,
  entitlement_id uuid not null,
  product_id text not null,
  sku_id text not null,
  activation_id uuid,
  -- Counts the files signed under this id.
  edition integer not null default 1,
  kid text not null references kontor.licence_signing_key (kid),
  quantity integer not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  -- When the end of grace of every file signed under this id has passed; null when one never ends.
  gone_at timestamptz,
  revoked_at timestamptz,
  revoked_because text check (revoked_because in ('cancelled', 'replaced', 'deactivated', 'quantity_lowered')),
  -- The revocation list that first held it; numbered by whoever reads next, in the order of commits.
  listed_as bigint,
  listed_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, entitlement_id) references kontor.entitlement (account_id, id),
  foreign key (account_id, activation_id) references kontor.licence_activation (account_id, id),
  check ((revoked_at is null) = (revoked_because is null))
);
create unique index offline_licence_current on kontor.offline_licence
  (account_id, entitlement_id, coalesce(activation_id, '00000000-0000-0000-0000-000000000000'::uuid)) where revoked_at is null;
create index offline_licence_unlisted on kontor.offline_licence (product_id) where revoked_at is not null and listed_as is null;
create index offline_licence_listed on kontor.offline_licence (product_id, listed_as) where listed_as is not null;

-- A purchase ends in many ways. None of them can forget the files that are out, because the row itself takes them back.
create function kontor.revoke_licences() returns trigger
language plpgsql security definer set search_path = kontor, pg_temp as $$
begin
  update offline_licence l
    set revoked_at = coalesce(new.ended_at, clock_timestamp()),
        revoked_because = case when new.status = 'cancelled' then 'cancelled' else 'quantity_lowered' end
    where l.account_id = new.account_id and l.entitlement_id = new.id and l.revoked_at is null
      and (new.status = 'cancelled' or (l.activation_id is null and l.quantity > new.quantity));
  return null;
end $$;
create trigger revoke_licences after update of status, quantity on kontor.entitlement for each row
  when ((new.status = 'cancelled' and old.status <> 'cancelled') or new.quantity < old.quantity)
  execute function kontor.revoke_licences();

-- Numbers what has been taken back since the last look. One at a time, so that a number once seen never gains entries.
create function kontor.number_revocations(p_product text) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  top bigint;
begin
  perform pg_advisory_xact_lock(7236541005);
  select coalesce(max(listed_as), 0) into top from offline_licence where product_id = p_product and listed_as is not null;
  update offline_licence set listed_as = top + 1, listed_at = clock_timestamp()
    where product_id = p_product and revoked_at is not null and listed_as is null;
  if found then
    return top + 1;
  end if;
  return top;
end $$;

-- What a device is decided by: found by the id of its licence, or by a key that somebody has been shown.
create function kontor.find_licence(p_licence uuid, p_key_hmacs bytea[])
returns table (account_id uuid, customer_id uuid, customer_name text, entitlement_id uuid, order_id text, line_number integer, product_id text, sku_id text,
  product_title text, sku_title text, entitlement_status text, entitlement_expires_at timestamptz, entitlement_version integer,
  quantity integer, clock_offset_ms bigint, sandbox boolean, offered boolean, activations_per_unit integer,
  licence_days integer, grace_days integer, licence_id uuid, edition integer, licence_revoked_at timestamptz,
  activation_id uuid, activation_name text, device_hash bytea, token_hash bytea, deactivated_at timestamptz)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select e.account_id, e.customer_id, c.name, e.id, e.order_id, e.line_number, e.product_id, e.sku_id, p.title, s.title, e.status, e.expires_at, e.version,
    e.quantity, a.clock_offset_ms, a.sandbox, coalesce(o.offered, false), coalesce(o.activations_per_unit, 1),
    o.licence_days, coalesce(o.grace_days, 0), f.licence_id, f.edition, f.revoked_at,
    f.activation_id, v.name, v.device_hash, v.token_hash, v.deactivated_at
  from (
    select l.account_id, l.entitlement_id, l.id as licence_id, l.edition, l.revoked_at, l.activation_id
      from offline_licence l where l.id = p_licence
    union all
    select k.account_id, k.entitlement_id, null::uuid, null::integer, null::timestamptz, null::uuid
      from licence_key k
      where k.lookup_hmac = any (p_key_hmacs) and k.entitlement_id is not null and k.revoked_at is null and k.first_shown_at is not null
  ) f
  join entitlement e on e.account_id = f.account_id and e.id = f.entitlement_id
  join account a on a.id = e.account_id
  join customer c on c.account_id = e.account_id and c.id = e.customer_id
  join product p on p.id = e.product_id
  join sku s on s.product_id = e.product_id and s.id = e.sku_id
  left join sku_offline_licence o on o.product_id = e.product_id and o.sku_id = e.sku_id
  left join licence_activation v on v.account_id = f.account_id and v.id = f.activation_id
  limit 1
$$;

do $$
declare
  name text;
  signature text;
begin
  foreach name in array array['licence_activation', 'offline_licence']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    execute format('create policy own_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()))', name);
  end loop;
  grant create on schema kontor to kontor_system;
  foreach signature in array array['kontor.revoke_licences()', 'kontor.number_revocations(text)', 'kontor.find_licence(uuid, bytea[])']
  loop
    execute format('alter function %s owner to kontor_system', signature);
    execute format('revoke all on function %s from public', signature);
  end loop;
  revoke create on schema kontor from kontor_system;
end $$;

grant execute on function kontor.find_licence(uuid, bytea[]) to kontor_lookup;
grant execute on function kontor.number_revocations(text) to kontor_system;
grant select on kontor.sku_offline_licence to kontor_app;
grant select, insert, update on kontor.licence_activation, kontor.offline_licence to kontor_app;
grant select, insert, update on kontor.licence_signing_key, kontor.sku_offline_licence, kontor.licence_activation,
  kontor.offline_licence to kontor_system;
