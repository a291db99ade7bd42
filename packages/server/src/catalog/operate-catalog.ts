import type { Permission } from '@kontor/domain/access/permissions';
import { accepted } from '@kontor/domain/decision';
import { addActivity } from '../activity/activity-store.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { exportPriceSheet, listPriceSheets } from './export-price-sheet.ts';
import { type ArtifactTarget, putArtifact } from './import-artifact.ts';
import { importKeys, type KeyPoolTarget } from './import-keys.ts';
import { importPriceSheet } from './import-price-sheet.ts';
import type { RecordImport } from './import-record-store.ts';
import type { PriceSheetListing } from './price-sheet-store.ts';

/** The body, asked for only when the caller is known to be allowed to send one. */
export type Upload = () => AsyncIterable<Uint8Array>;

/** Whoever may do it, with the record of what they do: it commits with the import, in the installation's log. */
export const authorized = async (ctx: RequestContext, permission: Permission) => {
  const read = await readAs(ctx, permission, undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const record: RecordImport = ({ action, resourceType, resourceId, eventType, details, ...values }) => [
    addActivity(ctx, caller, { action, resourceId, newValue: details, details, ...values }),
    addEvent(caller, {
      type: eventType,
      aggregateType: resourceType,
      aggregateId: resourceId,
      data: details,
    }),
  ];
  return accepted({ record, importedBy: caller.person?.email ?? '' });
};

/** Imports a price sheet that an operator sends. */
export const receivePriceSheet = async (ctx: RequestContext, view: string, upload: Upload) => {
  const operator = await authorized(ctx, 'price_sheets.manage');
  if (!operator.accepted) return operator;
  return importPriceSheet(ctx.pools.system, upload(), { view, ...operator.value });
};

export type PriceSheetPage = { readonly sheets: readonly PriceSheetListing[]; readonly last: number | null };

/** Versions imported so far, newest first. */
export const readPriceSheetPage = async (
  ctx: RequestContext,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
) => {
  const operator = await authorized(ctx, 'price_sheets.manage');
  if (!operator.accepted) return operator;
  const from = before === undefined ? {} : { before };
  const found = await listPriceSheets(ctx.pools.system, { limit: limit + 1, ...from });
  const sheets = found.slice(0, limit);
  const last = found.length > limit ? (sheets.at(-1)?.version ?? null) : null;
  return accepted<PriceSheetPage>({ sheets, last });
};

/** The bytes of a version as they came in. */
export const sendPriceSheet = async (ctx: RequestContext, version: number) => {
  const operator = await authorized(ctx, 'price_sheets.manage');
  return operator.accepted ? exportPriceSheet(ctx.pools.system, version) : operator;
};

/** Adds the keys that an operator sends to a pool, and serves the purchases that wait for them. */
export const receiveKeys = async (ctx: RequestContext, target: KeyPoolTarget, upload: Upload) => {
  const operator = await authorized(ctx, 'keys.manage');
  if (!operator.accepted) return operator;
  const deps = { system: ctx.pools.system, vault: ctx.vault };
  return importKeys(deps, upload(), target, operator.value);
};

/** Stores the file that an operator sends. */
export const receiveArtifact = async (ctx: RequestContext, target: ArtifactTarget, upload: Upload) => {
  const operator = await authorized(ctx, 'artifacts.manage');
  if (!operator.accepted) return operator;
  return putArtifact({ system: ctx.pools.system, files: ctx.files }, upload(), target, operator.value.record);
};
