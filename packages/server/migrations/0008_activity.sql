-- The activity log, numbered: records in their trees, the checkpoints that sign them, and what may be asked of them.
-- activity_pending stays what an act writes; a record moves from there into kontor.activity once, whole, and by one
-- function only. No role that serves requests or jobs can change or remove a record.

-- Owns the log and the functions that move, close and forget; nobody signs in as it.
grant usage, create on schema kontor to kontor_log;

---------------------------------------------------------------- the trees

-- Ed25519. The one without an end signs; the others go on verifying what they signed.
create table kontor.activity_key (
  id text primary key,
  public_key bytea not null check (octet_length(public_key) = 32),
  private_ciphertext bytea not null,
  data_key_id integer not null references kontor.data_key (id),
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index activity_key_current on kontor.activity_key ((true)) where retired_at is null;

-- One tree an account, and one of the installation over the accounts' roots, whose id is all zeros.
create table kontor.activity_tree (
  id uuid primary key,
  account_id uuid not null references kontor.account (id),
  -- Written once: a tree keeps its name when the installation moves to another host.
  origin text not null unique,
  size bigint not null default 0,
  root bytea not null check (octet_length(root) = 32),
  -- The perfect subtrees from left to right, 32 bytes each, of whose hashes the root is made.
  edge bytea not null default '' check (octet_length(edge) % 32 = 0)
);

-- 256 hashes a row (C2SP tiles): level 0 holds leaf hashes, level n the roots of 256^n leaves. The last of a level may be part full.
create table kontor.activity_tile (
  tree_id uuid not null references kontor.activity_tree (id),
  account_id uuid not null,
  level smallint not null check (level between 0 and 7),
  tile bigint not null,
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (tree_id, level, tile)
);

create table kontor.activity_checkpoint (
  tree_id uuid not null references kontor.activity_tree (id),
  account_id uuid not null,
  size bigint not null,
  root bytea not null check (octet_length(root) = 32),
  -- Real time.
  signed_at timestamptz not null,
  key_id text not null references kontor.activity_key (id),
  -- The signed note, byte for byte.
  note text not null,
  primary key (tree_id, size)
);
create index activity_checkpoint_time on kontor.activity_checkpoint (tree_id, signed_at desc);

-- The leaves of the installation's tree: which account's root stood at which size.
create table kontor.activity_root (
  leaf_index bigint primary key,
  account_id uuid not null references kontor.account (id),
  size bigint not null,
  leaf text not null,
  unique (account_id, size)
);

---------------------------------------------------------------- the records

-- `leaf` is the RFC 8785 JSON of the record, exactly as exported and hashed. What is personal in it stands as a
-- commitment; the words themselves are in `personal`, by their path in the leaf, and can be forgotten.
create table kontor.activity (
  account_id uuid not null,
  leaf_index bigint not null,
  id uuid not null,
  -- Account time.
  at timestamptz not null,
  recorded_at timestamptz not null,
  action text not null,
  outcome text not null,
  resource_type text not null,
  resource_id text not null,
  customer_id uuid,
  -- The person, else the application, else all zeros.
  actor_id uuid not null,
  -- Whose salt the commitments of name and address use, and whose those of the values: the person it is about.
  subject_id uuid not null,
  about_id uuid,
  leaf text not null,
  personal jsonb,
  primary key (account_id, id, at)
) partition by range (at);
create index activity_time on kontor.activity (account_id, at desc, id desc);
create index activity_customer on kontor.activity (account_id, customer_id, at desc, id desc);
create index activity_actor on kontor.activity (account_id, actor_id, at desc, id desc);
create index activity_action on kontor.activity (account_id, action, at desc, id desc);
create index activity_resource on kontor.activity (account_id, resource_id, at desc, id desc);
create index activity_leaf on kontor.activity (account_id, leaf_index);
-- What was refused is looked for by itself, and is rare.
create index activity_refused on kontor.activity (account_id, at desc, id desc) where outcome = 'refused';
create index activity_subject_records on kontor.activity (account_id, subject_id);
create index activity_about on kontor.activity (account_id, about_id) where about_id is not null;

-- The salt of a person's commitments. Without it nothing of theirs can be guessed from the log.
create table kontor.activity_subject (
  account_id uuid not null,
  id uuid not null,
  salt bytea check (octet_length(salt) = 32),
  erased_at timestamptz,
  primary key (account_id, id),
  check ((salt is null) = (erased_at is not null))
);

-- Under which names who acted, so that a search for a name need not read records.
create table kontor.activity_name (
  account_id uuid not null,
  actor_id uuid not null,
  name text not null,
  primary key (account_id, actor_id, name)
);

-- The names of customers as records carry them, for the same reason.
create table kontor.activity_customer_name (
  account_id uuid not null,
  customer_id uuid not null,
  name text not null,
  primary key (account_id, customer_id, name)
);

-- How many records a day (UTC) of account time has, so that a total need not count them.
create table kontor.activity_day (
  account_id uuid not null,
  day date not null,
  action text not null,
  resource_type text not null,
  -- All zeros: of no customer. All ones: of everybody together, so that a total does not add up customers.
  customer_id uuid not null,
  records bigint not null,
  primary key (account_id, day, action, resource_type, customer_id)
);
create index activity_day_customer on kontor.activity_day (account_id, customer_id, day);

create table kontor.activity_saved_view (
  account_id uuid not null,
  person_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  query jsonb not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, person_id, name)
);

