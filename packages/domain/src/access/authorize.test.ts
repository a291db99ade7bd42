import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../ids.ts';
import { must } from '../testing/fixtures.ts';
import { type Actor, authorize, permissionTable } from './authorize.ts';
import { applicationScopes, type Permission, permissions } from './permissions.ts';
import { customerRoles, partnerRoles } from './roles.ts';

const accountId = must(parseAccountId('11111111-1111-4111-8111-111111111111'));

function actor(changes: Partial<Actor>): Actor {
  return { kind: 'partner_user', accountId, roles: [], scopes: [], secondFactor: true, ...changes };
}

function codeOf(by: Actor, permission: Permission) {
  const decision = authorize(by, permission);
  return decision.accepted ? 'allowed' : decision.refusal.code;
}

const allowed = (by: Actor, permission: Permission) => authorize(by, permission).accepted;

/** Product 1, written out once more: G A S H B U C R M stand for the nine partner roles in their order. */
const letters = 'GASHBUCRM';
const table: Record<Permission, [partnerRoles: string, more?: string]> = {
  'customers.read': ['GASH', 'app operator'],
  'customers.edit': ['GASH', 'app'],
  'customers.create': ['GAS', 'app'],
  'customer_profiles.read': ['GASH'],
  'customers.release': ['GA'],
  'customers.delete': ['GA', 'app'],
  'agreements.record': ['GAS', 'app'],
  'customer_users.manage': ['AH'],
  'catalog.read': ['GASH', 'app operator'],
  'carts.write': ['GAS', 'app'],
  'orders.read': ['GASH', 'app operator'],
  'orders.buy': ['GAS', 'app'],
  'orders.cancel': ['A', 'app'],
  'cancellations.preview': ['GASH', 'app'],
  'subscriptions.read': ['GASH', 'app operator'],
  'subscriptions.change': ['AS', 'app'],
  'reservations.return': ['A'],
  'software.read': ['GASH', 'operator'],
  'entitlements.read': ['GASH'],
  'subscription_support.read': ['GASH'],
  'keys.read': ['A'],
  'keys.replace': ['A'],
  'downloads.read': ['A'],
  'links.create': ['A'],
  'links.manage': ['A'],
  'activity.read': ['GCRM', 'operator'],
  'activity.witness': ['GCRM', 'operator'],
  'activity.manage': ['G', 'operator'],
  'audit.read': ['GCRM', 'app'],
  'invoices.read': ['GAB', 'app operator'],
  'invoice_summaries.read': ['GAB'],
  'users.manage': ['GU'],
  'applications.manage': ['G'],
  'profiles.read': ['GASHBUCRM'],
  'legal_profile.read': ['GASHBUCRM', 'app'],
  'profiles.edit': ['GC'],
  'legal_profile.edit': ['GC', 'app'],
  'usage.read': ['GAB'],
  'budgets.edit': ['GA'],
  'mfa_status.read': ['GAU', 'app'],
  'webhooks.manage': ['G', 'app'],
  'events.read': ['G', 'app operator'],
  'notices.read': ['GASHBUCRM', 'operator'],
  'calendar.read': ['GASH'],
  'sandboxes.manage': ['G'],
  'clock.read': ['GASHBUCRM', 'app operator'],
  'clock.move': ['GA', 'app'],
  'support.create': ['GASHBUCRM'],
  'support.read': ['GASHBUCRM', 'operator'],
  'support.answer': ['GASHBUCRM', 'operator'],
  'support.read_all': ['GA', 'operator'],
  'support.request_refund': ['A'],
  'support.decide': ['', 'operator'],
  'price_sheets.manage': ['', 'operator'],
  'keys.manage': ['', 'operator'],
  'artifacts.manage': ['', 'operator'],
  'policies.manage': ['', 'operator'],
  'prices.manage': ['', 'operator'],
  'tax_rates.manage': ['', 'operator'],
  'markets.manage': ['', 'operator'],
  'partners.manage': ['', 'operator'],
  'settings.manage': ['', 'operator'],
  'billing.run': ['', 'operator'],
  'credits.give': ['', 'operator'],
  'payments.manage': ['', 'operator'],
  'mails.manage': ['', 'operator'],
  'my_profile.read': ['', 'customer_admin customer_user'],
  'my_software.read': ['', 'customer_admin'],
  'my_keys.read': ['', 'customer_admin'],
  'my_downloads.read': ['', 'customer_admin'],
  'my_links.create': ['', 'customer_admin'],
};
const rows = Object.entries(table) as [Permission, [string, string?]][];

