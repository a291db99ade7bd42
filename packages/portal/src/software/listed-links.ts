import type { DownloadLink, RevealLink } from '../api/types.ts';
import type { Reader } from '../ui/reader.ts';

/** A link of either kind as the list shows it. */
export type ListedLink = {
  readonly id: string;
  readonly kind: 'download' | 'reveal';
  readonly live: boolean;
  readonly createdAt: string;
  readonly title: string;
  readonly facts: readonly string[];
};

/** Links of both kinds, newest first, each with what there is to say of it. */
export function listedLinks(
  downloads: readonly DownloadLink[],
  reveals: readonly RevealLink[],
  reader: Reader,
): ListedLink[] {
  const all = [
    ...downloads.map((link) => downloadLink(link, reader)),
    ...reveals.map((link) => revealLink(link, reader)),
  ];
  return all.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function downloadLink(link: DownloadLink, reader: Reader): ListedLink {
  const { t, instant } = reader;
  return {
    id: link.id,
    kind: 'download',
    live: link.status === 'live',
    createdAt: link.createdAt,
    title: link.fileName,
    facts: [
      stateWords(link, reader),
      `${t('links.made', { at: instant(link.createdAt) })} · ${t('links.by', { by: link.createdBy, count: link.downloads })}`,
      ...(link.lastDownloadAt ? [t('links.last', { at: instant(link.lastDownloadAt) })] : []),
    ],
  };
}

function revealLink(link: RevealLink, reader: Reader): ListedLink {
  const { t, instant } = reader;
  const { recipient } = link;
  return {
    id: link.id,
    kind: 'reveal',
    live: link.status === 'live',
    createdAt: link.createdAt,
    title: recipient === '' ? t('links.oneTime') : t('links.oneTimeFor', { recipient }),
    facts: [
      stateWords(link, reader),
      `${t('links.made', { at: instant(link.createdAt) })} · ${t('links.madeBy', { by: link.createdBy })}`,
    ],
  };
}

/** Until when a link works, or why it no longer does. */
function stateWords(link: DownloadLink | RevealLink, { t, instant }: Reader): string {
  switch (link.status) {
    case 'live':
      return t('links.until', { until: instant(link.expiresAt) });
    case 'opened':
      return t('links.opened', { at: instant(link.openedAt ?? link.createdAt) });
    case 'expired':
      return t('links.expired', { at: instant(link.expiresAt) });
    case 'revoked':
      if (link.revokedAt === undefined) return t('links.resting');
      return link.revokedBy === undefined
        ? t('links.ended', { at: instant(link.revokedAt) })
        : t('links.revokedBy', { by: link.revokedBy, at: instant(link.revokedAt) });
  }
}