-- Months that left the database, each with the file that holds it and the day that file was verified.
create table kontor.activity_archive (
  account_id uuid not null,
  month date not null,
  records bigint not null,
  first_leaf bigint not null,
  last_leaf bigint not null,
  -- The records as they were exported, and behind them, from this byte on, their proof.
  storage_key text not null,
  records_bytes bigint not null,
  size_bytes bigint not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  verified_at timestamptz not null,
  primary key (account_id, month)
);

-- How long records stay in the database; the newest row whose day has come holds. Rows are never rewritten.
create table kontor.activity_retention (
  id integer generated always as identity primary key,
  months integer not null check (months between 12 and 1200),
  effective_from date not null,
  set_at timestamptz not null default clock_timestamp()
);
insert into kontor.activity_retention (months, effective_from) values (120, '2020-01-01');

-- Who is sent each day's checkpoint by mail, so that a copy lies where nobody here can reach it.
create table kontor.activity_witness (
  account_id uuid not null,
  email text not null,
  added_at timestamptz not null,
  primary key (account_id, email)
);

-- How far each account's records have been looked through for what is unusual.
create table kontor.activity_watch (
  account_id uuid primary key references kontor.account (id),
  next_leaf bigint not null default 0
);

-- What an account calls unusual; without a row, what the installation does.
create table kontor.activity_watch_setting (
  account_id uuid primary key references kontor.account (id),
  many_keys integer not null check (many_keys between 2 and 10000),
  night boolean not null,
  new_country boolean not null,
  set_at timestamptz not null default clock_timestamp()
);

-- What a person was seen to do before, so that a first time is one: `night`, or `country:` and its code.
create table kontor.activity_habit (
  account_id uuid not null,
  person_id uuid not null,
  habit text not null,
  first_leaf bigint not null,
  primary key (account_id, person_id, habit)
);

create table kontor.activity_unusual (
  account_id uuid not null,
  leaf_index bigint not null,
  rule text not null check (rule in ('many_keys', 'night', 'new_country')),
  record_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  facts jsonb not null,
  primary key (account_id, leaf_index, rule)
);
create index activity_unusual_person on kontor.activity_unusual (account_id, person_id, rule, at);

---------------------------------------------------------------- functions that alone may touch records

-- The month of an instant has its partition; made when the first record of it comes.
create function kontor.open_activity_month(p_month date) returns void
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  month date := date_trunc('month', p_month)::date;
  name text := format('activity_%s', to_char(month, 'YYYYMM'));
