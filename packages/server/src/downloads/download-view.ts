import type { AnswerOf } from '@kontor/contract/operation';
import type { createDownloadLink, listDownloadLinks } from '@kontor/contract/software';
import { formatInstant } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import type { LinkRow } from './download-store.ts';
import type { GivenDownload } from './give-download.ts';

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

export const linksView = (links: readonly LinkRow[]): AnswerOf<typeof listDownloadLinks> => ({
  items: links.map((link) => ({
    id: link.id,
    createdAt: formatInstant(link.created_at),
    createdBy: link.created_by ?? '',
    expiresAt: formatInstant(link.expires_at),
    ...(link.revoked_at === null ? {} : { revokedAt: formatInstant(link.revoked_at) }),
    version: link.version,
    language: link.language,
    bitness: link.bitness,
    fileName: link.file_name ?? '',
    downloads: link.downloads,
  })),
  next: null,
});
