import type { AnswerOf } from '@kontor/contract/operation';
import type { createDownloadLink, listDownloadLinks } from '@kontor/contract/software';
import { formatInstant } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import type { GivenDownload } from './give-download.ts';
import type { GivenLink } from './manage-links.ts';

export const downloadsPath = '/kontor/v1/downloads';

export const downloadView = (
  { token, artifact, expiresAt }: GivenDownload,
  ctx: RequestContext,
): AnswerOf<typeof createDownloadLink> => ({
  url: `${ctx.publicUrl}${downloadsPath}/${token}`,
  fileName: artifact.fileName,
  sizeBytes: artifact.sizeBytes,
  sha256: artifact.sha256,
  expiresAt: formatInstant(expiresAt),
});

export const linksView = (links: readonly GivenLink[]): AnswerOf<typeof listDownloadLinks> => ({
  items: links.map(({ row, status, revokedBy }) => ({
    id: row.id,
    createdAt: formatInstant(row.created_at),
    createdBy: row.created_by ?? '',
    expiresAt: formatInstant(row.expires_at),
    status,
    ...(row.revoked_at === null ? {} : { revokedAt: formatInstant(row.revoked_at) }),
    ...(revokedBy === undefined ? {} : { revokedBy }),
    version: row.version,
    language: row.language,
    bitness: row.bitness,
    fileName: row.file_name ?? '',
    downloads: row.downloads,
    ...(row.last_download_at === null ? {} : { lastDownloadAt: formatInstant(row.last_download_at) }),
  })),
  next: null,
});
