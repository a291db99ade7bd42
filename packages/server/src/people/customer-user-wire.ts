import type { DirectoryRole } from '@kontor/domain/people/directory-roles';
import { formatInstant } from '@kontor/domain/time';
import { link } from '../wire/seek-page.ts';
import type { CustomerUserRow } from './customer-user-store.ts';

/** A user of a customer in the service's words and order (recorded sessions). Passwords never come back. */
export const customerUserWire = (row: CustomerUserRow, customerId: string) => ({
  usageLocation: row.usage_location,
  id: row.id,
  userPrincipalName: row.email,
  firstName: row.first_name,
  lastName: row.last_name,
  displayName: row.display_name,
  ...(row.phone_number === '' ? {} : { phoneNumber: row.phone_number }),
  passwordProfile: { forceChangePassword: row.force_password_change },
  userDomainType: 'managed',
  state: row.disabled ? 'inactive' : 'active',
  ...(row.deleted_at === null ? {} : { softDeletionTime: formatInstant(row.deleted_at) }),
  links: { self: link(`/customers/${customerId}/users/${row.id}`) },
  attributes: { objectType: 'CustomerUser' },
});

export const directoryRoleWire = (role: DirectoryRole, locale: string) => ({
  name: /^tr\b/i.test(locale) ? role.nameTr : role.name,
  id: role.id,
  attributes: { objectType: 'DirectoryRole' },
});

export const roleMemberWire = (row: CustomerUserRow, role: DirectoryRole) => ({
  displayName: row.display_name,
  userPrincipalName: row.email,
  roleId: role.id,
  id: row.id,
  attributes: { objectType: 'UserMember' },
});
