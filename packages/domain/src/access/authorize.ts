import { accepted, type Decision, refused } from '../decision.ts';
import type { AccountId, CustomerId, UserId } from '../ids.ts';
import { type ApplicationScope, type Permission, permissions, type Rule, ruleOf } from './permissions.ts';
import type { Role } from './roles.ts';

/** Who acts, as read at this request: roles come from the database, never from the token. */
export type Actor = {
  readonly kind: 'partner_user' | 'partner_app' | 'customer_user' | 'operator';
  readonly accountId: AccountId;
  readonly userId?: UserId;
  readonly customerId?: CustomerId;
  readonly roles: readonly string[];
  /** The application in use; absent in a portal session. */
  readonly clientId?: string;
  readonly scopes: readonly string[];
  readonly secondFactor: boolean;
};

export type AccessRefusal =
  | { readonly code: 'access.role_required'; readonly anyOf: readonly Role[] }
  | { readonly code: 'access.user_required' }
  | { readonly code: 'access.scope_required'; readonly scope: ApplicationScope }
  | { readonly code: 'access.second_factor_required' }
  | { readonly code: 'access.not_for_this_identity' };

export type PermissionRow = { readonly permission: Permission } & Rule;

/** Decides by role and token kind only; whether the thing belongs to the actor is the tenant rule's part. */
export function authorize(actor: Actor, permission: Permission): Decision<void, AccessRefusal> {
  const rule = ruleOf(permission);
  switch (actor.kind) {
    case 'operator':
      return rule.operator ? accepted(undefined) : refused({ code: 'access.not_for_this_identity' });
    case 'customer_user':
      return rule.customerRoles
        ? holdingOneOf(actor, rule.customerRoles)
        : refused({ code: 'access.not_for_this_identity' });
    case 'partner_app':
      return authorizeApplication(actor, rule);
    case 'partner_user':
      return authorizePartnerUser(actor, rule);
  }
}

/** The whole table, a row a permission, for the documentation and its test. */
export function permissionTable(): PermissionRow[] {
  const names = Object.keys(permissions) as Permission[]; // the table has no keys beyond its type
  return names.map((permission) => ({ permission, ...ruleOf(permission) }));
}

function authorizeApplication(actor: Actor, rule: Rule): Decision<void, AccessRefusal> {
  if (rule.partnerRoles.length === 0) return refused({ code: 'access.not_for_this_identity' });
  if (!rule.appOnly) return refused({ code: 'access.user_required' });
  return withScope(actor, rule);
}

function authorizePartnerUser(actor: Actor, rule: Rule): Decision<void, AccessRefusal> {
  if (rule.partnerRoles.length === 0) return refused({ code: 'access.not_for_this_identity' });
  const byRole = holdingOneOf(actor, rule.partnerRoles);
  if (!byRole.accepted) return byRole;
  const byScope = actor.clientId === undefined ? accepted(undefined) : withScope(actor, rule);
  if (!byScope.accepted) return byScope;
  if (rule.secondFactor && !actor.secondFactor) return refused({ code: 'access.second_factor_required' });
  return accepted(undefined);
}

function holdingOneOf(actor: Actor, anyOf: readonly Role[]): Decision<void, AccessRefusal> {
  const holds = anyOf.some((role) => actor.roles.includes(role));
  return holds ? accepted(undefined) : refused({ code: 'access.role_required', anyOf });
}

function withScope(actor: Actor, rule: Rule): Decision<void, AccessRefusal> {
  if (rule.scope === undefined || actor.scopes.includes(rule.scope)) return accepted(undefined);
  return refused({ code: 'access.scope_required', scope: rule.scope });
}
