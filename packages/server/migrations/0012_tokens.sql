-- Tokens of every flow: where applications may return to, and which certificates prove them.

-- A public application (a console, a desktop program) keeps no secret: a person signs in through it, with proof of possession.
alter table kontor.application
  add column redirect_uris text[] not null default '{}',
  add column public boolean not null default false;

create table kontor.application_certificate (
  account_id uuid not null,
  client_id uuid not null,
  -- SHA-256 and SHA-1 of the certificate: how clients of either age name it in the head of an assertion.
  sha256 bytea not null check (octet_length(sha256) = 32),
  sha1 bytea not null check (octet_length(sha1) = 20),
  subject text not null,
  public_jwk jsonb not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  added_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz,
  primary key (account_id, client_id, sha256),
  foreign key (account_id, client_id) references kontor.application (account_id, client_id)
);
alter table kontor.application_certificate enable row level security;
alter table kontor.application_certificate force row level security;
create policy tenant on kontor.application_certificate to kontor_app
  using (account_id = (select kontor.tenant())) with check (account_id = (select kontor.tenant()));
create policy whole on kontor.application_certificate to kontor_system using (true) with check (true);
grant select, insert, update on kontor.application_certificate to kontor_app, kontor_system;

-- An application with all that the token endpoint decides by.
create function kontor.find_client(p_client uuid)
returns table (account_id uuid, client_id uuid, name text, secret_hash bytea, scopes text[], disabled boolean,
  redirect_uris text[], public boolean, certificates jsonb, account_name text)
language sql stable security definer set search_path = kontor, pg_temp as $$
  select a.account_id, a.client_id, a.name, a.secret_hash, a.scopes, a.disabled_at is not null, a.redirect_uris, a.public,
    coalesce((select jsonb_agg(jsonb_build_object('sha256', encode(c.sha256, 'hex'), 'sha1', encode(c.sha1, 'hex'), 'jwk', c.public_jwk,
        'notBefore', extract(epoch from c.not_before) * 1000, 'notAfter', extract(epoch from c.not_after) * 1000))
      from application_certificate c where c.account_id = a.account_id and c.client_id = a.client_id and c.removed_at is null), '[]'),
    t.name
  from application a join account t on t.id = a.account_id where a.client_id = p_client
$$;
grant create on schema kontor to kontor_system;
alter function kontor.find_client(uuid) owner to kontor_system;
revoke create on schema kontor from kontor_system;
revoke all on function kontor.find_client(uuid) from public;
grant execute on function kontor.find_client(uuid) to kontor_lookup, kontor_system;

-- How many calls of each throttled kind an account may make a minute; null: what the installation allows everybody.
alter table kontor.account
  add column wire_rate_per_minute integer check (wire_rate_per_minute between 1 and 10000000);
