import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { markRead } from '../api/notice-queries.ts';
import type { Notice } from '../api/types.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { noticeWords } from './notice-words.ts';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
  notice: {
    display: 'grid',
    gridTemplateColumns: '12px minmax(0, 1fr)',
    columnGap: '8px',
    padding: '10px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  dot: { width: '8px', height: '8px', borderRadius: '50%', marginTop: '6px' },
  unread: { backgroundColor: tokens.colorCompoundBrandBackground },
  words: { overflowWrap: 'anywhere' },
  new: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3, display: 'block' },
});

type Props = { readonly notices: readonly Notice[]; readonly onGo?: () => void };

/** Each in a sentence that leads to what it is about; following it is having read it. */
export function NoticeList({ notices, onGo }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const client = useQueryClient();
  const { t } = reader;
  const go = ({ id, readAt }: Notice) => {
    // Not being able to mark it keeps nobody from what it is about.
    if (readAt === null) markRead(client, id).catch(() => undefined);
    onGo?.();
  };
  return (
    <ul aria-label={t('notices.title')} className={styles.list}>
      {notices.map((notice) => {
        const words = noticeWords(notice, reader);
        const unread = notice.readAt === null;
        return (
          <li key={notice.id} className={styles.notice}>
            <span aria-hidden className={mergeClasses(styles.dot, unread && styles.unread)} />
            <span className={mergeClasses(styles.words, unread && styles.new)}>
              {unread && <span className="visually-hidden">{t('notices.unread')}: </span>}
              {notice.link ? (
                <GoLink href={notice.link} onGo={() => go(notice)}>
                  {words}
                </GoLink>
              ) : (
                words
              )}
              <Text size={200} className={styles.quiet}>
                {t(`noticeKind.${notice.kind}`)} · <ExactDate at={notice.at} withTime />
              </Text>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
