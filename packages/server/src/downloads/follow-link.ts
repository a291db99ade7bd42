import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { followLink, type LinkRefusal } from '@kontor/domain/entitlement/download-link';
import { type Instant, instant } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { hashOfToken, isToken } from './download-token.ts';
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
  if (!isToken(token)) return refused({ code: 'link.not_found' });
  const [row] = await query(services.pools.lookup, noTenant, findDownload(hashOfToken(token)));
  if (!row) return refused({ code: 'link.not_found' });
  const entitlement = { status: row.entitlement_status, expiresAt: row.entitlement_expires_at };
  const link = { expiresAt: row.expires_at, revokedAt: row.revoked_at, entitlement };
  const followed = followLink(link, accountNow(services, row));
  if (!followed.accepted) return followed;
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

const accountNow = (services: Services, row: DownloadRow): Instant =>
  instant(services.realNow() + Number(row.clock_offset_ms));

export type TransferFacts = {
  readonly fromStart: boolean;
  readonly address: string;
  readonly requestId: string;
};

/** Puts the start of a transfer on record before its first byte; refused when the link has died meanwhile. */
export const beginTransfer = (services: Services, token: string, facts: TransferFacts) =>
  withRetries(async () => {
    const followed = await followToken(services, token);
    if (!followed.accepted) return followed;
    const { row } = followed.value;
    const start = { ...facts, at: accountNow(services, row) };
    await writeBatch(services.pools.app, { tenant: row.account_id }, [
      holdEntitlement(row),
      row.purpose === 'link' ? recordDownload(row, start) : countDownload(row, start),
    ]);
    return followed;
  });

const endsTransfers = new Set<FollowRefusal['code']>(['link.revoked', 'link.not_found']);

/** Whether a transfer that has begun may go on: expiry or a new file end none, a cancel or a revoked link do. */
export const mayGoOn = async (services: Services, token: string): Promise<boolean> => {
  const followed = await followToken(services, token);
  return followed.accepted || !endsTransfers.has(followed.refusal.code);
};
