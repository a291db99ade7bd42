import multipart from '@fastify/multipart';
import { addSupportAttachment as addOperation, downloadSupportAttachment } from '@kontor/contract/support';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { addSupportAttachment } from './add-attachment.ts';
import { attachmentHeaders, type GivenAttachment, getSupportAttachment } from './get-attachment.ts';
import { attachmentView } from './support-view.ts';

export const registerSupportAttachments = (app: FastifyInstance, surface: KontorSurface): void => {
  // Only here are bodies of several parts read; everywhere else they are refused by their type.
  app.register(async (uploads) => {
    await uploads.register(multipart);
    registerKontor(uploads, surface, addOperation, {
      run: (ctx, { params, request }) => addSupportAttachment(ctx, params.id, request),
      view: attachmentView,
    });
  });
  registerKontor(app, surface, downloadSupportAttachment, {
    run: async (ctx, { params, reply }) => {
      const given = await getSupportAttachment(ctx, params.id, params.n);
      if (given.accepted) reply.headers(attachmentHeaders(given.value));
      return given;
    },
    // A file has no type in the contract, whose answers are JSON.
    view: ({ bytes }: GivenAttachment) => bytes as unknown as undefined, // sent as it is
  });
};
