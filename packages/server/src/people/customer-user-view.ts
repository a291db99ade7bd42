import type { AnswerOf } from '@kontor/contract/operation';
import type { changeUserSeats, getCustomerUser, getUser } from '@kontor/contract/people';
import { parsePartnerRole } from '@kontor/domain/access/roles';
import { rolesOf } from '@kontor/domain/people/directory-roles';
import { formatInstant } from '@kontor/domain/time';
import type { CustomerUserRow } from './customer-user-store.ts';
import type { SeatRow } from './licence-store.ts';
import type { PartnerUserRow } from './partner-user-store.ts';

export const customerUserView = (row: CustomerUserRow): AnswerOf<typeof getCustomerUser> => ({
  id: row.id,
  userName: row.email,
  displayName: row.display_name,
  firstName: row.first_name,
  lastName: row.last_name,
  phoneNumber: row.phone_number,
  usageLocation: row.usage_location,
  roles: rolesOf({ roles: row.roles, directoryRoles: row.directory_roles }).map(({ key }) => key),
  forceChangePassword: row.force_password_change,
  state: row.deleted_at !== null ? 'deleted' : row.disabled ? 'disabled' : 'active',
  ...(row.deleted_at === null ? {} : { deletedAt: formatInstant(row.deleted_at) }),
});

export const seatsView = (rows: readonly SeatRow[]): AnswerOf<typeof changeUserSeats> => ({
  items: rows.map((row) => ({
    productId: row.product_id,
    skuId: row.sku_id,
    title: row.product_title,
    bought: row.active,
    suspended: row.suspended,
    assigned: row.consumed,
  })),
});

export const partnerUserView = (row: PartnerUserRow): AnswerOf<typeof getUser> => ({
  id: row.id,
  email: row.email,
  displayName: row.display_name,
  roles: row.roles.flatMap((role) => parsePartnerRole(role) ?? []),
  secondFactor: row.second_factor,
  disabled: row.disabled,
  createdAt: formatInstant(row.created_at),
});
