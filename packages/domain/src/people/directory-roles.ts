import type { CustomerRole } from '../access/roles.ts';

/**
 * Roles of a customer's directory, with the ids that the trade knows them by. Only the first gives a right here; the
 * others are kept so that a directory reads as it did.
 */
export const directoryRoles = [
  {
    id: '62e90394-69f5-4237-9190-012177145e10',
    key: 'global_administrator',
    name: 'Company Administrator',
    nameTr: 'Genel yönetici',
  },
  {
    id: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
    key: 'user_account_administrator',
    name: 'User Account Administrator',
    nameTr: 'Kullanıcı hesabı yöneticisi',
  },
  {
    id: 'b0f54661-2d74-4c50-afa3-1ec803f12efe',
    key: 'billing_administrator',
    name: 'Billing Administrator',
    nameTr: 'Faturalama yöneticisi',
  },
  {
    id: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
    key: 'helpdesk_administrator',
    name: 'Helpdesk Administrator',
    nameTr: 'Yardım masası yöneticisi',
  },
  {
    id: 'f023fd81-a637-4b56-95fd-791ac0226033',
    key: 'service_support_administrator',
    name: 'Service Support Administrator',
    nameTr: 'Hizmet desteği yöneticisi',
  },
  {
    id: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
    key: 'license_administrator',
    name: 'License Administrator',
    nameTr: 'Lisans yöneticisi',
  },
  {
    id: '5d6b6bb7-de71-4623-b4af-96380a352509',
    key: 'security_reader',
    name: 'Security Reader',
    nameTr: 'Güvenlik okuyucusu',
  },
  {
    id: '4a5d8f65-41da-4de4-8968-e035b65339cf',
    key: 'reports_reader',
    name: 'Reports Reader',
    nameTr: 'Rapor okuyucusu',
  },
  {
    id: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
    key: 'directory_readers',
    name: 'Directory Readers',
    nameTr: 'Dizin okuyucuları',
  },
] as const;
export type DirectoryRole = (typeof directoryRoles)[number];
export type DirectoryRoleKey = DirectoryRole['key'];
export const directoryRoleKeys = directoryRoles.map(({ key }) => key);

export function findDirectoryRole(id: string): DirectoryRole | undefined {
  return directoryRoles.find((role) => role.id === id.toLowerCase());
}

/** How a directory's roles stand on a person: the one that gives a right apart from those that do not. */
export type HeldRoles = { readonly roles: readonly string[]; readonly directoryRoles: readonly string[] };

export function heldRoles(keys: readonly DirectoryRoleKey[]): HeldRoles {
  const right: CustomerRole = keys.includes('global_administrator') ? 'global_administrator' : 'user';
  return {
    roles: [right],
    directoryRoles: directoryRoleKeys.filter((key) => key !== 'global_administrator' && keys.includes(key)),
  };
}

export function rolesOf({ roles, directoryRoles: others }: HeldRoles): readonly DirectoryRole[] {
  return directoryRoles.filter(({ key }) => roles.includes(key) || others.includes(key));
}
