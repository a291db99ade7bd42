-- A small database with every mechanism of platform/db: a tenant's rows behind a policy, and kontor.expect.
create schema kontor;
grant usage on schema kontor to kontor_app, kontor_lookup, kontor_system;

create function kontor.expect(actual bigint, wanted bigint, code text) returns void
language plpgsql as $$
begin
  if actual is distinct from wanted then
    raise exception using errcode = 'KX001', message = code,
      detail = format('expected %s rows, found %s', wanted, coalesce(actual::text, 'none'));
  end if;
end $$;

create table kontor.note (
  id uuid primary key default gen_random_uuid(),
  tenant uuid not null,
  text text not null,
  version bigint not null default 1
);
create index note_tenant on kontor.note (tenant);
alter table kontor.note enable row level security;
alter table kontor.note force row level security;
create policy tenant_rows on kontor.note to kontor_app
  using (tenant = (select nullif(current_setting('app.tenant', true), ''))::uuid);
create policy every_row on kontor.note to kontor_system using (true);
grant select, insert, update, delete on kontor.note to kontor_app, kontor_system;

create table kontor.due_check (
  id bigint primary key,
  parent bigint references kontor.due_check deferrable initially deferred
);
grant select, insert on kontor.due_check to kontor_app;
