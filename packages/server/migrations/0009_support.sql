-- Support requests: what was asked, answered, attached and decided.

create table kontor.support_request (
  account_id uuid not null references kontor.account (id),
  id uuid not null,
  -- What people and the wire call it by.
  number text not null unique check (number ~ '^[1-9][0-9]{14}$'),
  version integer not null default 1,
  type text not null check (type in ('csp_purchase_refund', 'purchase_or_order', 'subscription_or_reservation',
    'keys_and_downloads', 'invoice_or_payment', 'users_and_sign_in', 'api_and_integration', 'something_else')),
  impact text not null check (impact in ('critical', 'moderate', 'minimal')),
  status text not null check (status in ('open', 'attention_needed', 'closed')),
  title text not null,
  description text not null,
  author_id uuid not null,
  author_name text not null,
  contact_name text not null,
  contact_email text not null,
  contact_phone text not null,
  -- In which the author is written to.
  language text not null check (language in ('en', 'tr')),
  -- Of a refund: for whom, of what, why and how much; an amount is what comes back in all, tax included.
  customer_id uuid,
  order_id text,
  line_numbers integer[],
  subscription_id uuid,
  refund_reason text,
  refund_minor bigint check (refund_minor > 0),
  refund_currency text,
  assignee_id uuid,
  assignee_name text,
  -- The answer's clock: what had run of it when it last stood still, and since when it runs. It stops with an answer.
  clock_used_ms bigint not null default 0,
  clock_since timestamptz,
  answered_at timestamptz,
  outcome text check (outcome in ('refund', 'decline')),
  decided_at timestamptz,
  decided_by text,
  kept_purchase boolean,
  credit_currency text,
  credit_net_minor bigint,
  credit_tax_minor bigint,
  -- Account time, as everything here but recorded_at.
  created_at timestamptz not null,
  modified_at timestamptz not null,
  closed_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  -- The operator names a request without its account.
  unique (id),
  foreign key (account_id, customer_id) references kontor.customer (account_id, id),
  foreign key (account_id, order_id) references kontor.purchase_order (account_id, id),
  check ((type = 'csp_purchase_refund') = (refund_minor is not null)),
  check ((refund_minor is null) or (customer_id is not null and order_id is not null and refund_reason is not null
    and refund_currency is not null)),
  check ((outcome is null) = (decided_at is null)),
  check ((status = 'closed') = (closed_at is not null))
);
create index support_request_list on kontor.support_request (account_id, created_at desc, id desc);
create index support_request_author on kontor.support_request (account_id, author_id, created_at desc, id desc);
create index support_request_queue on kontor.support_request (created_at desc, id desc) where status <> 'closed';
create index support_request_recent on kontor.support_request (created_at desc, id desc);
create index support_request_order on kontor.support_request (account_id, order_id) where order_id is not null;
create index support_request_customer on kontor.support_request (account_id, customer_id) where customer_id is not null;

create table kontor.support_note (
  account_id uuid not null,
  request_id uuid not null,
  id uuid not null,
  side text not null check (side in ('partner', 'operator')),
  kind text not null check (kind in ('note', 'ask', 'refund', 'decline', 'close', 'reopen')),
  author_id uuid,
  author_name text not null,
  text text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, id),
  foreign key (account_id, request_id) references kontor.support_request (account_id, id)
);
create index support_note_request on kontor.support_note (account_id, request_id, at, id);

create table kontor.support_attachment (
  account_id uuid not null,
  request_id uuid not null,
  number integer not null check (number >= 1),
  side text not null check (side in ('partner', 'operator')),
  author_id uuid,
  author_name text not null,
  -- As its sender called it, made safe to show and to save.
  file_name text not null,
  content_type text not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  storage_key text not null,
  scan text not null check (scan in ('not_scanned', 'pending', 'clean', 'infected')),
  -- What the scanner found, in its own words.
  scan_found text,
  scanned_at timestamptz,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, request_id, number),
  foreign key (account_id, request_id) references kontor.support_request (account_id, id)
);
create index support_attachment_storage_key on kontor.support_attachment (storage_key);
create index support_attachment_pending on kontor.support_attachment (recorded_at) where scan = 'pending';

-- An answer by link, from a mail: for one person and one request. The address itself is not in here.
create table kontor.support_reply_token (
  token_hash bytea primary key,
  account_id uuid not null,
  request_id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (account_id, request_id) references kontor.support_request (account_id, id)
);
create index support_reply_token_request on kontor.support_reply_token (account_id, request_id);
create index support_reply_token_expiry on kontor.support_reply_token (expires_at);

do $$
declare
  name text;
begin
  foreach name in array array['support_request', 'support_note', 'support_attachment', 'support_reply_token']
  loop
    execute format('alter table kontor.%I enable row level security', name);
    execute format('alter table kontor.%I force row level security', name);
    execute format('create policy tenant on kontor.%I to kontor_app using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()))', name);
    execute format('create policy whole on kontor.%I to kontor_system using (true) with check (true)', name);
    -- People of a customer have no part in what their partner asks the operator.
    execute format('create policy no_customer on kontor.%I as restrictive to kontor_app using ((select kontor.tenant_customer()) is null)', name);
    execute format('grant select, insert on kontor.%I to kontor_app, kontor_system', name);
  end loop;
end $$;
grant update on kontor.support_request to kontor_app, kontor_system;
grant update on kontor.support_attachment to kontor_system;
grant delete on kontor.support_request, kontor.support_note, kontor.support_attachment, kontor.support_reply_token to kontor_system;

-- What an answer by link is decided by, in one look.
create function kontor.find_support_reply(p_hash bytea)
returns table (account_id uuid, account_name text, sandbox boolean, clock_offset_ms bigint, suspended boolean,
  request_id uuid, number text, title text, status text, closed_at timestamptz, language text,
  person_id uuid, person_kind text, person_email text, person_name text, person_roles text[], person_disabled boolean,
  expires_at timestamptz)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select t.account_id, a.name, a.sandbox, a.clock_offset_ms, a.suspended_at is not null,
    r.id, r.number, r.title, r.status, r.closed_at, r.language,
    p.id, p.kind, p.email, p.display_name, p.roles, p.disabled_at is not null,
    t.expires_at
  from support_reply_token t
  join account a on a.id = t.account_id
  join support_request r on r.account_id = t.account_id and r.id = t.request_id
  join person p on p.id = t.person_id
  where t.token_hash = p_hash
$$;
-- As in 0001: forced row-level security binds a table's owner too, so it runs as the role that has a policy.
grant create on schema kontor to kontor_system;
alter function kontor.find_support_reply owner to kontor_system;
revoke all on function kontor.find_support_reply from public;
revoke create on schema kontor from kontor_system;
grant execute on function kontor.find_support_reply to kontor_lookup, kontor_system;

create or replace view kontor.named_file as
  select storage_key from kontor.artifact
  union all
  select storage_key from kontor.activity_archive
  union all
  select storage_key from kontor.support_attachment;
