import * as contract from '@kontor/contract/notices';
import type { FastifyInstance } from 'fastify';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { listMails, retryMail } from './list-mails.ts';
import { mailsView, mailView } from './mail-view.ts';

export const registerMails = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listMails, {
    run: (ctx, { query }) => listMails(ctx, query),
    view: mailsView,
  });
  registerKontor(app, surface, contract.retryMail, {
    run: (ctx, { params }) => retryMail(ctx, uuidFrom(params.mailId)),
    view: mailView,
  });
};