describe('every permission allows exactly whom the product names', () => {
  it.each(rows)('%s', (permission, [roles, more = '']) => {
    const partners = partnerRoles.filter((role) => allowed(actor({ roles: [role] }), permission));
    expect(partners.map((role) => letters[partnerRoles.indexOf(role)]).sort()).toEqual([...roles].sort());
    const others = [
      allowed(actor({ kind: 'partner_app', scopes: applicationScopes }), permission) && 'app',
      allowed(actor({ kind: 'operator', roles: ['operator'] }), permission) && 'operator',
      allowed(actor({ kind: 'customer_user', roles: ['global_administrator'] }), permission) &&
        'customer_admin',
      allowed(actor({ kind: 'customer_user', roles: ['user'] }), permission) && 'customer_user',
    ].filter(Boolean);
    expect(others.join(' ')).toBe(more);
  });

  it('and the table for the documentation has each once', () => {
    expect(permissionTable().map(({ permission }) => permission)).toEqual(Object.keys(permissions));
    expect(rows.map(([permission]) => permission).sort()).toEqual(Object.keys(permissions).sort());
  });
});

describe('a refusal says what is missing', () => {
  it('the roles of which one is needed', () => {
    expect(authorize(actor({ roles: ['sales_agent'] }), 'keys.read')).toEqual({
      accepted: false,
      refusal: { code: 'access.role_required', anyOf: ['admin_agent'] },
    });
    expect(authorize(actor({ kind: 'customer_user', roles: ['user'] }), 'my_keys.read')).toEqual({
      accepted: false,
      refusal: { code: 'access.role_required', anyOf: ['global_administrator'] },
    });
  });

  it('a user, where an application alone may not', () => {
    for (const permission of ['keys.read', 'activity.read', 'entitlements.read', 'users.manage'] as const) {
      expect(codeOf(actor({ kind: 'partner_app', scopes: applicationScopes }), permission)).toBe(
        'access.user_required',
      );
    }
  });

  it('a scope, with or without a user, but not in a portal session', () => {
    const agent = { roles: ['admin_agent', 'account_administrator'] };
    for (const permission of ['orders.cancel', 'audit.read'] as const) {
      expect(codeOf(actor({ kind: 'partner_app' }), permission)).toBe('access.scope_required');
      expect(codeOf(actor({ ...agent, clientId: 'c' }), permission)).toBe('access.scope_required');
      expect(codeOf(actor({ ...agent, clientId: 'c', scopes: [permission] }), permission)).toBe('allowed');
      expect(codeOf(actor(agent), permission)).toBe('allowed');
    }
  });

  it('a second factor before keys, cancels and users, never for an application alone', () => {
    const weak = actor({ roles: ['admin_agent', 'global_administrator'], secondFactor: false });
    for (const permission of ['keys.read', 'links.create', 'orders.cancel', 'users.manage'] as const) {
      expect(codeOf(weak, permission)).toBe('access.second_factor_required');
    }
    expect(codeOf(weak, 'orders.buy')).toBe('allowed');
    const app = actor({ kind: 'partner_app', scopes: ['orders.cancel'], secondFactor: false });
    expect(codeOf(app, 'orders.cancel')).toBe('allowed');
  });

  it('that the identity belongs to another portal', () => {
    const customer = actor({ kind: 'customer_user', roles: [...customerRoles] });
    const partner = actor({ roles: [...partnerRoles] });
    expect(codeOf(customer, 'keys.read')).toBe('access.not_for_this_identity');
    expect(codeOf(partner, 'my_keys.read')).toBe('access.not_for_this_identity');
    expect(codeOf(partner, 'policies.manage')).toBe('access.not_for_this_identity');
    expect(codeOf(actor({ kind: 'operator', roles: ['operator'] }), 'keys.read')).toBe(
      'access.not_for_this_identity',
    );
    expect(codeOf(actor({ kind: 'partner_app' }), 'my_keys.read')).toBe('access.not_for_this_identity');
  });
});
