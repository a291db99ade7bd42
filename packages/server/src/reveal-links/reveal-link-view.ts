import type { AnswerOf } from '@kontor/contract/operation';
import type { createRevealLink, listRevealLinks } from '@kontor/contract/reveal-links';
import { formatInstant } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import type { GivenRevealLink } from './create-reveal-link.ts';
import type { ListedRevealLink } from './manage-reveal-links.ts';
import { revealPagePath } from './show-reveal-link.ts';

export const revealLinkView = (
  { id, token, expiresAt }: GivenRevealLink,
  ctx: RequestContext,
): AnswerOf<typeof createRevealLink> => ({
  id,
  url: `${ctx.publicUrl}${revealPagePath}/${token}`,
  expiresAt: formatInstant(expiresAt),
});

export const revealLinksView = (links: readonly ListedRevealLink[]): AnswerOf<typeof listRevealLinks> => ({
  items: links.map(({ row, status }) => ({
    id: row.id,
    createdAt: formatInstant(row.created_at),
    createdBy: row.created_by ?? '',
    recipient: row.recipient,
    expiresAt: formatInstant(row.expires_at),
    status,
    ...(row.opened_at === null ? {} : { openedAt: formatInstant(row.opened_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: formatInstant(row.revoked_at) }),
    ...(row.revoked_by === null ? {} : { revokedBy: row.revoked_by }),
    version: row.version,
    language: row.language,
    bitness: row.bitness,
  })),
  next: null,
});
