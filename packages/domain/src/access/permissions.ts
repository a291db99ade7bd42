import { type CustomerRole, type PartnerRole, partnerRoles } from './roles.ts';

/** What a Global administrator grants to an application on purpose; everything else comes with it (product 1). */
export const applicationScopes = ['audit.read', 'orders.cancel'] as const;
export type ApplicationScope = (typeof applicationScopes)[number];

/** Who may do one thing, on every surface. */
export type Rule = {
  readonly partnerRoles: readonly PartnerRole[];
  readonly customerRoles?: readonly CustomerRole[];
  readonly operator?: true;
  /** An application may do it without a user. */
  readonly appOnly: boolean;
  /** Needed whenever an application is used, with or without a user. */
  readonly scope?: ApplicationScope;
  /** Partner users must have passed a second factor. */
  readonly secondFactor?: true;
};

const everyone = partnerRoles;
const viewers = ['global_administrator', 'admin_agent', 'sales_agent', 'helpdesk_agent'] as const;
const buyers = ['global_administrator', 'admin_agent', 'sales_agent'] as const;
const agents = ['admin_agent', 'sales_agent'] as const;
const adminAgent = ['admin_agent'] as const;
const globalAdministrator = ['global_administrator'] as const;
const logReaders = [
  'global_administrator',
  'account_administrator',
  'referral_administrator',
  'marketing_content_administrator',
] as const;
const customerAdministrator = ['global_administrator'] as const;

const byOperator = { partnerRoles: [], operator: true, appOnly: false } as const satisfies Rule;
const byCustomerAdministrator = {
  partnerRoles: [],
  customerRoles: customerAdministrator,
  appOnly: false,
} as const satisfies Rule;
const secret = { partnerRoles: adminAgent, appOnly: false, secondFactor: true } as const satisfies Rule;