begin
  if to_regclass('kontor.' || name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(7236541008);
  if to_regclass('kontor.' || name) is not null then
    return;
  end if;
  -- Built beside and attached: that takes no lock which readers of the log would wait for.
  execute format('create table kontor.%I (like kontor.activity including defaults including constraints)', name);
  execute format('alter table kontor.%I add check (at >= %L and at < %L)', name,
    (month::timestamp at time zone 'UTC'), ((month + interval '1 month')::timestamp at time zone 'UTC'));
  execute format('alter table kontor.%I enable row level security', name);
  execute format('alter table kontor.%I force row level security', name);
  execute format('alter table kontor.activity attach partition kontor.%I for values from (%L) to (%L)', name,
    (month::timestamp at time zone 'UTC'), ((month + interval '1 month')::timestamp at time zone 'UTC'));
end $$;

-- Moves records of any accounts from where acts wrote them into the log, each with its number and its leaf. All of
-- them or none.
create function kontor.place_activity(
  p_accounts uuid[], p_ids uuid[], p_leaf_indices bigint[], p_subjects uuid[], p_abouts uuid[], p_leaves text[],
  p_personal jsonb[]
) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  placed bigint;
begin
  with named as (
    select * from unnest(p_accounts, p_ids, p_leaf_indices, p_subjects, p_abouts, p_leaves, p_personal)
      as n (account_id, id, leaf_index, subject_id, about_id, leaf, personal)
  ), gone as (
    delete from activity_pending p using named n where p.account_id = n.account_id and p.id = n.id
    returning p.*, n.leaf_index, n.subject_id, n.about_id, n.leaf, n.personal
  )
  insert into activity (account_id, leaf_index, id, at, recorded_at, action, outcome, resource_type, resource_id,
    customer_id, actor_id, subject_id, about_id, leaf, personal)
  select account_id, leaf_index, id, at, recorded_at, action, outcome, resource_type, resource_id, customer_id,
    coalesce(person_id, client_id, '00000000-0000-0000-0000-000000000000'::uuid), subject_id, about_id, leaf, personal
  from gone;
  get diagnostics placed = row_count;
  if placed <> cardinality(p_ids) then
    raise exception using errcode = 'KX001', message = 'activity.moved';
  end if;
  return placed;
end $$;

-- Forgets who somebody was: the words and the salt go, the records and their proofs stay.
create function kontor.forget_activity_subject(p_account uuid, p_subject uuid, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  forgotten bigint;
begin
  -- The sequencer holds this lock shared while it places records: each of them is forgotten here, or it finds the
  -- salt gone.
  perform pg_advisory_xact_lock(7236541009);
  -- Paths are JSON pointers: who acted and from where belongs to the actor, everything else to whom it is about.
  update activity set personal = nullif(case
      when subject_id = p_subject and coalesce(about_id, p_subject) = p_subject then '{}'
      when subject_id = p_subject then personal - '/user/name' - '/address'
      else (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(personal) where key in ('/user/name', '/address'))
    end, '{}')
    where account_id = p_account and (subject_id = p_subject or about_id = p_subject) and personal is not null;
  get diagnostics forgotten = row_count;
  update activity_subject set salt = null, erased_at = p_at where account_id = p_account and id = p_subject and erased_at is null;
  delete from activity_name where account_id = p_account and actor_id = p_subject;
  return forgotten;
end $$;

-- Under which names they were known goes too where somebody else's record gives one, such as the e-mail address of an
-- invitation.
create function kontor.forget_activity_names(p_account uuid, p_names text[]) returns bigint
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  forgotten bigint;
begin
  perform pg_advisory_xact_lock(7236541009);
  update activity a set personal = (
      select jsonb_object_agg(w.key, w.value) from jsonb_each(a.personal) w
      where not (lower(w.value #>> '{}') = any (p_names)))
    where a.account_id = p_account and a.personal is not null and exists (
      select from jsonb_each(a.personal) w where lower(w.value #>> '{}') = any (p_names));
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- Takes a month out of the database. Refuses while any record of it is in no verified archive.
create function kontor.close_activity_month(p_month date) returns void
language plpgsql security definer set search_path = kontor, pg_temp as $$
declare
  begins date := date_trunc('month', p_month)::date;
  name text := format('activity_%s', to_char(p_month, 'YYYYMM'));
  uncovered bigint;
begin
  -- Nothing comes into it any more.
  execute format('lock table kontor.%I in share row exclusive mode', name);
  -- Through the log itself: a partition has row-level security and no policy, so that asked by itself it looks empty.
  select count(*) into uncovered
    from (select account_id, count(*) as records, min(leaf_index) as low, max(leaf_index) as high from activity
      where at >= (begins::timestamp at time zone 'UTC') and at < ((begins + interval '1 month')::timestamp at time zone 'UTC')
      group by account_id) r
    where not exists (select 1 from activity_archive a where a.account_id = r.account_id and a.month = begins
      and a.records = r.records and a.first_leaf = r.low and a.last_leaf = r.high);
  if uncovered > 0 then
    raise exception using errcode = 'KX001', message = 'activity.month_not_archived';
  end if;
  execute format('alter table kontor.activity detach partition kontor.%I', name);
  execute format('drop table kontor.%I', name);
end $$;

---------------------------------------------------------------- who may touch what

do $$
declare
  name text;
  signature text;
begin
  foreach name in array array['activity_tree', 'activity_tile', 'activity_checkpoint', 'activity_root', 'activity',
    'activity_subject', 'activity_name', 'activity_customer_name', 'activity_day', 'activity_saved_view', 'activity_archive', 'activity_witness',
    'activity_watch', 'activity_watch_setting', 'activity_habit', 'activity_unusual']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    execute format('grant select on kontor.%I to kontor_app, kontor_system', name);
  end loop;
  foreach name in array array['activity', 'activity_pending', 'activity_subject', 'activity_name', 'activity_archive']
  loop
    execute format('create policy log on kontor.%I to kontor_log using (true) with check (true)', name);
  end loop;
  execute 'create policy own_customer on kontor.activity as restrictive to kontor_app using ((select kontor.tenant_customer()) is null or customer_id = (select kontor.tenant_customer()))';
  alter table kontor.activity owner to kontor_log;
  foreach signature in array array['kontor.open_activity_month(date)',
    'kontor.place_activity(uuid[], uuid[], bigint[], uuid[], uuid[], text[], jsonb[])',
    'kontor.forget_activity_subject(uuid, uuid, timestamptz)', 'kontor.forget_activity_names(uuid, text[])',
    'kontor.close_activity_month(date)']
  loop
    execute format('alter function %s owner to kontor_log', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to kontor_system', signature);
  end loop;
end $$;

grant select, delete on kontor.activity_pending to kontor_log;
grant select, update on kontor.activity_subject to kontor_log;
grant select, delete on kontor.activity_name to kontor_log;
grant select on kontor.activity_archive to kontor_log;
grant select on kontor.activity_key to kontor_system;
grant select (id, public_key, created_at, retired_at) on kontor.activity_key to kontor_app;
grant select on kontor.activity_retention to kontor_app, kontor_system;
grant insert, update on kontor.activity_key, kontor.activity_tree, kontor.activity_tile to kontor_system;
grant insert on kontor.activity_checkpoint, kontor.activity_root, kontor.activity_subject, kontor.activity_name,
  kontor.activity_customer_name, kontor.activity_archive, kontor.activity_retention to kontor_system;
grant insert, update on kontor.activity_day, kontor.activity_watch to kontor_system;
grant insert on kontor.activity_habit, kontor.activity_unusual to kontor_system;
grant insert, update on kontor.activity_watch_setting to kontor_app, kontor_system;
grant insert, delete on kontor.activity_saved_view, kontor.activity_witness to kontor_app;
grant insert, delete on kontor.activity_witness to kontor_system;

-- What an act writes is short-lived now; its indexes cost every act and are read by nobody.
drop index kontor.activity_pending_time;
drop index kontor.activity_pending_customer;
create index activity_pending_order on kontor.activity_pending (recorded_at, id);
-- Whoever writes a record is the tenant of the transaction, which the policy holds; a look at the account's row for each
-- act would only make the acts of one partner wait for each other.
alter table kontor.activity_pending drop constraint activity_pending_account_id_fkey;
-- Rows come and go: what is dead must not be what a round reads through.
alter table kontor.activity_pending set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

create or replace view kontor.named_file as
  select storage_key from kontor.artifact
  union all
  select storage_key from kontor.activity_archive;
