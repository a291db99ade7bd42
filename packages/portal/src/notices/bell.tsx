import {
  Button,
  CounterBadge,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Text,
  tokens,
} from '@fluentui/react-components';
import { Alert20Regular } from '@fluentui/react-icons/svg/alert';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { markAllRead, newestNoticesQuery } from '../api/notice-queries.ts';
import { type NoticePortal, paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { NoticeList } from './notice-list.tsx';

const useStyles = makeStyles({
  icon: { position: 'relative', display: 'inline-flex' },
  count: {
    position: 'absolute',
    top: '-6px',
    insetInlineEnd: '-6px',
    pointerEvents: 'none',
    width: 'max-content',
  },
  surface: {
    width: 'min(400px, calc(100vw - 24px))',
    maxHeight: 'min(560px, calc(100dvh - 80px))',
    overflowY: 'auto',
    boxSizing: 'border-box',
    padding: '12px 16px',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '8px',
  },
  head: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: '12px' },
  foot: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '4px 16px' },
  title: { fontSize: tokens.fontSizeBase400 },
});

/** What happened meanwhile, from anywhere: how much of it is new, the newest, and the way to all of it. */
export function Bell({ portal }: { readonly portal: NoticePortal }) {
  const styles = useStyles();
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(newestNoticesQuery);
  const unread = data?.unread ?? 0;
  return (
    <Popover open={open} trapFocus positioning="below-end" onOpenChange={(_, change) => setOpen(change.open)}>
      <PopoverTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          aria-label={unread > 0 ? t('notices.bellUnread', { count: unread }) : t('notices.bell')}
          icon={
            <span className={styles.icon}>
              <Alert20Regular />
              {unread > 0 && (
                <CounterBadge
                  aria-hidden
                  className={styles.count}
                  size="small"
                  color="danger"
                  count={unread}
                  overflowCount={99}
                />
              )}
            </span>
          }
        />
      </PopoverTrigger>
      <PopoverSurface aria-label={t('notices.title')} className={styles.surface}>
        <Newest portal={portal} onGo={() => setOpen(false)} />
      </PopoverSurface>
    </Popover>
  );
}

function Newest({ portal, onGo }: { readonly portal: NoticePortal; readonly onGo: () => void }) {
  const styles = useStyles();
  const { t } = useReader();
  const { data, error, refetch } = useQuery(newestNoticesQuery);
  return (
    <>
      <div className={styles.head}>
        <Text as="h2" weight="semibold" className={styles.title} style={{ margin: 0 }}>
          {t('notices.title')}
        </Text>
        {data && data.unread > 0 && <ReadAll />}
      </div>
      {error ? (
        <ReadFailure error={error} what={t('notices.failed')} onRetry={() => refetch()} />
      ) : !data ? (
        <LoadingLines lines={3} />
      ) : data.items.length === 0 ? (
        <EmptyState text={t('notices.empty')} />
      ) : (
        <NoticeList notices={data.items} onGo={onGo} />
      )}
      <div className={styles.foot}>
        <GoLink href={paths.notices(portal)} onGo={onGo}>
          {t('notices.all')}
        </GoLink>
        <GoLink href={paths.noticePreferences(portal)} onGo={onGo}>
          {t('notices.preferences')}
        </GoLink>
      </div>
    </>
  );
}

export function ReadAll() {
  const { t } = useReader();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const all = async () => {
    setBusy(true);
    // What could not be marked stays unread, and says so by itself.
    await markAllRead(client).catch(() => undefined);
    setBusy(false);
  };
  return (
    <Button
      size="small"
      appearance="subtle"
      disabledFocusable={busy}
      onClick={() => (busy ? undefined : all())}
    >
      {t('notices.readAll')}
    </Button>
  );
}
