-- Customers, as the wire knows them.

alter table kontor.customer
  add column registration_number text not null default '',
  -- A partner lets a customer go ('released'), or a sandbox is tidied up ('deleted'). The rows stay for the documents
  -- that name them.
  add column ended_at timestamptz,
  add column ended_as text check (ended_as in ('released', 'deleted')),
  add check ((ended_at is null) = (ended_as is null));
create index customer_domain_anywhere on kontor.customer (lower(domain));

-- The instant of consent as the partner gave it; earlier rows know the day.
alter table kontor.customer_agreement add column agreed_at timestamptz;

-- What a customer says of itself for special prices; the partner's word, on record.
create table kontor.customer_qualification (
  account_id uuid not null,
  customer_id uuid not null,
  id uuid not null,
  qualification text not null check (qualification in ('None', 'Education', 'Nonprofit', 'StateOwnedEntity')),
  created_at timestamptz not null,
  recorded_by uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id)
);
create index customer_qualification_customer on kontor.customer_qualification (account_id, customer_id, created_at desc, id);
alter table kontor.customer_qualification enable row level security;
alter table kontor.customer_qualification force row level security;
create policy tenant on kontor.customer_qualification to kontor_app
  using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()));
create policy whole on kontor.customer_qualification to kontor_system using (true) with check (true);
create policy own_customer on kontor.customer_qualification as restrictive to kontor_app
  using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()));
grant select, insert on kontor.customer_qualification to kontor_app;
grant select, insert, update, delete on kontor.customer_qualification to kontor_system;

-- A new customer comes with its first administrator.
grant insert on kontor.person to kontor_app;

-- One domain belongs to one customer of the whole installation; whose, nobody is told.
create function kontor.is_domain_taken(p_domain text) returns boolean
language sql stable security definer set search_path = kontor, pg_temp as $$
  select exists (select 1 from customer where lower(domain) = lower(p_domain) and ended_as is distinct from 'deleted')
    or exists (select 1 from account where lower(domain) = lower(p_domain) and deleted_at is null)
$$;
-- Two who ask at once come one after the other.
create function kontor.claim_domain(p_domain text) returns boolean
language plpgsql volatile security definer set search_path = kontor, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('customer domain ' || lower(p_domain), 0));
  return is_domain_taken(p_domain);
end $$;

-- Nothing is bought for a customer who has been let go, also in the same moment: an order holds its customer's row, and
-- whoever lets the customer go waits for it and looks afterwards.
create function kontor.hold_customer() returns trigger
language plpgsql set search_path = kontor, pg_temp as $$
begin
  perform 1 from customer where account_id = new.account_id and id = new.customer_id and ended_at is null for key share;
  if not found then
    raise exception using errcode = 'KX001', message = 'customer.changed';
  end if;
  return new;
end $$;
create trigger hold_customer before insert on kontor.purchase_order for each row execute function kontor.hold_customer();

-- Ends all that a sandbox customer has: keys, links, entitlements, subscriptions, carts, people, due work.
create function kontor.purge_customer(p_account uuid, p_customer uuid, p_at timestamptz) returns bigint
language plpgsql volatile security definer set search_path = kontor, pg_temp as $$
declare
  ended bigint;
begin
  if p_account is distinct from tenant() or not exists (select 1 from account where id = p_account and sandbox) then
    return 0;
  end if;
  perform 1 from customer where account_id = p_account and id = p_customer for update;
  update customer set ended_at = p_at, ended_as = 'deleted', version = version + 1
    where account_id = p_account and id = p_customer and ended_at is null;
  get diagnostics ended = row_count;
  update licence_key set revoked_at = p_at where account_id = p_account and customer_id = p_customer and revoked_at is null;
  update download_link set revoked_at = p_at where account_id = p_account and customer_id = p_customer and revoked_at is null;
  update reveal_link set revoked_at = p_at where account_id = p_account and customer_id = p_customer and revoked_at is null;
  update due set done_at = p_at where account_id = p_account and done_at is null and (
    ref in (select id::text from subscription where account_id = p_account and customer_id = p_customer)
    or ref in (select id::text from entitlement where account_id = p_account and customer_id = p_customer)
    or ref in (select id::text from reservation where account_id = p_account and customer_id = p_customer)
    or split_part(ref, ':', 1) in (select id from purchase_order where account_id = p_account and customer_id = p_customer));
  update entitlement set status = 'cancelled', ended_at = p_at, version = version + 1
    where account_id = p_account and customer_id = p_customer and status <> 'cancelled';
  update subscription set status = 'deleted', ended_at = p_at, modified_at = p_at, version = version + 1
    where account_id = p_account and customer_id = p_customer and status <> 'deleted';
  delete from cart where account_id = p_account and customer_id = p_customer and status = 'active';
  -- The name of the person who signs in is free again.
  update person set disabled_at = coalesce(disabled_at, p_at), email = id::text || '@deleted.invalid'
    where account_id = p_account and customer_id = p_customer;
  return ended;
end $$;

grant create on schema kontor to kontor_system;
alter function kontor.is_domain_taken(text) owner to kontor_system;
alter function kontor.claim_domain(text) owner to kontor_system;
alter function kontor.purge_customer(uuid, uuid, timestamptz) owner to kontor_system;
revoke create on schema kontor from kontor_system;
revoke all on function kontor.is_domain_taken(text), kontor.claim_domain(text),
  kontor.purge_customer(uuid, uuid, timestamptz) from public;
grant execute on function kontor.is_domain_taken(text), kontor.claim_domain(text),
  kontor.purge_customer(uuid, uuid, timestamptz) to kontor_app, kontor_system;
