import type { WireOperation } from './operation.ts';
import { customerUserCreate, customerUserPatch, licenceUpdate, roleMember } from './people-schemas.ts';

const customer = '/v1/customers/{customer}';
const user = `${customer}/users/{user}` as const;
const members = `${customer}/directoryroles/{role}/usermembers` as const;

/** Users, directory roles and licences of a customer (reference 2.7 to 2.9). */
export const peopleOperations = {
  listCustomerUsers: {
    name: 'listCustomerUsers',
    method: 'GET',
    path: `${customer}/users`,
    status: 200,
    source: '2.7',
  },
  createCustomerUser: {
    name: 'createCustomerUser',
    method: 'POST',
    path: `${customer}/users`,
    body: customerUserCreate,
    status: 201,
    source: '2.7',
  },
  getCustomerUser: { name: 'getCustomerUser', method: 'GET', path: user, status: 200, source: '2.7' },
  patchCustomerUser: {
    name: 'patchCustomerUser',
    method: 'PATCH',
    path: user,
    body: customerUserPatch,
    status: 200,
    source: '2.7',
  },
  deleteCustomerUser: {
    name: 'deleteCustomerUser',
    method: 'DELETE',
    path: user,
    status: 204,
    source: '2.7',
  },
  /** What the pages of the service document for a new password; its clients change the user itself. */
  resetCustomerUserPassword: {
    name: 'resetCustomerUserPassword',
    method: 'PATCH',
    path: `${user}/resetpassword`,
    body: customerUserPatch,
    status: 200,
    source: '2.7',
  },
  listUserDirectoryRoles: {
    name: 'listUserDirectoryRoles',
    method: 'GET',
    path: `${user}/directoryroles`,
    status: 200,
    source: '2.8',
  },
  listDirectoryRoles: {
    name: 'listDirectoryRoles',
    method: 'GET',
    path: `${customer}/directoryroles`,
    status: 200,
    source: '2.8',
  },
  listRoleMembers: { name: 'listRoleMembers', method: 'GET', path: members, status: 200, source: '2.8' },
  addRoleMember: {
    name: 'addRoleMember',
    method: 'POST',
    path: members,
    body: roleMember,
    status: 201,
    source: '2.8',
  },
  removeRoleMember: {
    name: 'removeRoleMember',
    method: 'DELETE',
    path: `${members}/{user}`,
    status: 204,
    source: '2.8',
  },
  listSubscribedSkus: {
    name: 'listSubscribedSkus',
    method: 'GET',
    path: `${customer}/subscribedskus`,
    status: 200,
    source: '2.9',
  },
  listUserLicences: {
    name: 'listUserLicences',
    method: 'GET',
    path: `${user}/licenses`,
    status: 200,
    source: '2.9',
  },
  updateUserLicences: {
    name: 'updateUserLicences',
    method: 'POST',
    path: `${user}/licenseupdates`,
    body: licenceUpdate,
    status: 201,
    source: '2.9',
  },
  listManagedServices: {
    name: 'listManagedServices',
    method: 'GET',
    path: `${customer}/managedservices`,
    status: 200,
    source: '12',
  },
} as const satisfies Record<string, WireOperation>;
