import type pg from 'pg';
import { MigrationError } from './migration-files.ts';
import { databaseRoles, ownerRoles } from './pools.ts';

// Roles belong to the cluster, not to the database: several databases may be migrated at once, and each finds the
// role already there, or made by another session between the look and the create.
const createRole = (role: string) => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} nologin nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
  exception when duplicate_object or unique_violation then null;
  end $$`;

// Whoever connects has to be able to step down into the role. Trying is the one test that says the same on every
// version: since 16 the creator of a role is a member of it and still may not become it.
const grantRole = (role: string) => `
  do $$ begin
    execute 'set local role ${role}';
    execute 'reset role';
  exception when insufficient_privilege then
    execute format('grant ${role} to %I', current_user);
  end $$`;

/** Creates the roles Kontor runs as, unless they exist. @throws MigrationError naming the commands to run instead */
export async function ensureRoles(client: pg.Client): Promise<void> {
  for (const role of [...databaseRoles, ...ownerRoles]) {
    try {
      await client.query(createRole(role));
      await client.query(grantRole(role));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const remedy = `Let an administrator run: create role ${role} nologin; grant ${role} to the role of DATABASE_URL.`;
      throw new MigrationError(`The database role ${role} is missing or not granted: ${message}. ${remedy}`, {
        cause: error,
      });
    }
  }
}
