import { partnerRoles } from '@kontor/domain/access/roles';
import { directoryRoleKeys } from '@kontor/domain/people/directory-roles';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const name = z.string().max(100);
const displayName = z.string().min(1).max(256);
const password = z
  .string()
  .max(256)
  .describe('8 characters or more, with three of: a small letter, a capital, a digit, another character');
const directoryRole = z.enum(directoryRoleKeys);

export const customerUser = z.object({
  id,
  userName: z.string(),
  displayName: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  phoneNumber: z.string(),
  usageLocation: z.string().describe('two letters of a country'),
  roles: z.array(directoryRole).describe('only global_administrator gives a right in Kontor'),
  forceChangePassword: z.boolean(),
  state: z.enum(['active', 'disabled', 'deleted']),
  deletedAt: instant.optional().describe('for 30 days more the user can be restored'),
});

const facts = {
  firstName: name.optional(),
  lastName: name.optional(),
  phoneNumber: z.string().max(40).optional(),
  usageLocation: z.string().max(10).optional(),
  forceChangePassword: z.boolean().optional(),
  roles: z.array(directoryRole).max(20).optional(),
};

const customerParam = z.object({ customerId: id });
const customerUserParam = z.object({ customerId: id, userId: id });

export const listCustomerUsers = {
  name: 'listCustomerUsers',
  summary: 'The users of a customer by name',
  noun: 'users',
  method: 'GET',
  path: '/customers/{customerId}/users',
  params: customerParam,
  query: z.object({
    ...paging,
    search: z.string().max(100).optional(),
    state: z.enum(['active', 'deleted']).optional().describe('active when left out'),
  }),
  answers: { 200: page(customerUser) },
  problems: ['cursor.invalid'],
  access: 'customer_users.manage',
} satisfies Operation;

export const createCustomerUser = {
  name: 'createCustomerUser',
  summary: 'A new user in a domain of the customer, with the password that you choose',
  noun: 'users',
  method: 'POST',
  path: '/customers/{customerId}/users',
  params: customerParam,
  body: z.strictObject({
    userName: z.string().min(1).max(200).describe("an address in the customer's domain"),
    password,
    displayName,
    ...facts,
  }),
  answers: { 201: customerUser },
  problems: ['email.taken'],
  access: 'customer_users.manage',
} satisfies Operation;

