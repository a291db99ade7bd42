import { Readable } from 'node:stream';
import * as contract from '@kontor/contract/operator';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { formatInstant } from '@kontor/domain/time';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { announcedFrom } from './announced-file.ts';
import { type ArtifactPolicy, getArtifactPolicy, putArtifactPolicy } from './artifact-policy.ts';
import type { ArtifactListing } from './artifact-store.ts';
import type { PriceSheetExport } from './export-price-sheet.ts';
import type { StoredArtifact } from './import-artifact.ts';
import type { KeyImport } from './import-keys.ts';
import type { PriceSheetImport } from './import-price-sheet.ts';
import { type ListedArtifact, listArtifacts } from './list-artifacts.ts';
import {
  type PriceSheetPage,
  readPriceSheetPage,
  receiveArtifact,
  receiveKeys,
  receivePriceSheet,
  sendPriceSheet,
  type Upload,
} from './operate-catalog.ts';

/** What the operator puts into the installation: price sheets, keys, files. */
export const registerCatalogOperator = (app: FastifyInstance, surface: KontorSurface): void => {
  registerPriceSheets(app, surface);
  registerKontor(app, surface, contract.importKeys, {
    run: (ctx, { params, query, request }) =>
      receiveKeys(ctx, { ...skuOf(params), version: query.version }, uploadOf(request, 'text/plain')),
    view: ({ importId, added, duplicates, invalid }: KeyImport) => ({
      importId: String(importId),
      added,
      duplicates,
      invalid: [...invalid],
    }),
  });
  registerKontor(app, surface, contract.putArtifact, {
    run: async (ctx, { params, query: { sizeBytes, sha256, ...file }, request }) => {
      const headers = [headerOf(request, 'repr-digest'), headerOf(request, 'content-digest')];
      const announced = announcedFrom({ sizeBytes, sha256, headers });
      if (!announced.accepted) return announced;
      const target = { ...skuOf(params), ...file, announced: announced.value };
      return receiveArtifact(ctx, target, uploadOf(request, 'application/octet-stream'));
    },
    view: ({ sizeBytes, sha256 }: StoredArtifact) => ({ sizeBytes, sha256: sha256.toString('hex') }),
  });
  registerKontor(app, surface, contract.listArtifacts, {
    run: (ctx, { params }) => listArtifacts(ctx, params),
    view: (items: readonly ListedArtifact[]) => ({ items: items.map(artifactView) }),
  });
  registerKontor(app, surface, contract.getArtifactPolicy, {
    run: (ctx) => getArtifactPolicy(ctx),
    view: (policy: ArtifactPolicy) => policy,
  });
  registerKontor(app, surface, contract.putArtifactPolicy, {
    run: (ctx, { body }) => putArtifactPolicy(ctx, body),
    view: (policy: ArtifactPolicy) => policy,
  });
};

const fileView = ({ file_name, size_bytes, sha256, uploaded_at }: ArtifactListing) => ({
  fileName: file_name,
  sizeBytes: Number(size_bytes),
  sha256: sha256.toString('hex'),
  uploadedAt: formatInstant(uploaded_at),
});

const artifactView = ({ replaced, ...file }: ListedArtifact) => ({
  version: file.version,
  language: file.language,
  bitness: file.bitness,
  ...fileView(file),
  replaced: replaced.map((earlier) => ({
    ...fileView(earlier),
    replacedAt: formatInstant(earlier.replaced_at),
    ...(earlier.removed_at === null ? {} : { removedAt: formatInstant(earlier.removed_at) }),
  })),
});

const registerPriceSheets = (app: FastifyInstance, surface: KontorSurface): void => {
  const list = 'price_sheets';
  registerKontor(app, surface, contract.importPriceSheet, {
    run: (ctx, { query, request }) =>
      receivePriceSheet(ctx, query.view ?? 'software', uploadOf(request, 'text/csv')),
    view: ({ version, rows, effectiveFrom }: PriceSheetImport) => ({
      version,
      rows,
      effectiveFrom: formatInstant(effectiveFrom),
    }),
  });
  registerKontor(app, surface, contract.listPriceSheets, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, query.cursor);
      if (!cursor.accepted) return cursor;
      const before = cursor.value === null ? undefined : Number(cursor.value[0]);
      return readPriceSheetPage(ctx, { before, limit: limit.value });
    },
    view: ({ sheets, last }: PriceSheetPage, ctx) => ({
      items: sheets.map((sheet) => ({
        version: sheet.version,
        view: sheet.view,
        rows: sheet.rows,
        effectiveFrom: formatInstant(sheet.effectiveFrom),
        importedAt: formatInstant(sheet.importedAt),
        sha256: sheet.sha256.toString('hex'),
      })),
      next:
        last === null
          ? null
          : sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, [String(last)]),
    }),
  });
  registerKontor(app, surface, contract.exportPriceSheet, {
    run: async (ctx, { params, reply }) => {
      const found = await sendPriceSheet(ctx, Number(params.version));
      if (found.accepted)
        reply.headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="price-sheet-${found.value.sheet.version}.csv"`,
        });
      return found;
    },
    // A stream has no type in the contract, whose answers are JSON.
    view: ({ bytes }: PriceSheetExport) => Readable.from(bytes) as unknown as undefined, // sent as it is
  });
};

/** @throws what the frame answers with 415, once it is asked for */
const uploadOf =
  (request: FastifyRequest, type: string): Upload =>
  () => {
    const sent = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (sent === type && request.body instanceof Readable) return request.body;
    throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE();
  };

// An id that cannot be read is looked for as it is, and not found.
const skuOf = ({ productId, skuId }: { readonly productId: string; readonly skuId: string }) => ({
  productId: parseProductId(productId) ?? productId,
  skuId: parseSkuId(skuId) ?? skuId,
});
