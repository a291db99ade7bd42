import { getInvoiceDocument } from '@kontor/contract/documents';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { headerOf, type Surface } from '../platform/http/request-frame.ts';
import { type GivenDocument, giveDocument } from './give-document.ts';
import { createPdfRenderer, type PdfRenderer } from './pdf-renderer.ts';

/** Finished documents as files. */
export const registerDocumentsKontor = (
  app: FastifyInstance,
  surface: KontorSurface,
  renderer: PdfRenderer = openRenderer(app, surface),
): void => {
  registerKontor(app, surface, getInvoiceDocument, {
    run: async (ctx, { params, query, request, reply }) => {
      const given = await giveDocument(ctx, renderer, {
        number: params.invoiceId,
        format: params.format,
        partnerId: query.partnerId,
        language: query.language,
        bom: query.bom === 'true',
        known: headerOf(request, 'if-none-match'),
      });
      if (!given.accepted) return given;
      const { etag, contentType, fileName, body } = given.value;
      reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (body === undefined) {
        reply.code(304).send();
        return given;
      }
      reply.headers({
        'content-type': contentType,
        'content-disposition': `attachment; filename="${fileName}"`,
        'x-content-type-options': 'nosniff',
      });
      return given;
    },
    // A file has no type in the contract, whose answers are JSON.
    view: ({ body }: GivenDocument) => body as unknown as undefined, // sent as it is
  });
};

/** One for both surfaces, which lives as long as the app. */
export const openRenderer = (app: FastifyInstance, { services: { log } }: Surface): PdfRenderer => {
  const renderer = createPdfRenderer({
    onFailure: (reason) => log.error({ reason }, 'document not rendered'),
  });
  app.addHook('onClose', () => renderer.close());
  return renderer;
};
