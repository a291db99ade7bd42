import * as contract from '@kontor/contract/applications';
import type { AnswerOf } from '@kontor/contract/operation';
import { applicationScopes } from '@kontor/domain/access/permissions';
import { formatInstant, instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import type { ApplicationRow, CertificateEntry } from './application-store.ts';
import {
  type ApplicationList,
  addCertificate,
  changeApplication,
  createApplication,
  getApplication,
  listApplications,
  removeApplication,
  rotateSecret,
  takeBackCertificate,
} from './applications.ts';

const list = 'applications';

const certificateView = (entry: CertificateEntry) => ({
  thumbprint: entry.sha256,
  sha1: entry.sha1,
  subject: entry.subject,
  notBefore: formatInstant(instant(Date.parse(entry.notBefore))),
  notAfter: formatInstant(instant(Date.parse(entry.notAfter))),
});

const applicationView = (row: ApplicationRow): AnswerOf<typeof contract.getApplication> => ({
  clientId: row.client_id,
  name: row.name,
  public: row.public,
  scopes: applicationScopes.filter((scope) => row.scopes.includes(scope)),
  redirectUris: [...row.redirect_uris],
  certificates: row.certificates.map(certificateView),
  disabled: row.disabled,
  createdAt: formatInstant(row.created_at),
});

export const registerApplications = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listApplications, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, query.cursor);
      if (!cursor.accepted) return cursor;
      const [name, id] = cursor.value ?? [];
      const after = name === undefined || id === undefined ? null : ([name, id] as const);
      return listApplications(ctx, { after, limit: limit.value });
    },
    view: ({ applications, last }: ApplicationList, ctx) => ({
      items: applications.map(applicationView),
      next: last && sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, last),
    }),
  });
  registerKontor(app, surface, contract.createApplication, {
    run: (ctx, { body }) => createApplication(ctx, body),
    view: ({ row, clientSecret }) => ({
      ...applicationView(row),
      ...(clientSecret === undefined ? {} : { clientSecret }),
    }),
  });
  registerKontor(app, surface, contract.getApplication, {
    run: (ctx, { params }) => getApplication(ctx, uuidFrom(params.clientId)),
    view: applicationView,
  });
  registerKontor(app, surface, contract.updateApplication, {
    run: (ctx, { params, body }) => changeApplication(ctx, uuidFrom(params.clientId), body),
    view: applicationView,
  });
  registerKontor(app, surface, contract.removeApplication, {
    run: (ctx, { params }) => removeApplication(ctx, uuidFrom(params.clientId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.rotateApplicationSecret, {
    run: (ctx, { params }) => rotateSecret(ctx, uuidFrom(params.clientId)),
    view: (shown) => ({ ...shown }),
  });
  registerKontor(app, surface, contract.addApplicationCertificate, {
    run: (ctx, { params, body }) => addCertificate(ctx, uuidFrom(params.clientId), body.certificate),
    view: certificateView,
  });
  registerKontor(app, surface, contract.removeApplicationCertificate, {
    run: (ctx, { params }) => takeBackCertificate(ctx, uuidFrom(params.clientId), params.thumbprint),
    view: () => undefined,
  });
};
