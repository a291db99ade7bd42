import { applicationScopes } from '@kontor/domain/access/permissions';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

const scopes = z
  .array(z.enum(applicationScopes))
  .max(applicationScopes.length)
  .describe('what only a Global administrator grants; everything else comes with the application');
const redirectUris = z
  .array(z.string().max(2000))
  .max(20)
  .describe('where a sign-in may return to, compared whole: https, or http on this machine');
const name = z.string().min(1).max(200);

const certificate = z.object({
  thumbprint: z.string().describe('SHA-256 of the certificate, in hexadecimal'),
  sha1: z.string(),
  subject: z.string(),
  notBefore: instant,
  notAfter: instant,
});

export const application = z.object({
  clientId: id,
  name: z.string(),
  public: z.boolean().describe('keeps no secret; people sign in through it'),
  scopes,
  redirectUris: z.array(z.string()),
  certificates: z.array(certificate),
  disabled: z.boolean(),
  createdAt: instant,
});

const clientParam = z.object({ clientId: id });

export const listApplications = {
  name: 'listApplications',
  summary: 'The applications of your own account, by name',
  noun: 'applications',
  method: 'GET',
  path: '/applications',
  query: z.object(paging),
  answers: { 200: page(application) },
  problems: ['cursor.invalid'],
  access: 'applications.manage',
} satisfies Operation;

export const createApplication = {
  name: 'createApplication',
  summary: 'A new application; its secret is shown this once, and a public one has none',
  noun: 'applications',
  method: 'POST',
  path: '/applications',
  body: z.strictObject({
    name,
    public: z.boolean().optional(),
    scopes: scopes.optional(),
    redirectUris: redirectUris.optional(),
  }),
  answers: { 201: application.extend({ clientSecret: z.string().optional() }) },
  problems: [],
  access: 'applications.manage',
  secret: true,
} satisfies Operation;

export const getApplication = {
  name: 'getApplication',
  summary: 'One application, without its secret',
  noun: 'applications',
  method: 'GET',
  path: '/applications/{clientId}',
  params: clientParam,
  answers: { 200: application },
  problems: [],
  access: 'applications.manage',
} satisfies Operation;

export const updateApplication = {
  name: 'updateApplication',
  summary: 'Change an application or disable it; what is left out stays',
  noun: 'applications',
  method: 'PATCH',
  path: '/applications/{clientId}',
  params: clientParam,
  body: z.strictObject({
    name: name.optional(),
    scopes: scopes.optional(),
    redirectUris: redirectUris.optional(),
    disabled: z.boolean().optional(),
  }),
  answers: { 200: application },
  problems: [],
  access: 'applications.manage',
} satisfies Operation;

export const removeApplication = {
  name: 'removeApplication',
  summary: 'Remove an application for good: its tokens stop working',
  noun: 'applications',
  method: 'DELETE',
  path: '/applications/{clientId}',
  params: clientParam,
  answers: { 204: null },
  problems: [],
  access: 'applications.manage',
} satisfies Operation;

export const rotateApplicationSecret = {
  name: 'rotateApplicationSecret',
  summary: 'A new secret of an application, shown this once; the old one stops at once',
  noun: 'applications',
  method: 'POST',
  path: '/applications/{clientId}/secret',
  params: clientParam,
  answers: { 200: z.object({ clientSecret: z.string() }) },
  problems: [],
  access: 'applications.manage',
  secret: true,
} satisfies Operation;

export const addApplicationCertificate = {
  name: 'addApplicationCertificate',
  summary: 'Let an application prove itself by a certificate instead of its secret',
  noun: 'applications',
  method: 'POST',
  path: '/applications/{clientId}/certificates',
  params: clientParam,
  body: z.strictObject({ certificate: z.string().max(20_000).describe('PEM; never the private key') }),
  answers: { 201: certificate },
  problems: [],
  access: 'applications.manage',
} satisfies Operation;

export const removeApplicationCertificate = {
  name: 'removeApplicationCertificate',
  summary: 'Take back a certificate of an application',
  noun: 'applications',
  method: 'DELETE',
  path: '/applications/{clientId}/certificates/{thumbprint}',
  params: z.object({ clientId: id, thumbprint: z.string().max(100) }),
  answers: { 204: null },
  problems: [],
  access: 'applications.manage',
} satisfies Operation;