export const getCustomerUser = {
  name: 'getCustomerUser',
  summary: 'One user of a customer',
  noun: 'users',
  method: 'GET',
  path: '/customers/{customerId}/users/{userId}',
  params: customerUserParam,
  answers: { 200: customerUser },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

export const updateCustomerUser = {
  name: 'updateCustomerUser',
  summary:
    'Change a user of a customer; what is left out stays, and a new password signs them out everywhere',
  noun: 'users',
  method: 'PATCH',
  path: '/customers/{customerId}/users/{userId}',
  params: customerUserParam,
  body: z.strictObject({ displayName: displayName.optional(), password: password.optional(), ...facts }),
  answers: { 200: customerUser },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

export const deleteCustomerUser = {
  name: 'deleteCustomerUser',
  summary: 'Delete a user of a customer; for 30 days they can be restored',
  noun: 'users',
  method: 'DELETE',
  path: '/customers/{customerId}/users/{userId}',
  params: customerUserParam,
  answers: { 204: null },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

export const restoreCustomerUser = {
  name: 'restoreCustomerUser',
  summary: 'Bring back a user of a customer who was deleted in the last 30 days',
  noun: 'users',
  method: 'POST',
  path: '/customers/{customerId}/users/{userId}/restore',
  params: customerUserParam,
  answers: { 200: customerUser },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

export const seat = z.object({
  productId: z.string(),
  skuId: z.string(),
  title: z.string(),
  bought: z.int().describe('active quantity of all subscriptions of the SKU'),
  suspended: z.int(),
  assigned: z.int(),
});

export const listCustomerSeats = {
  name: 'listCustomerSeats',
  summary: 'What a customer has bought that users can be given, SKU by SKU',
  noun: 'users',
  method: 'GET',
  path: '/customers/{customerId}/seats',
  params: customerParam,
  answers: { 200: z.object({ items: z.array(seat) }) },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

export const listUserSeats = {
  name: 'listUserSeats',
  summary: 'The licences that a user of a customer holds',
  noun: 'users',
  method: 'GET',
  path: '/customers/{customerId}/users/{userId}/seats',
  params: customerUserParam,
  answers: { 200: z.object({ items: z.array(seat) }) },
  problems: [],
  access: 'customer_users.manage',
} satisfies Operation;

const seatName = z.string().max(100).describe('product:sku, such as DZH318Z0BPS6:0001');

export const changeUserSeats = {
  name: 'changeUserSeats',
  summary: 'Give a user of a customer licences, and take some',
  noun: 'users',
  method: 'POST',
  path: '/customers/{customerId}/users/{userId}/seats',
  params: customerUserParam,
  body: z.strictObject({
    assign: z.array(seatName).max(100).optional(),
    remove: z.array(seatName).max(100).optional(),
  }),
  answers: { 200: z.object({ items: z.array(seat) }) },
  problems: ['seat.none_left'],
  access: 'customer_users.manage',
} satisfies Operation;

const partnerRole = z.enum(partnerRoles);

export const partnerUser = z.object({
  id,
  email: z.string(),
  displayName: z.string(),
  roles: z.array(partnerRole),
  secondFactor: z.boolean().describe('whether a code is asked for at sign-in'),
  disabled: z.boolean(),
  createdAt: instant,
});

const userParam = z.object({ userId: id });
const roles = z.array(partnerRole).min(1).max(partnerRoles.length);

/** Shown once, kept nowhere. */
const credentials = z.object({ password: z.string(), totpSecret: z.string() });

export const listUsers = {
  name: 'listUsers',
  summary: 'The people of your own account, by name',
  noun: 'users',
  method: 'GET',
  path: '/users',
  query: z.object({ ...paging, search: z.string().max(100).optional() }),
  answers: { 200: page(partnerUser) },
  problems: ['cursor.invalid'],
  access: 'users.manage',
} satisfies Operation;

export const createUser = {
  name: 'createUser',
  summary: 'A new person of your own account; their password and authenticator secret are shown this once',
  noun: 'users',
  method: 'POST',
  path: '/users',
  body: z.strictObject({ email: z.string().max(254), displayName, roles }),
  answers: { 201: partnerUser.extend(credentials.shape) },
  problems: ['email.taken'],
  access: 'users.manage',
  secret: true,
} satisfies Operation;

export const getUser = {
  name: 'getUser',
  summary: 'One person of your own account',
  noun: 'users',
  method: 'GET',
  path: '/users/{userId}',
  params: userParam,
  answers: { 200: partnerUser },
  problems: [],
  access: 'users.manage',
} satisfies Operation;

export const updateUser = {
  name: 'updateUser',
  summary: 'Change the name or the roles of a person, or disable them; what is left out stays',
  noun: 'users',
  method: 'PATCH',
  path: '/users/{userId}',
  params: userParam,
  body: z.strictObject({
    displayName: displayName.optional(),
    roles: roles.optional(),
    disabled: z.boolean().optional(),
  }),
  answers: { 200: partnerUser },
  problems: ['user.last_administrator'],
  access: 'users.manage',
} satisfies Operation;

export const removeUser = {
  name: 'removeUser',
  summary: 'Remove a person for good; their records stay',
  noun: 'users',
  method: 'DELETE',
  path: '/users/{userId}',
  params: userParam,
  answers: { 204: null },
  problems: ['user.last_administrator'],
  access: 'users.manage',
} satisfies Operation;

export const resetUserCredentials = {
  name: 'resetUserCredentials',
  summary:
    'A new password and authenticator secret for a person, shown this once; they are signed out everywhere',
  noun: 'users',
  method: 'POST',
  path: '/users/{userId}/credentials',
  params: userParam,
  answers: { 200: credentials },
  problems: [],
  access: 'users.manage',
  secret: true,
} satisfies Operation;
