import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { followLink, type LinkRefusal } from '@kontor/domain/entitlement/download-link';
import { type Instant, instant } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { ExpectationFailed } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import type { DownloadLimits } from '../platform/storage/storage-settings.ts';
import { hashOfToken, isToken } from './download-token.ts';
import type { LimitRefusal } from './limit-headers.ts';
import { takeSlot } from './transfer-slot-store.ts';
import {
  countDownload,
  type DownloadRow,
  findDownload,
  holdEntitlement,
  recordDownload,
} from './transfer-store.ts';

/** The file behind a link that works now. */
export type ServableFile = {
  readonly row: DownloadRow;
  readonly storageKey: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  readonly uploadedAt: Instant;
};

export type FollowRefusal =
  | { readonly code: 'link.not_found' }
  | { readonly code: 'entitlement.no_artifact' }
  | LinkRefusal;

/** Decides one request of a link, on the account's clock, from what is true now. */
export const followToken = async (
  services: Services,
  token: string,
): Promise<Decision<ServableFile, FollowRefusal>> => {
  const live = await findLive(services, token);
  if (!live.accepted) return live;
  const row = live.value;
  const {
    file_name: fileName,
    size_bytes: size,
    sha256,
    storage_key: storageKey,
    uploaded_at: uploadedAt,
  } = row;
  if (fileName === null || size === null || sha256 === null || storageKey === null || uploadedAt === null)
    return refused({ code: 'entitlement.no_artifact' });
  const stored = await services.files.size(storageKey);
  if (stored === undefined) return refused({ code: 'entitlement.no_artifact' });
  return accepted({ row, storageKey, fileName, sizeBytes: stored, sha256, uploadedAt });
};

const findLive = async (
  services: Services,
  token: string,
): Promise<Decision<DownloadRow, Exclude<FollowRefusal, { readonly code: 'entitlement.no_artifact' }>>> => {
  if (!isToken(token)) return refused({ code: 'link.not_found' });
  const [row] = await query(services.pools.lookup, noTenant, findDownload(hashOfToken(token)));
  if (!row) return refused({ code: 'link.not_found' });
  const entitlement = { status: row.entitlement_status, expiresAt: row.entitlement_expires_at };
  const link = { expiresAt: row.expires_at, revokedAt: row.revoked_at, entitlement };
  const followed = followLink(link, accountNow(services, row));
  return followed.accepted ? accepted(row) : followed;
};

const accountNow = (services: Services, row: DownloadRow): Instant =>
  instant(services.realNow() + Number(row.clock_offset_ms));

export type TransferFacts = {
  readonly fromStart: boolean;
  readonly address: string;
  readonly requestId: string;
};

/** Where a transfer is counted while it runs; not for one that somebody else sends. */
export type TransferSlot = { readonly id: string; readonly limits: DownloadLimits };

/**
 * Puts the start of a transfer on record before its first byte; refused when the link has died meanwhile, or when it
 * or its partner has as many transfers as it may.
 */
export const beginTransfer = (
  services: Services,
  token: string,
  facts: TransferFacts,
  slot?: TransferSlot,
): Promise<Decision<ServableFile, FollowRefusal | LimitRefusal>> =>
  withRetries(async () => {
    const followed = await followToken(services, token);
    if (!followed.accepted) return followed;
    const { row, storageKey } = followed.value;
    const start = { ...facts, at: accountNow(services, row) };
    try {
      await writeBatch(services.pools.app, { tenant: row.account_id }, [
        holdEntitlement(row),
        row.purpose === 'link' ? recordDownload(row, start) : countDownload(row, start),
        ...(slot ? [takeSlot(row, slot.id, storageKey, slot.limits)] : []),
      ]);
    } catch (error) {
      if (!(error instanceof ExpectationFailed) || !error.code.startsWith('transfers.')) throw error;
      const of = error.code === 'transfers.of_link' ? 'link' : 'partner';
      return refused({ code: 'downloads.too_many', of, retryAfterSeconds: busySeconds });
    }
    return followed;
  });

// Some transfer usually ends within it.
const busySeconds = 20;

const endsTransfers = new Set<FollowRefusal['code']>(['link.revoked', 'link.not_found']);

/** Whether a transfer that has begun may go on: expiry or a new file end none, a cancel or a revoked link do. */
export const mayGoOn = async (services: Services, token: string): Promise<boolean> => {
  const live = await findLive(services, token);
  return live.accepted || !endsTransfers.has(live.refusal.code);
};
