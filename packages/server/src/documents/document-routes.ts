import { getInvoiceDocument } from '@kontor/contract/documents';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { type GivenDocument, giveDocument } from './give-document.ts';
import { createPdfRenderer, type PdfRenderer } from './pdf-renderer.ts';

/** Finished documents as files. The process that lays out pages lives as long as the routes. */
export const registerDocumentsKontor = (
  app: FastifyInstance,
  surface: KontorSurface,
  renderer: PdfRenderer = rendererFor(surface),
): void => {
  app.addHook('onClose', () => renderer.close());
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

const rendererFor = ({ services: { log } }: KontorSurface): PdfRenderer =>
  createPdfRenderer({ onFailure: (reason) => log.error({ reason }, 'document not rendered') });
