import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { Statement } from './statement.ts';

/**
 * Whose rows a batch may see: the partner account, and for a customer's user the customer too.
 * `tenant: null` sees no tenant's rows as kontor_app; kontor_system has a policy of its own.
 */
export type Scope = { readonly tenant: AccountId | null; readonly customer?: CustomerId };

export const noTenant: Scope = { tenant: null };

const setTenant = "select set_config('app.tenant', $1, true)";
const setTenantAndCustomer = `${setTenant}, set_config('app.customer', $2, true)`;

/** The statement that must precede every other of a transaction, or undefined when there is no scope to set. */
export function scopeStatement(scope: Scope): Statement | undefined {
  const { tenant, customer } = scope;
  if (customer !== undefined) {
    return { name: 'scope_customer', text: setTenantAndCustomer, values: [tenant ?? '', customer] };
  }
  if (tenant === null) return undefined;
  return { name: 'scope_tenant', text: setTenant, values: [tenant] };
}
