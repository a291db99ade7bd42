import { query } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { listTenantDomains } from './identity-store.ts';
import type { TokenSubject } from './token-claims.ts';

const everybodys = new Set(['common', 'organizations']);

/**
 * Whether a token may be asked for under a tenant: the application's account, the person's own tenant, or one of
 * the words that stand for any. Every other tenant, existing or not, is answered alike.
 */
export async function mayUseTenant(system: Pool, tenant: string, subject: TokenSubject): Promise<boolean> {
  if (everybodys.has(tenant)) return true;
  const { application, person } = subject;
  const accounts = [application.account_id, ...(person === undefined ? [] : [person.account_id])];
  const customerId = person?.customer_id ?? null;
  if (accounts.includes(tenant) || tenant === customerId) return true;
  if (!tenant.includes('.')) return false;
  const rows = await query(system, noTenant, listTenantDomains(accounts, customerId));
  return rows.some((row) => row.domain === tenant);
}
