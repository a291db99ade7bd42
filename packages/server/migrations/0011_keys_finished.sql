-- What the vault and the delivery still lacked.

---------------------------------------------------------------- how often a unit works

-- How often a unit may be activated is said by the rule of the SKU's keys alone, and frozen at the purchase: a device
-- that holds a licence file counts like one that was given a key. What was set beside it moves there where a purchase
-- has one key; where it has several or one a unit, a unit works on one device.
update kontor.sku s set key_rule = 'activations', key_activations = o.activations_per_unit
  from kontor.sku_offline_licence o
  where o.product_id = s.product_id and o.sku_id = s.id and o.activations_per_unit > 1
    and s.key_rule = 'per_purchase' and s.keys_per_purchase = 1;

-- By the role whose policy sees every tenant's rows.
set local role kontor_system;
update kontor.entitlement e set key_rule = 'activations', key_activations = o.activations_per_unit
  from kontor.sku_offline_licence o
  where o.product_id = e.product_id and o.sku_id = e.sku_id and o.activations_per_unit > 1
    and e.key_rule = 'per_purchase' and e.keys_wanted <= 1;
reset role;

create or replace function kontor.find_licence(p_licence uuid, p_key_hmacs bytea[])
returns table (account_id uuid, customer_id uuid, customer_name text, entitlement_id uuid, order_id text, line_number integer, product_id text, sku_id text,
  product_title text, sku_title text, entitlement_status text, entitlement_expires_at timestamptz, entitlement_version integer,
  quantity integer, clock_offset_ms bigint, sandbox boolean, offered boolean, activations_per_unit integer,
  licence_days integer, grace_days integer, licence_id uuid, edition integer, licence_revoked_at timestamptz,
  activation_id uuid, activation_name text, device_hash bytea, token_hash bytea, deactivated_at timestamptz)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select e.account_id, e.customer_id, c.name, e.id, e.order_id, e.line_number, e.product_id, e.sku_id, p.title, s.title, e.status, e.expires_at, e.version,
    e.quantity, a.clock_offset_ms, a.sandbox, coalesce(o.offered, false), coalesce(e.key_activations, 1),
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

alter table kontor.sku_offline_licence drop column activations_per_unit;

---------------------------------------------------------------- keys of units that wait

-- Purchases with a key a unit, oldest first: whoever brings stock looks among them for those that lack some.
create index entitlement_of_units on kontor.entitlement (product_id, sku_id, created_at)
  where key_rule = 'per_unit' and status = 'active';
