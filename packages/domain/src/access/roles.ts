export const partnerRoles = [
  'global_administrator',
  'admin_agent',
  'sales_agent',
  'helpdesk_agent',
  'billing_administrator',
  'user_management_administrator',
  'account_administrator',
  'referral_administrator',
  'marketing_content_administrator',
] as const;
export type PartnerRole = (typeof partnerRoles)[number];

export const customerRoles = ['global_administrator', 'user'] as const;
export type CustomerRole = (typeof customerRoles)[number];

export const operatorRole = 'operator';
export type OperatorRole = typeof operatorRole;

export type Role = PartnerRole | CustomerRole | OperatorRole;

/** Keys of the words that screens show for a role. */
export const roleLabels: Readonly<Record<Role, string>> = {
  global_administrator: 'role.global_administrator',
  admin_agent: 'role.admin_agent',
  sales_agent: 'role.sales_agent',
  helpdesk_agent: 'role.helpdesk_agent',
  billing_administrator: 'role.billing_administrator',
  user_management_administrator: 'role.user_management_administrator',
  account_administrator: 'role.account_administrator',
  referral_administrator: 'role.referral_administrator',
  marketing_content_administrator: 'role.marketing_content_administrator',
  user: 'role.user',
  operator: 'role.operator',
};

export function parsePartnerRole(text: string): PartnerRole | undefined {
  return partnerRoles.find((role) => role === text);
}

export function parseCustomerRole(text: string): CustomerRole | undefined {
  return customerRoles.find((role) => role === text);
}
