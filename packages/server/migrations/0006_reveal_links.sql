-- Links are looked after: who ended one, when it was last used; and links that show a key once.

alter table kontor.download_link
  add column revoked_by uuid,
  -- On the account's clock, like everything a link is decided by.
  add column last_download_at timestamptz;

-- A key sent safely: whoever opens the address first sees the key, and nobody after them. The key is not in here.
create table kontor.reveal_link (
  token_hash bytea primary key,
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null unique,
  entitlement_id uuid not null,
  version text not null,
  language text not null,
  bitness text not null,
  -- Whom the maker meant it for, in their own words.
  recipient text not null default '',
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (account_id, entitlement_id) references kontor.entitlement (account_id, id),
  -- Opened or revoked, whichever came first.
  check (opened_at is null or revoked_at is null)
);
create index reveal_link_entitlement on kontor.reveal_link (account_id, entitlement_id);

alter table kontor.reveal_link enable row level security;
alter table kontor.reveal_link force row level security;
create policy tenant on kontor.reveal_link to kontor_app
  using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()));
create policy whole on kontor.reveal_link to kontor_system using (true) with check (true);
create policy own_customer on kontor.reveal_link as restrictive to kontor_app
  using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()));

grant select, insert, update on kontor.reveal_link to kontor_app;
grant select, insert, update, delete on kontor.reveal_link to kontor_system;

-- Everything the opening of a reveal link is decided by, in one look. The maker's kind and roles are those of now.
create function kontor.find_reveal_link(p_hash bytea)
returns table (account_id uuid, account_name text, account_country text, sandbox boolean, clock_offset_ms bigint, suspended boolean,
  customer_id uuid, customer_name text, customer_market text, customer_region text, link_id uuid, entitlement_id uuid,
  version text, language text, bitness text, recipient text, created_by uuid, maker_kind text, maker_email text, maker_name text,
  maker_roles text[], expires_at timestamptz, opened_at timestamptz, revoked_at timestamptz, entitlement_status text,
  entitlement_expires_at timestamptz, product_title text, sku_title text)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select l.account_id, a.name, a.country, a.sandbox, a.clock_offset_ms, a.suspended_at is not null,
    l.customer_id, c.name, c.market, c.region, l.id, l.entitlement_id,
    l.version, l.language, l.bitness, l.recipient, l.created_by, p.kind, p.email, p.display_name,
    coalesce(p.roles, '{}'), l.expires_at, l.opened_at, l.revoked_at, e.status,
    e.expires_at, product.title, sku.title
  from reveal_link l
  join account a on a.id = l.account_id
  join customer c on c.account_id = l.account_id and c.id = l.customer_id
  join entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
  join product on product.id = e.product_id
  join sku on sku.product_id = e.product_id and sku.id = e.sku_id
  left join person p on p.account_id = l.account_id and p.id = l.created_by
  where l.token_hash = p_hash
$$;

-- Who gave a download link out, for the page that people see who open it in a browser.
create function kontor.find_link_sender(p_hash bytea)
returns table (account_name text, customer_name text, maker_kind text, sku_title text)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select a.name, c.name, p.kind, sku.title
  from download_link l
  join account a on a.id = l.account_id
  join customer c on c.account_id = l.account_id and c.id = l.customer_id
  join sku on sku.product_id = l.product_id and sku.id = l.sku_id
  left join person p on p.account_id = l.account_id and p.id = l.created_by
  where l.token_hash = p_hash
$$;

-- As in 0001: forced row-level security binds a table's owner too, so these run as the role that has a policy.
grant create on schema kontor to kontor_system;
alter function kontor.find_reveal_link owner to kontor_system;
alter function kontor.find_link_sender owner to kontor_system;
revoke all on function kontor.find_reveal_link, kontor.find_link_sender from public;
revoke create on schema kontor from kontor_system;
grant execute on function kontor.find_reveal_link, kontor.find_link_sender to kontor_lookup, kontor_system;
