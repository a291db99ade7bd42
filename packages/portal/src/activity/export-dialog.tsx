import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Link,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { addressOf, type OfLog, readCheckpoint } from '../api/activity-queries.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import type { LogQuestion } from './question.ts';

const useStyles = makeStyles({
  content: { display: 'grid', rowGap: '12px' },
  list: { display: 'grid', rowGap: '8px', listStyleType: 'none', margin: 0, padding: 0 },
  means: { display: 'block', color: tokens.colorNeutralForeground3 },
});

const formats = ['csv', 'jsonl', 'proof', 'openings'] as const;

type Props = { readonly question: LogQuestion; readonly log: OfLog; readonly onClose: () => void };

/** What the page shows, as files; all of them are of one signed checkpoint, so that they fit each other. */
export function ExportDialog({ question, log, onClose }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const checkpoint = useQuery({
    queryKey: ['activity', 'checkpoint', log],
    queryFn: ({ signal }) => readCheckpoint(log, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const size = checkpoint.data?.split('\n')[1];
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('log.export')}</DialogTitle>
          <DialogContent className={styles.content}>
            {checkpoint.error ? (
              <ReadFailure
                error={checkpoint.error}
                what={t('log.exportFailed')}
                onRetry={() => checkpoint.refetch()}
              />
            ) : size === undefined ? (
              <LoadingLines lines={4} />
            ) : (
              <>
                <Text>{t('log.exportExplain', { size: formatCount(Number(size), locale) })}</Text>
                <ul className={styles.list}>
                  {formats.map((format) => (
                    <FileLink
                      key={format}
                      href={addressOf('exportActivity', { ...question.filter, ...log, format, size })}
                      text={t(`log.file.${format}`)}
                      means={t(`log.file.${format}.means`)}
                    />
                  ))}
                  <FileLink
                    href={addressOf('getLogKeys', { ...log })}
                    name="keys.txt"
                    text={t('log.file.keys')}
                    means={t('log.file.keys.means')}
                  />
                </ul>
                <Text size={200}>
                  {t('log.verifyExplain')} <Link href={paths.verify()}>{t('verify.title')}</Link>
                </Text>
              </>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

type FileProps = {
  readonly href: string;
  readonly text: string;
  readonly means: string;
  /** Where the server does not name the file itself. */
  readonly name?: string;
};

/** The browser fetches it as it fetches any file: of any length, straight to disk. */
function FileLink({ href, text, means, name = '' }: FileProps) {
  const styles = useStyles();
  return (
    <li>
      <Link href={href} download={name}>
        {text}
      </Link>
      <Text size={200} className={styles.means}>
        {means}
      </Text>
    </li>
  );
}