/** The one table of product 1; a permission is named by its noun and verb. */
export const permissions = {
  'customers.read': { partnerRoles: viewers, operator: true, appOnly: true },
  'customers.edit': { partnerRoles: viewers, appOnly: true },
  'customers.create': { partnerRoles: buyers, appOnly: true },
  /** Profiles whole, which the wire shows to users only (reference 1.3). */
  'customer_profiles.read': { partnerRoles: viewers, appOnly: false },
  /** A customer is let go: it is no longer this partner's. */
  'customers.release': { partnerRoles: ['global_administrator', 'admin_agent'], appOnly: false },
  /** In sandbox accounts alone. */
  'customers.delete': { partnerRoles: ['global_administrator', 'admin_agent'], appOnly: true },
  'agreements.record': { partnerRoles: buyers, appOnly: true },
  'customer_users.manage': {
    partnerRoles: ['admin_agent', 'helpdesk_agent'],
    appOnly: false,
    secondFactor: true,
  },
  'catalog.read': { partnerRoles: viewers, operator: true, appOnly: true },
  'carts.write': { partnerRoles: buyers, appOnly: true },
  'orders.read': { partnerRoles: viewers, operator: true, appOnly: true },
  'orders.buy': { partnerRoles: buyers, appOnly: true },
  'orders.cancel': { partnerRoles: adminAgent, appOnly: true, scope: 'orders.cancel', secondFactor: true },
  'cancellations.preview': { partnerRoles: viewers, appOnly: true },
  'subscriptions.read': { partnerRoles: viewers, operator: true, appOnly: true },
  /** How a subscription was delivered and who supports it; the wire shows it to users only (reference 1.3). */
  'subscription_support.read': { partnerRoles: viewers, appOnly: false },
  'subscriptions.change': { partnerRoles: agents, appOnly: true },
  'reservations.return': { partnerRoles: adminAgent, appOnly: false, secondFactor: true },
  'software.read': { partnerRoles: viewers, operator: true, appOnly: false },
  'entitlements.read': { partnerRoles: viewers, appOnly: false },
  'keys.read': secret,
  'keys.replace': secret,
  'downloads.read': secret,
  'links.create': secret,
  'links.manage': secret,
  'activity.read': { partnerRoles: logReaders, operator: true, appOnly: false, scope: 'audit.read' },
  'activity.witness': { partnerRoles: logReaders, operator: true, appOnly: false, scope: 'audit.read' },
  /** Who somebody was can be erased for good, and what is told of as unusual can be turned down. */
  'activity.manage': {
    partnerRoles: globalAdministrator,
    operator: true,
    appOnly: false,
    secondFactor: true,
  },
  'audit.read': { partnerRoles: logReaders, appOnly: true, scope: 'audit.read' },
  'invoices.read': {
    partnerRoles: ['billing_administrator', 'global_administrator', 'admin_agent'],
    operator: true,
    appOnly: true,
  },
  /** The wire gives the balance of each currency, an invoice by its id and its page to users only (reference 10). */
  'invoice_summaries.read': {
    partnerRoles: ['billing_administrator', 'global_administrator', 'admin_agent'],
    appOnly: false,
  },
  'users.manage': {
    partnerRoles: ['global_administrator', 'user_management_administrator'],
    appOnly: false,
    secondFactor: true,
  },
  /** What a partner says of itself. The wire shows the legal profile to applications alone, too (reference 1.3). */
  'profiles.read': { partnerRoles: everyone, appOnly: false },
  'legal_profile.read': { partnerRoles: everyone, appOnly: true },
  'profiles.edit': { partnerRoles: ['global_administrator', 'account_administrator'], appOnly: false },
  'legal_profile.edit': { partnerRoles: ['global_administrator', 'account_administrator'], appOnly: true },
  'usage.read': {
    partnerRoles: ['billing_administrator', 'global_administrator', 'admin_agent'],
    appOnly: false,
  },
  'budgets.edit': { partnerRoles: ['global_administrator', 'admin_agent'], appOnly: false },
  /** Which applications and people come without a second factor. */
  'mfa_status.read': {
    partnerRoles: ['global_administrator', 'admin_agent', 'user_management_administrator'],
    appOnly: true,
  },
  'applications.manage': { partnerRoles: globalAdministrator, appOnly: false, secondFactor: true },
  'webhooks.manage': { partnerRoles: globalAdministrator, appOnly: true },
  'events.read': { partnerRoles: globalAdministrator, operator: true, appOnly: true },
  'notices.read': { partnerRoles: everyone, operator: true, appOnly: false },
  'calendar.read': { partnerRoles: viewers, appOnly: false },
  'sandboxes.manage': { partnerRoles: globalAdministrator, appOnly: false },
  'clock.read': { partnerRoles: everyone, operator: true, appOnly: true },
  'clock.move': { partnerRoles: ['global_administrator', 'admin_agent'], appOnly: true },
  'support.create': { partnerRoles: everyone, appOnly: false },
  /** One's own, and everybody's where `support.read_all` is held too. */
  'support.read': { partnerRoles: everyone, operator: true, appOnly: false },
  'support.answer': { partnerRoles: everyone, operator: true, appOnly: false },
  'support.read_all': {
    partnerRoles: ['admin_agent', 'global_administrator'],
    operator: true,
    appOnly: false,
  },
  'support.request_refund': { partnerRoles: adminAgent, appOnly: false },
  'support.decide': byOperator,
  'price_sheets.manage': byOperator,
  'keys.manage': byOperator,
  'artifacts.manage': byOperator,
  'policies.manage': byOperator,
  'prices.manage': byOperator,
  'tax_rates.manage': byOperator,
  'markets.manage': byOperator,
  'partners.manage': byOperator,
  'settings.manage': byOperator,
  'billing.run': byOperator,
  'credits.give': byOperator,
  'payments.manage': byOperator,
  'mails.manage': byOperator,
  'my_profile.read': { partnerRoles: [], customerRoles: ['global_administrator', 'user'], appOnly: false },
  'my_software.read': byCustomerAdministrator,
  'my_keys.read': byCustomerAdministrator,
  'my_downloads.read': byCustomerAdministrator,
  'my_links.create': byCustomerAdministrator,
} as const satisfies Readonly<Record<string, Rule>>;

export type Permission = keyof typeof permissions;

export function ruleOf(permission: Permission): Rule {
  return permissions[permission];
}
