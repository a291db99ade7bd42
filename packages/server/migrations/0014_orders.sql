-- Orders, carts and what is attached to them, as the wire knows them.

alter table kontor.order_line
  -- What the buyer said of the line beside what it is: {participants: [{key, value}], attestationAccepted}.
  add column asked jsonb not null default '{}';

-- Purchase orders and tender papers that a partner files with an order, and what was said with them.
create table kontor.order_attachment (
  account_id uuid not null,
  order_id text not null,
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('purchase_order', 'tender')),
  -- As its sender called it, made safe to show and to save.
  file_name text not null,
  content_type text not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  storage_key text not null,
  -- {isPartOfTender, customerPrice, currency, fxRate, tenderLink}
  stated jsonb not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, order_id, id),
  foreign key (account_id, order_id) references kontor.purchase_order (account_id, id)
);
create index order_attachment_storage_key on kontor.order_attachment (storage_key);

alter table kontor.order_attachment enable row level security;
alter table kontor.order_attachment force row level security;
create policy tenant on kontor.order_attachment to kontor_app
  using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()));
create policy whole on kontor.order_attachment to kontor_system using (true) with check (true);
-- What a partner agreed with its suppliers is none of its customers' business.
create policy no_customer on kontor.order_attachment as restrictive to kontor_app
  using ((select kontor.tenant_customer()) is null);
grant select, insert on kontor.order_attachment to kontor_app, kontor_system;
grant delete on kontor.order_attachment to kontor_system;

create or replace view kontor.named_file as
  select storage_key from kontor.artifact
  union all
  select storage_key from kontor.activity_archive
  union all
  select storage_key from kontor.support_attachment
  union all
  select storage_key from kontor.order_attachment;
