import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const person = z.object({
  id,
  email: z.string(),
  password: z.string(),
  totpSecret: z.string().describe('base32, for an authenticator app'),
  roles: z.array(z.string()),
  refreshToken: z.string().describe('works with the sandbox account’s own application'),
});

/** Shaped like a partner of demo.json, so that a script for the demo runs in a sandbox account. */
export const newSandbox = z.object({
  id,
  name: z.string(),
  country: z.string(),
  domain: z.string(),
  sandbox: z.literal(true),
  app: z.object({ clientId: z.string(), clientSecret: z.string() }),
  users: z.array(person),
  customers: z.array(
    z.object({
      id,
      name: z.string(),
      domain: z.string(),
      country: z.string(),
      admin: person,
      member: person,
    }),
  ),
  orders: z.int().describe('made by the seed; 0 without one, and where nothing is on sale'),
});

export const sandbox = z.object({
  id,
  name: z.string(),
  country: z.string(),
  domain: z.string(),
  customers: z.int(),
  createdAt: instant.describe('in real time'),
  now: instant.describe('what its clock says'),
  busy: z.boolean().describe('its clock is being moved'),
});

export const createSandbox = {
  name: 'createSandbox',
  summary: 'Create a sandbox account; its secrets are shown this once',
  noun: 'sandboxes',
  method: 'POST',
  path: '/sandboxes',
  body: z.strictObject({
    name: z.string().min(1).max(80),
    seed: z.boolean().optional().describe('also makes customers with users, agreements and orders'),
  }),
  answers: { 201: newSandbox },
  problems: ['sandbox.parent_is_sandbox'],
  access: 'sandboxes.manage',
  secret: true,
} satisfies Operation;

export const listSandboxes = {
  name: 'listSandboxes',
  summary: 'The sandbox accounts of this partner, newest first',
  noun: 'sandboxes',
  method: 'GET',
  path: '/sandboxes',
  query: z.object({ ...paging }),
  answers: { 200: page(sandbox) },
  problems: ['cursor.invalid'],
  access: 'sandboxes.manage',
} satisfies Operation;

export const deleteSandbox = {
  name: 'deleteSandbox',
  summary: 'Delete a sandbox account: nobody signs in to it any more, and nothing of it falls due',
  noun: 'sandboxes',
  method: 'DELETE',
  path: '/sandboxes/{sandboxId}',
  params: z.object({ sandboxId: id }),
  answers: { 204: null },
  problems: ['clock.busy'],
  access: 'sandboxes.manage',
} satisfies Operation;
