import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { linksQuery, revokeLink } from '../api/software-queries.ts';
import type { DownloadLink, SoftwareItem } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { PanelCard } from './panel-card.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '10px' },
  link: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: '12px' },
  file: { overflowWrap: 'anywhere' },
  faint: { display: 'block', color: tokens.colorNeutralForeground3 },
});

type Props = { readonly customerId: string; readonly item: SoftwareItem };

/** Links that still open the file, each of which can be made to stop at once. */
export function LinkList({ customerId, item }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { now } = useSession();
  const links = useQuery(linksQuery(customerId, item.entitlementId));
  const live = links.data?.items.filter((link) => !link.revokedAt && link.expiresAt > now) ?? [];
  return (
    <PanelCard title={t('links.title')}>
      {links.error ? (
        <ReadFailure error={links.error} what={t('links.failed')} onRetry={() => links.refetch()} />
      ) : !links.data ? (
        <LoadingLines lines={1} />
      ) : live.length === 0 ? (
        <Text size={200}>{t('links.empty')}</Text>
      ) : (
        <ul className={styles.list}>
          {live.map((link) => (
            <LiveLink key={link.id} customerId={customerId} item={item} link={link} />
          ))}
        </ul>
      )}
    </PanelCard>
  );
}

function LiveLink({ customerId, item, link }: Props & { readonly link: DownloadLink }) {
  const styles = useStyles();
  const { t, instant } = useReader();
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>();
  const revoke = async () => {
    setFailure(undefined);
    try {
      await revokeLink(customerId, item.entitlementId, link);
      await client.invalidateQueries({ queryKey: linksQuery(customerId, item.entitlementId).queryKey });
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <li>
      <div className={styles.link}>
        <span className={styles.file}>
          {link.fileName}
          <Text size={200} className={styles.faint}>
            {t('links.until', { until: instant(link.expiresAt) })}
          </Text>
          <Text size={200} className={styles.faint}>
            {t('links.by', { by: link.createdBy, count: link.downloads })}
          </Text>
        </span>
        <Button size="small" aria-label={`${t('links.revoke')}: ${link.fileName}`} onClick={revoke}>
          {t('links.revoke')}
        </Button>
      </div>
      {failure !== undefined && <ErrorState error={failure} what={t('links.revokeFailed')} />}
    </li>
  );
}
