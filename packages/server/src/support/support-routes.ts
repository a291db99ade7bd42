import {
  addSupportNote,
  listSupportAssignees as assigneesOperation,
  assignSupportRequest as assignOperation,
  closeSupportRequest,
  createSupportRequest as createOperation,
  decideSupportRequest as decideOperation,
  getSupportRequest,
  listSupportRequests as listOperation,
  prefillSupportRequest as prefillOperation,
  previewSupportRefund as previewOperation,
  reopenSupportRequest,
} from '@kontor/contract/support';
import type { FastifyInstance } from 'fastify';
import { sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { assignSupportRequest } from './assign-support-request.ts';
import { registerSupportAttachments } from './attachment-routes.ts';
import { createSupportRequest } from './create-support-request.ts';
import { decideSupportRequest, previewSupportRefund } from './decide-support-request.ts';
import { findRequest, nowOf, requestKeyFrom } from './find-request.ts';
import { listSupportAssignees, listSupportRequests, requestListPlace } from './list-support-requests.ts';
import { sayInRequest } from './move-support-request.ts';
import { prefillSupportRequest } from './prefill-support-request.ts';
import { showReplies } from './show-reply.ts';
import { prefillView, refundPreviewView, requestItemView, requestView } from './support-view.ts';

export const registerSupportKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerSupportAttachments(app, surface);
  showReplies(app, surface);
  registerKontor(app, surface, createOperation, {
    run: (ctx, { body }) => createSupportRequest(ctx, body),
    view: requestView,
  });
  registerKontor(app, surface, listOperation, {
    run: (ctx, { query }) => listSupportRequests(ctx, query),
    view: ({ caller, rows, last }, ctx) => ({
      items: rows.map((row) => requestItemView(row, caller, nowOf(ctx, row))),
      next: last && sealCursor(ctx.vault, requestListPlace(caller), [String(last.created_at), last.id]),
    }),
  });
  registerKontor(app, surface, prefillOperation, {
    run: (ctx, { query }) => prefillSupportRequest(ctx, query),
    view: prefillView,
  });
  registerKontor(app, surface, getSupportRequest, {
    run: (ctx, { params }) => findRequest(ctx, 'support.read', requestKeyFrom(params.id)),
    view: requestView,
  });
  registerKontor(app, surface, addSupportNote, {
    run: (ctx, { params, body }) => sayInRequest(ctx, params.id, { what: 'note', text: body.text }),
    view: requestView,
  });
  registerKontor(app, surface, closeSupportRequest, {
    run: (ctx, { params, body }) => sayInRequest(ctx, params.id, { what: 'close', text: body.note ?? '' }),
    view: requestView,
  });
  registerKontor(app, surface, reopenSupportRequest, {
    run: (ctx, { params, body }) => sayInRequest(ctx, params.id, { what: 'reopen', text: body.note }),
    view: requestView,
  });
  registerKontor(app, surface, decideOperation, {
    run: (ctx, { params, body }) => decideSupportRequest(ctx, params.id, body),
    view: requestView,
  });
  registerKontor(app, surface, previewOperation, {
    run: (ctx, { params, body }) => previewSupportRefund(ctx, params.id, body),
    view: refundPreviewView,
  });
  registerKontor(app, surface, assignOperation, {
    run: (ctx, { params, body }) => assignSupportRequest(ctx, params.id, body.personId),
    view: requestView,
  });
  registerKontor(app, surface, assigneesOperation, {
    run: (ctx) => listSupportAssignees(ctx),
    view: ({ caller, rows }) => ({
      items: rows.map(({ id, name }) => ({ id, name, isYou: caller.actor.userId === id })),
    }),
  });
};
