import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type LinkOwner,
  linksQuery,
  revealLinksQuery,
  revokeAllLinks,
  revokeLink,
  revokeRevealLink,
} from '../api/link-queries.ts';
import type { SoftwareItem } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { type ListedLink, listedLinks } from './listed-links.ts';
import { PanelCard } from './panel-card.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '10px' },
  link: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: '12px' },
  title: { overflowWrap: 'anywhere' },
  faint: { display: 'block', color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  summary: { cursor: 'pointer', fontSize: tokens.fontSizeBase200, paddingBlock: '4px' },
});

type Props = { readonly owner: LinkOwner; readonly item: SoftwareItem };

/** Links to this purchase: those that work, each of which can be made to stop at once, and what became of the others. */
export function LinkList({ owner, item }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  const downloads = useQuery(linksQuery(owner, item.entitlementId));
  const reveals = useQuery(revealLinksQuery(owner, item.entitlementId));
  const acts = useRevocation({ owner, item });
  const failed = downloads.error ?? reveals.error;
  if (failed)
    return (
      <PanelCard title={t('links.title')}>
        <ReadFailure
          error={failed}
          what={t('links.failed')}
          onRetry={() => {
            downloads.refetch();
            reveals.refetch();
          }}
        />
      </PanelCard>
    );
  if (!downloads.data || !reveals.data)
    return (
      <PanelCard title={t('links.title')}>
        <LoadingLines lines={1} />
      </PanelCard>
    );
  const all = listedLinks(downloads.data.items, reveals.data.items, reader);
  const live = all.filter((link) => link.live);
  const dead = all.filter((link) => !link.live);
  return (
    <PanelCard title={t('links.title')}>
      {live.length === 0 && <Text size={200}>{t('links.empty')}</Text>}
      <Links links={live}>
        {(link) => (
          <Button
            size="small"
            aria-label={`${t('links.revoke')}: ${link.title}`}
            onClick={() => acts.revoke(link)}
          >
            {t('links.revoke')}
          </Button>
        )}
      </Links>
      {acts.failure !== undefined && <ErrorState error={acts.failure} what={t('links.revokeFailed')} />}
      {live.length > 1 && owner !== 'mine' && (
        <span>
          <Button size="small" onClick={() => acts.revokeAll(owner.customerId)}>
            {t('links.revokeAll')}
          </Button>
        </span>
      )}
      {dead.length > 0 && (
        <details>
          <summary className={styles.summary}>{t('links.dead', { count: dead.length })}</summary>
          <Links links={dead} />
        </details>
      )}
    </PanelCard>
  );
}

type LinksProps = {
  readonly links: readonly ListedLink[];
  readonly children?: (link: ListedLink) => ReactNode;
};

function Links({ links, children }: LinksProps) {
  const styles = useStyles();
  if (links.length === 0) return null;
  return (
    <ul className={styles.list}>
      {links.map((link) => (
        <li key={link.id} className={styles.link}>
          <span className={styles.title}>
            {link.title}
            {link.facts.map((fact) => (
              <Text key={fact} size={200} className={styles.faint}>
                {fact}
              </Text>
            ))}
          </span>
          {children?.(link)}
        </li>
      ))}
    </ul>
  );
}

function useRevocation({ owner, item: { entitlementId } }: Props) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>();
  const run = async (act: () => Promise<unknown>) => {
    setFailure(undefined);
    try {
      await act();
      await Promise.all(
        [linksQuery(owner, entitlementId), revealLinksQuery(owner, entitlementId)].map(({ queryKey }) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
      client.invalidateQueries({ queryKey: ['activity'] });
    } catch (error) {
      setFailure(error);
    }
  };
  return {
    failure,
    revoke: ({ id, kind }: ListedLink) =>
      run(() =>
        kind === 'reveal' && owner !== 'mine'
          ? revokeRevealLink(owner.customerId, entitlementId, id)
          : revokeLink(owner, entitlementId, id),
      ),
    revokeAll: (customerId: string) => run(() => revokeAllLinks(customerId, entitlementId)),
  };
}
