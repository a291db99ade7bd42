import type pg from 'pg';
import type { Pool } from './pools.ts';

/** The role requests run as could step over row-level security, so that the server must not start. */
export class UnsafeRequestRole extends Error {
  override readonly name = 'UnsafeRequestRole';
}

const roleFacts = `
  select current_user as role, r.rolsuper as superuser, r.rolbypassrls as bypasses,
    exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'kontor' and pg_has_role(current_user, c.relowner, 'usage')
    ) or exists (
      select from pg_namespace n where n.nspname = 'kontor' and pg_has_role(current_user, n.nspowner, 'usage')
    ) as owns
  from pg_roles r where r.rolname = current_user`;

/**
 * Refuses to go on when the pool's role is a superuser, bypasses row-level security or owns what it must not.
 * @throws UnsafeRequestRole with what to do about it
 */
export async function assertRequestRole(pool: Pool): Promise<void> {
  const client: pg.PoolClient = await pool.connect();
  try {
    const { rows } = await client.query(roleFacts);
    const { role, superuser, bypasses, owns } = rows[0];
    const faults = [
      superuser && 'is a superuser',
      bypasses && 'bypasses row-level security',
      owns && 'owns the schema kontor or a table in it',
    ].filter(Boolean);
    if (faults.length === 0) return;
    const remedy = `Run: alter role ${role} nosuperuser nobypassrls; and give its tables to the migrating role.`;
    throw new UnsafeRequestRole(`The database role ${role} ${faults.join(' and ')}. ${remedy}`);
  } finally {
    client.release();
  }
}
