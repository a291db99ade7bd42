import { z } from 'zod';
import type { Operation } from './operation.ts';
import { bitness, id, instant, page, paging } from './shapes.ts';

export const priceSheet = z.object({
  version: z.int(),
  view: z.string(),
  rows: z.int(),
  effectiveFrom: instant,
  importedAt: instant,
  sha256: z.string(),
});
const skuParams = z.object({ productId: id, skuId: id });

export const importPriceSheet = {
  name: 'importPriceSheet',
  summary: 'Import a price sheet, all of it or nothing',
  noun: 'price-sheets',
  method: 'POST',
  path: '/price-sheets',
  query: z.object({ view: z.enum(['software']).optional() }),
  bodyStream: 'text/csv',
  answers: { 201: z.object({ version: z.int(), rows: z.int(), effectiveFrom: instant }) },
  problems: ['price_sheet.invalid'],
  access: 'price_sheets.manage',
} satisfies Operation;

export const listPriceSheets = {
  name: 'listPriceSheets',
  summary: 'Versions imported so far, newest first',
  noun: 'price-sheets',
  method: 'GET',
  path: '/price-sheets',
  query: z.object({ ...paging }),
  answers: { 200: page(priceSheet) },
  problems: ['cursor.invalid'],
  access: 'price_sheets.manage',
} satisfies Operation;

export const exportPriceSheet = {
  name: 'exportPriceSheet',
  summary: 'The bytes of a version as they were imported',
  noun: 'price-sheets',
  method: 'GET',
  path: '/price-sheets/{version}',
  params: z.object({ version: z.string().regex(/^\d{1,9}$/) }),
  answers: { 200: 'stream' },
  problems: ['not_found'],
  access: 'price_sheets.manage',
} satisfies Operation;

export const importKeys = {
  name: 'importKeys',
  summary: 'Add keys to a pool, one a line',
  noun: 'key-pools',
  method: 'POST',
  path: '/key-pools/{productId}/{skuId}/keys',
  params: skuParams,
  query: z.object({ version: z.string().max(80).optional() }),
  bodyStream: 'text/plain',
  answers: {
    201: z.object({
      importId: id.describe('what the keys are withdrawn by, should they turn out bad'),
      added: z.int(),
      duplicates: z.int(),
      invalid: z.array(z.object({ line: z.int(), message: z.string() })),
    }),
  },
  problems: ['not_found', 'key_group.unknown'],
  access: 'keys.manage',
  secret: true,
} satisfies Operation;

export const putArtifact = {
  name: 'putArtifact',
  summary: 'Upload the file of one version, language and bitness',
  noun: 'artifacts',
  method: 'PUT',
  path: '/artifacts/{productId}/{skuId}',
  params: skuParams,
  query: z.object({
    version: z.string().min(1).max(80),
    language: z.string().min(2).max(35),
    bitness,
    fileName: z.string().min(1).max(200),
    sizeBytes: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe('how many bytes will come; another number is refused and nothing is stored'),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/)
      .optional()
      .describe(
        'of the file, in hex; `Repr-Digest` and `Content-Digest` headers say the same and are checked too',
      ),
  }),
  bodyStream: 'application/octet-stream',
  answers: { 201: z.object({ sizeBytes: z.int(), sha256: z.string() }) },
  problems: ['not_found', 'artifact.empty', 'artifact.file_name_invalid', 'artifact.mismatch'],
  access: 'artifacts.manage',
} satisfies Operation;

export const artifact = z.object({
  version: z.string(),
  language: z.string(),
  bitness,
  fileName: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  uploadedAt: instant,
  replaced: z.array(
    z.object({
      fileName: z.string(),
      sizeBytes: z.int(),
      sha256: z.string(),
      uploadedAt: instant,
      replacedAt: instant,
      removedAt: instant.optional().describe('when its bytes went; absent while they are kept'),
    }),
  ),
});

export const listArtifacts = {
  name: 'listArtifacts',
  summary: 'The files of a SKU, each with those that it has taken the place of, newest first',
  noun: 'artifacts',
  method: 'GET',
  path: '/artifacts/{productId}/{skuId}',
  params: skuParams,
  answers: { 200: z.object({ items: z.array(artifact) }) },
  problems: ['not_found'],
  access: 'artifacts.manage',
} satisfies Operation;

export const artifactPolicy = z.object({
  retentionDays: z
    .int()
    .min(1)
    .max(3650)
    .describe('so long a file that was replaced is kept; then its bytes go, and its name stays on record'),
});

export const getArtifactPolicy = {
  name: 'getArtifactPolicy',
  summary: 'How long replaced files are kept',
  noun: 'settings',
  method: 'GET',
  path: '/settings/artifacts',
  answers: { 200: artifactPolicy },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;

export const putArtifactPolicy = {
  name: 'putArtifactPolicy',
  summary: 'Set how long replaced files are kept',
  noun: 'settings',
  method: 'PUT',
  path: '/settings/artifacts',
  body: z.strictObject(artifactPolicy.shape),
  answers: { 200: artifactPolicy },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;
