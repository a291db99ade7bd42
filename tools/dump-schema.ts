// Writes packages/server/schema.sql from the catalogs of a freshly migrated database: for reading, not for running.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { query } from '../packages/server/src/platform/db/batch.ts';
import type { Pool } from '../packages/server/src/platform/db/pools.ts';
import { noTenant } from '../packages/server/src/platform/db/scope.ts';
import { statement } from '../packages/server/src/platform/db/statement.ts';
import { startTestCluster } from '../packages/server/src/testing/test-cluster.ts';
import { createTestDatabase } from '../packages/server/src/testing/test-database.ts';

const target = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages/server/schema.sql');

type Line = { readonly owner: string; readonly line: string };

const tables = `
  select c.relname as owner, coalesce(obj_description(c.oid, 'pg_class'), '') as line
  from pg_class c where c.relnamespace = 'kontor'::regnamespace and c.relkind in ('r', 'p') order by 1`;

const columns = `
  select c.relname as owner,
    format('%s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity <> '' then ' generated as identity' else '' end,
      case when d.oid is null then ''
        when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        else ' default ' || pg_get_expr(d.adbin, d.adrelid) end) as line
  from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'kontor'::regnamespace and c.relkind in ('r', 'p')
    and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`;

// PostgreSQL 18 lists "not null" among the constraints; the columns say it already.
const constraints = `
  select c.relname as owner, format('constraint %s %s', k.conname, pg_get_constraintdef(k.oid)) as line
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where c.relnamespace = 'kontor'::regnamespace and k.contype <> 'n'
  order by c.relname, position(k.contype::text in 'pufcx'), k.conname`;

const indexes = `
  select c.relname as owner, pg_get_indexdef(i.indexrelid) || ';' as line
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = 'kontor'::regnamespace
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by c.relname, 2`;

const policies = `
  select c.relname as owner,
    format('create policy %s on kontor.%s for %s to %s%s%s;', p.polname, c.relname,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
        else 'all' end,
      (select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)),
      ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as line
  from pg_policy p join pg_class c on c.oid = p.polrelid
  where c.relnamespace = 'kontor'::regnamespace
  order by c.relname, p.polname`;

const security = `
  select relname as owner, format('-- row-level security: enabled%s',
    case when relforcerowsecurity then ' and forced' else '' end) as line
  from pg_class where relnamespace = 'kontor'::regnamespace and relrowsecurity order by 1`;

const triggers = `
  select c.relname as owner, pg_get_triggerdef(t.oid) || ';' as line
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'kontor'::regnamespace and not t.tgisinternal order by 1, 2`;

const grants = `
  select table_name as owner,
    format('grant %s on kontor.%s to %s;', string_agg(lower(privilege_type), ', ' order by privilege_type),
      table_name, grantee) as line
  from information_schema.table_privileges
  where table_schema = 'kontor' and grantee like 'kontor\\_%'
  group by table_name, grantee order by table_name, grantee`;

const functions = `
  select proname as owner, pg_get_functiondef(oid) || ';' as line
  from pg_proc where pronamespace = 'kontor'::regnamespace and prokind in ('f', 'p') order by proname, oid`;

async function linesByOwner(pool: Pool, text: string): Promise<Map<string, string[]>> {
  const lines = await query(pool, noTenant, statement<Line>('', text));
  const byOwner = new Map<string, string[]>();
  for (const { owner, line } of lines) byOwner.set(owner, [...(byOwner.get(owner) ?? []), line]);
  return byOwner;
}

async function describe(pool: Pool): Promise<string> {
  const names = await query(pool, noTenant, statement<Line>('', tables));
  const inside = [await linesByOwner(pool, columns), await linesByOwner(pool, constraints)];
  const after: Map<string, string[]>[] = [];
  for (const text of [indexes, security, policies, triggers, grants])
    after.push(await linesByOwner(pool, text));
  const of = (parts: Map<string, string[]>[], owner: string) =>
    parts.flatMap((part) => part.get(owner) ?? []);
  const blocks = names.map(({ owner, line }) => {
    const comment = line === '' ? '' : `-- ${line}\n`;
    const body = of(inside, owner)
      .map((text) => `  ${text}`)
      .join(',\n');
    return `${comment}create table kontor.${owner} (\n${body}\n);\n${of(after, owner).join('\n')}\n`;
  });
  const bodies = await query(pool, noTenant, statement<Line>('', functions));
  return [...blocks, ...bodies.map(({ line }) => `${line}\n`)].join('\n');
}

const cluster = await startTestCluster();
try {
  const database = await createTestDatabase(cluster.databaseUrl);
  const header =
    '-- Generated by "npm run schema" from the migrations, for reading only. Do not edit or run.\n\n';
  await writeFile(target, header + (await describe(database.owner)));
  await database.drop();
} finally {
  await cluster.stop();
}
