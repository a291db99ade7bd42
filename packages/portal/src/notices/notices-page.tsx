import { Button, makeStyles, Switch } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { noticesQuery } from '../api/notice-queries.ts';
import { type NoticePortal, paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { ReadAll } from './bell.tsx';
import { NoticeList } from './notice-list.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', gap: '8px 16px', alignItems: 'center' },
});

export function PartnerNoticesPage() {
  return <Notices portal="partner" />;
}

export function OperatorNoticesPage() {
  return <Notices portal="operator" />;
}

/** All that somebody was told, newest first. */
function Notices({ portal }: { readonly portal: NoticePortal }) {
  const styles = useStyles();
  const { t } = useReader();
  const follow = useFollow();
  const [{ unread, cursor }, change] = useUrlSearch();
  const only = unread === 'true';
  const notices = useQuery(noticesQuery({ cursor, ...(only ? { unread: 'true' as const } : {}) }));
  return (
    <Page
      title={t('notices.title')}
      width="form"
      actions={
        <Button onClick={() => follow(paths.noticePreferences(portal))}>{t('notices.preferences')}</Button>
      }
    >
      <div className={styles.bar}>
        <Switch
          label={t('notices.onlyUnread')}
          checked={only}
          onChange={(_, { checked }) => change({ unread: checked ? 'true' : undefined })}
        />
        {(notices.data?.unread ?? 0) > 0 && <ReadAll />}
      </div>
      {notices.error ? (
        <ReadFailure error={notices.error} what={t('notices.failed')} onRetry={() => notices.refetch()} />
      ) : !notices.data ? (
        <LoadingLines lines={8} />
      ) : notices.data.items.length === 0 ? (
        <EmptyState text={t(only ? 'notices.noneUnread' : 'notices.empty')} />
      ) : (
        <>
          <NoticeList notices={notices.data.items} />
          <Pager next={notices.data.next} />
        </>
      )}
    </Page>
  );
}
