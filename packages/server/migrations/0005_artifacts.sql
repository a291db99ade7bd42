-- Files that were replaced stay as long as this, for whoever still wants them back.
alter table kontor.installation
  add column artifact_retention_days integer not null default 30 check (artifact_retention_days between 1 and 3650);

---------------------------------------------------------------- what a version, language and bitness once was

create table kontor.artifact_history (
  id bigint generated always as identity primary key,
  product_id text not null,
  sku_id text not null,
  version text not null,
  language text not null,
  bitness text not null,
  file_name text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  storage_key text not null,
  uploaded_at timestamptz not null,
  replaced_at timestamptz not null default clock_timestamp(),
  -- When the bytes went; the row stays.
  removed_at timestamptz,
  foreign key (product_id, sku_id) references kontor.sku (product_id, id)
);
create index artifact_history_artifact on kontor.artifact_history (product_id, sku_id, version, language, bitness, id);
create index artifact_history_storage_key on kontor.artifact_history (storage_key) where removed_at is null;
create index artifact_storage_key on kontor.artifact (storage_key);

-- A trigger, so that of two uploads at once neither's predecessor is forgotten.
create function kontor.keep_artifact() returns trigger
language plpgsql set search_path = kontor, pg_temp as $$
begin
  insert into artifact_history (product_id, sku_id, version, language, bitness, file_name, size_bytes, sha256,
    storage_key, uploaded_at)
  values (old.product_id, old.sku_id, old.version, old.language, old.bitness, old.file_name, old.size_bytes, old.sha256,
    old.storage_key, old.uploaded_at);
  return null;
end $$;
create trigger keep_replaced after update on kontor.artifact
  for each row when (old.storage_key <> new.storage_key) execute function kontor.keep_artifact();
create trigger keep_removed after delete on kontor.artifact
  for each row execute function kontor.keep_artifact();

---------------------------------------------------------------- the files themselves

-- A file is claimed before it gets its place, so that no sweep takes it between its place and its row.
create table kontor.stored_file (
  storage_key text primary key,
  claimed_at timestamptz not null default clock_timestamp()
);

-- Every row that needs its file. Whoever names files in another table adds it here: what is not named is swept.
create view kontor.named_file as
  select storage_key from kontor.artifact;

grant select on kontor.artifact_history to kontor_app;
grant select, insert, update, delete on kontor.artifact_history, kontor.stored_file to kontor_system;
grant select on kontor.named_file to kontor_system;
grant usage on sequence kontor.artifact_history_id_seq to kontor_system;

---------------------------------------------------------------- files on the way

-- One row a running transfer, seen again every few seconds by the server that sends it.
create table kontor.transfer (
  account_id uuid not null,
  id uuid not null,
  link_id uuid not null,
  storage_key text not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id)
);
create index transfer_link on kontor.transfer (link_id);
create index transfer_storage_key on kontor.transfer (storage_key);
alter table kontor.transfer enable row level security;
alter table kontor.transfer force row level security;
create policy tenant on kontor.transfer to kontor_app
  using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()));
create policy whole on kontor.transfer to kontor_system using (true) with check (true);
grant select, insert, update, delete on kontor.transfer to kontor_app, kontor_system;

-- Raises when the link or the account has as many transfers as it may; a server that died counts for a minute.
create function kontor.begin_transfer(p_account uuid, p_link uuid, p_id uuid, p_key text, p_of_link integer, p_of_account integer)
returns void
language plpgsql set search_path = kontor, pg_temp as $$
declare
  of_link bigint;
  of_account bigint;
begin
  perform pg_advisory_xact_lock(716253, hashtext(p_account::text));
  select count(*) filter (where link_id = p_link), count(*) into of_link, of_account
    from transfer where account_id = p_account and seen_at > clock_timestamp() - interval '1 minute';
  if of_link >= p_of_link then
    raise exception using errcode = 'KX001', message = 'transfers.of_link';
  end if;
  if of_account >= p_of_account then
    raise exception using errcode = 'KX001', message = 'transfers.of_account';
  end if;
  insert into transfer (account_id, id, link_id, storage_key) values (p_account, p_id, p_link, p_key);
end $$;
grant execute on function kontor.begin_transfer to kontor_app;
