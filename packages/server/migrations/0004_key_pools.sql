-- How a SKU's keys look, how many a purchase gets, what is in stock, and keys that take another's place.

---------------------------------------------------------------- what a SKU says of its keys

alter table kontor.sku
  -- Where key_format is 'template': what a key looks like, and the scheme of its check characters.
  add column key_template text,
  add column key_check text not null default 'none' check (key_check in ('none', 'mod97', 'luhn')),
  -- 'per_purchase': keys_per_purchase keys; 'per_unit': a key a unit; 'activations': one key, with activations a unit.
  add column key_rule text not null default 'per_purchase' check (key_rule in ('per_purchase', 'per_unit', 'activations')),
  add column key_activations integer check (key_activations between 1 and 1000000),
  add constraint sku_key_format check (key_format in ('digits_32', 'mak_5x5', 'template')),
  add constraint sku_key_template check ((key_format = 'template') = (key_template is not null)),
  add constraint sku_key_activations check ((key_rule = 'activations') = (key_activations is not null));
create index sku_pooled on kontor.sku (product_id, id) where key_source = 'pool';

-- Frozen at the purchase, so that a later change of the SKU changes no purchase.
alter table kontor.entitlement
  add column key_rule text not null default 'per_purchase' check (key_rule in ('per_purchase', 'per_unit', 'activations')),
  add column key_activations integer check (key_activations between 1 and 1000000);

alter table kontor.installation
  add column key_replacements_a_year integer not null default 3 check (key_replacements_a_year between 0 and 1000),
  add column low_stock_threshold integer not null default 100 check (low_stock_threshold between 0 and 1000000);

---------------------------------------------------------------- stock

-- One file of keys that came in, or one making of keys: what is withdrawn when a batch turns out bad.
create table kontor.key_import (
  id integer generated always as identity primary key,
  product_id text not null,
  sku_id text not null,
  key_group text not null,
  source text not null check (source in ('imported', 'generated')),
  added integer not null default 0,
  duplicates integer not null default 0,
  invalid integer not null default 0,
  imported_by text not null default '',
  imported_at timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz,
  withdrawn integer not null default 0,
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);
create index key_import_pool on kontor.key_import (product_id, sku_id, id desc);

-- What the operator has said of a pool, and since when it has been low. Stock is counted when somebody asks.
create table kontor.key_pool (
  product_id text not null,
  sku_id text not null,
  key_group text not null,
  -- Null: the installation's; 0: never low.
  threshold integer check (threshold between 0 and 1000000),
  low_since timestamptz,
  primary key (product_id, sku_id, key_group),
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);

alter table kontor.licence_key
  add column import_id integer references kontor.key_import (id),
  -- Replaced by another key, which names it; its last characters stay on record.
  add column replaced_at timestamptz,
  add column replaced_by_operator boolean,
  add column replacement_reason text check (replacement_reason in ('does_not_activate', 'already_used', 'leaked', 'other')),
  add column replaces uuid references kontor.licence_key (id),
  add constraint licence_key_replaced check ((replaced_at is null) = (replacement_reason is null)
    and (replaced_at is null) = (replaced_by_operator is null) and (replaced_at is null or revoked_at is not null));

-- Withdrawn keys are no stock: they would lie in every take's way.
drop index kontor.licence_key_stock;
create index licence_key_stock on kontor.licence_key (product_id, sku_id, key_group, seq)
  where entitlement_id is null and revoked_at is null;
-- A key is replaced once.
create unique index licence_key_replaces on kontor.licence_key (replaces) where replaces is not null;

grant select, insert, update on kontor.key_import, kontor.key_pool to kontor_system;
grant usage on all sequences in schema kontor to kontor_system;

---------------------------------------------------------------- taking

-- As before, and: withdrawn keys are never taken, and keys that join others of their group are counted on from them.
create or replace function kontor.take_keys(
  p_product text, p_sku text, p_group text, p_count integer, p_hint bigint,
  p_account uuid, p_customer uuid, p_entitlement uuid, p_at timestamptz
) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  picked uuid[];
  top bigint;
  held integer;
begin
  if p_account is distinct from kontor.tenant() and kontor.tenant() is not null then
    raise exception 'keys are taken for the tenant of the transaction only';
  end if;
  select array_agg(id order by seq), max(seq) into picked, top from (
    select id, seq from licence_key
    where product_id = p_product and sku_id = p_sku and key_group = p_group and entitlement_id is null
      and revoked_at is null and seq >= p_hint
    order by seq limit p_count for update skip locked) stock;
  if coalesce(cardinality(picked), 0) < p_count and p_hint > 0 then
    -- A take that rolled back, or keys put back, can leave stock below the hint.
    select array_agg(id order by seq), max(seq) into picked, top from (
      select id, seq from licence_key
      where product_id = p_product and sku_id = p_sku and key_group = p_group and entitlement_id is null
        and revoked_at is null
      order by seq limit p_count for update skip locked) stock;
  end if;
  if coalesce(cardinality(picked), 0) < p_count then
    return null;
  end if;
  select coalesce(max(position), 0) into held from licence_key
    where account_id = p_account and entitlement_id = p_entitlement and key_group = p_group;
  update licence_key k
    set account_id = p_account, customer_id = p_customer, entitlement_id = p_entitlement, taken_at = p_at,
        position = held + array_position(picked, k.id)
    where k.id = any (picked);
  return top;
end $$;
