import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant } from './shapes.ts';

export const portals = ['partner', 'customer', 'operator'] as const;

/** What a portal needs to know about who is signed in; `permissions` is the server's word on what is allowed. */
export const sessionView = z.object({
  state: z.literal('signed_in'),
  csrfToken: z.string(),
  portal: z.enum(portals),
  person: z.object({ id, email: z.string(), displayName: z.string(), roles: z.array(z.string()) }),
  account: z.object({ id, name: z.string(), country: z.string(), sandbox: z.boolean() }).nullable(),
  customer: z.object({ id, name: z.string(), country: z.string() }).nullable(),
  permissions: z.array(z.string()),
  demo: z.boolean(),
  now: instant,
});
export const codeRequired = z.object({ state: z.literal('code_required') });

export const signIn = {
  name: 'signIn',
  summary: 'Begin a portal session with e-mail and password; a second factor may be asked for',
  noun: 'session',
  method: 'POST',
  path: '/session',
  body: z.strictObject({
    email: z.string().max(254),
    password: z.string().max(200),
    portal: z.enum(portals),
  }),
  answers: { 200: z.union([sessionView, codeRequired]) },
  problems: ['sign_in.failed', 'sign_in.too_many_attempts', 'sign_in.wrong_portal'],
  access: 'anybody',
  secret: true,
} satisfies Operation;

export const confirmCode = {
  name: 'confirmCode',
  summary: 'Finish a sign-in with the six digits of the authenticator',
  noun: 'session',
  method: 'POST',
  path: '/session/code',
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
  answers: { 200: sessionView },
  problems: ['sign_in.failed', 'sign_in.too_many_attempts', 'sign_in.not_begun'],
  access: 'anybody',
  secret: true,
} satisfies Operation;

export const getSession = {
  name: 'getSession',
  summary: 'Who is signed in here',
  noun: 'session',
  method: 'GET',
  path: '/session',
  answers: { 200: sessionView },
  problems: [],
  access: 'signed_in',
} satisfies Operation;

export const signOut = {
  name: 'signOut',
  summary: 'End this session',
  noun: 'session',
  method: 'DELETE',
  path: '/session',
  answers: { 204: null },
  problems: [],
  access: 'signed_in',
} satisfies Operation;

export const listSessions = {
  name: 'listSessions',
  summary: 'Your live sessions',
  noun: 'session',
  method: 'GET',
  path: '/sessions',
  answers: {
    200: z.object({
      items: z.array(
        z.object({
          id,
          current: z.boolean(),
          startedAt: instant,
          lastSeenAt: instant,
          address: z.string(),
          userAgent: z.string(),
        }),
      ),
      next: z.null(),
    }),
  },
  problems: [],
  access: 'signed_in',
} satisfies Operation;

export const revokeSession = {
  name: 'revokeSession',
  summary: 'End one of your sessions',
  noun: 'session',
  method: 'DELETE',
  path: '/sessions/{sessionId}',
  params: z.object({ sessionId: id }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'signed_in',
} satisfies Operation;

/** What the sign-in page shows before anybody is known. */
export const getInstallation = {
  name: 'getInstallation',
  summary: 'Name of this installation and whether it is a demo',
  noun: 'session',
  method: 'GET',
  path: '/installation',
  answers: {
    200: z.object({
      name: z.string(),
      demo: z.boolean(),
      attachments: z
        .object({ files: z.int(), fileBytes: z.int(), totalBytes: z.int() })
        .describe('what a support request may carry'),
      demoPeople: z
        .array(
          z.object({
            label: z.string(),
            portal: z.enum(portals),
            email: z.string(),
            password: z.string(),
            totpSecret: z.string(),
          }),
        )
        .describe('only in a demo: people a newcomer may sign in as'),
    }),
  },
  problems: [],
  access: 'anybody',
} satisfies Operation;
