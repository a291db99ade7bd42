-- What people are told: mail, notices, calendars, and the order of events.

---------------------------------------------------------------- mail

-- The outbox: a mail commits with the act that it tells of; a job sends it. Real time throughout.
create table kontor.mail (
  account_id uuid not null references kontor.account (id),
  id uuid not null unique,
  recipient text not null check (length(recipient) <= 320),
  language text not null check (language in ('en', 'tr')),
  kind text not null check (kind ~ '^[a-z_.]{1,60}$'),
  subject text not null check (length(subject) <= 400),
  -- Null once nothing is sent of it any more.
  body text,
  -- The text holds an address that opens something: it goes as soon as the mail is sent.
  secret boolean not null default false,
  -- Where the reader ends mails of this kind.
  preferences_url text,
  dedupe_key text check (length(dedupe_key) <= 200),
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  -- Cut to what a page's cursor can say.
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  settled_at timestamptz,
  -- What the receiving server said, or why it could not be asked.
  failure text not null default '' check (length(failure) <= 500),
  primary key (account_id, id),
  check ((status = 'waiting') = (settled_at is null)),
  check (status <> 'waiting' or body is not null)
);
create unique index mail_once on kontor.mail (account_id, dedupe_key) where dedupe_key is not null;
create index mail_due on kontor.mail (next_attempt_at, id) where status = 'waiting';
create index mail_listed on kontor.mail (status, created_at desc, id desc);
create index mail_to_empty on kontor.mail (settled_at) where settled_at is not null and body is not null;

---------------------------------------------------------------- events in order

-- `position` numbers an account's events without gaps, in the order in which the relay found them committed.
alter table kontor.event
  add column position bigint,
  add column previous_id uuid;
create unique index event_position on kontor.event (account_id, position) where position is not null;
create index event_aggregate on kontor.event (account_id, aggregate_type, aggregate_id, position desc) where position is not null;
create index event_relayed on kontor.event (relayed_at) where relayed_at is not null;

-- The highest position given.
create table kontor.event_stream (
  account_id uuid primary key references kontor.account (id),
  position bigint not null
);

-- Up to where each of those who listen has come.
create table kontor.event_consumer (
  account_id uuid not null references kontor.account (id),
  name text not null,
  position bigint not null,
  primary key (account_id, name)
);

---------------------------------------------------------------- notices

create table kontor.notice (
  account_id uuid not null references kontor.account (id),
  person_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('window_closing', 'low_stock', 'credit_limit_near', 'invoice_ready', 'support_answered', 'support_requested', 'unusual_activity', 'purchase_provisioned')),
  -- One notice a person for each cause, whatever crashes and however often its event is handed out.
  cause text not null check (length(cause) <= 300),
  customer_id uuid,
  -- Account time.
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  facts jsonb not null,
  read_at timestamptz,
  -- Waits for the next daily digest.
  for_digest boolean not null default false,
  primary key (account_id, id),
  unique (account_id, cause, person_id)
);
create index notice_listed on kontor.notice (account_id, person_id, at desc, id desc);
create index notice_unread on kontor.notice (account_id, person_id) where read_at is null;
create index notice_for_digest on kontor.notice (account_id, person_id) where for_digest;
create index notice_age on kontor.notice (recorded_at);

-- Only what a person chose; the usual holds where there is no row.
create table kontor.notice_preference (
  account_id uuid not null references kontor.account (id),
  person_id uuid not null,
  kind text not null,
  way text not null check (way in ('portal', 'mail', 'digest', 'off')),
  primary key (account_id, person_id, kind)
);

create table kontor.notice_reader (
  account_id uuid not null references kontor.account (id),
  person_id uuid not null,
  -- Of mails; null: by the account's country.
  language text check (language in ('en', 'tr')),
  mail_from_sandbox boolean not null default false,
  primary key (account_id, person_id)
);

-- The last local day of an account on which its digests were made.
create table kontor.notice_digest (
  account_id uuid primary key references kontor.account (id),
  day date not null
);

-- On which side of the mark an account's credit stood at the last look.
create table kontor.credit_watch (
  account_id uuid not null references kontor.account (id),
  currency text not null,
  near boolean not null,
  primary key (account_id, currency)
);

-- A person's calendar address; the token itself is known to them alone.
create table kontor.calendar (
  account_id uuid not null references kontor.account (id),
  person_id uuid not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  primary key (account_id, person_id)
);

---------------------------------------------------------------- who may touch what

do $$
declare
  name text;
begin
  foreach name in array array['mail', 'event_stream', 'event_consumer', 'notice', 'notice_preference', 'notice_reader', 'notice_digest', 'credit_watch', 'calendar']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    execute format('grant select on kontor.%I to kontor_app', name);
    execute format('grant select, insert, update, delete on kontor.%I to kontor_system', name);
    -- A customer's people are sent mails but read none, and the rest is not theirs at all.
    execute format('create policy own_customer on kontor.%I as restrictive for select to kontor_app using ((select kontor.tenant_customer()) is null)', name);
  end loop;
end $$;

grant insert on kontor.mail to kontor_app;
grant update (read_at) on kontor.notice to kontor_app;
grant insert, update, delete on kontor.notice_preference, kontor.notice_reader, kontor.calendar to kontor_app;

-- Whose calendar an address is, and what that person is now.
create function kontor.find_calendar(p_hash bytea)
returns table (account_id uuid, person_id uuid, kind text, roles text[], clock_offset_ms bigint, country text)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select c.account_id, c.person_id, p.kind, p.roles, a.clock_offset_ms, a.country
  from calendar c
  join account a on a.id = c.account_id
  join person p on p.account_id = c.account_id and p.id = c.person_id
  where c.token_hash = p_hash and p.disabled_at is null and a.suspended_at is null
$$;

-- As in 0001: forced row-level security binds a table's owner too, so this runs as the role that has a policy.
grant create on schema kontor to kontor_system;
alter function kontor.find_calendar owner to kontor_system;
revoke all on function kontor.find_calendar from public;
revoke create on schema kontor from kontor_system;
grant execute on function kontor.find_calendar to kontor_lookup, kontor_system;
