import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import {
  addressOf,
  type OfLog,
  readCheckpoint,
  readInstallationCheckpoint,
} from '../api/activity-queries.ts';
import { isProblem } from '../api/problem.ts';
import { formatCount } from '../format/size.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { LogKeys } from './log-keys.tsx';
import { Section } from './section.tsx';
import { Witnesses } from './witnesses.tsx';

const useStyles = makeStyles({
  note: {
    margin: 0,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

/** What somebody outside can hold against the log later: checkpoints, the keys that verify them, who gets them. */
export function CheckpointsPart({ log }: { readonly log: OfLog }) {
  const { t } = useReader();
  return (
    <>
      <Checkpoint
        title={t('checkpoints.own')}
        explain={t('checkpoints.ownExplain')}
        count={t('checkpoints.size')}
        queryKey={['activity', 'checkpoint', 'shown', log]}
        read={(signal) => readCheckpoint(log, signal)}
        file={addressOf('getLogCheckpoint', { ...log })}
        fileName="checkpoint.txt"
      />
      <Witnesses log={log} />
      <LogKeys log={log} />
      <Checkpoint
        title={t('checkpoints.installation')}
        explain={t('checkpoints.installationExplain')}
        count={t('checkpoints.accounts')}
        queryKey={['activity', 'checkpoint', 'installation']}
        read={readInstallationCheckpoint}
        file={addressOf('getInstallationCheckpoint', {})}
        fileName="installation-checkpoint.txt"
      />
    </>
  );
}

type Props = {
  readonly title: string;
  readonly explain: string;
  readonly count: string;
  readonly queryKey: readonly unknown[];
  readonly read: (signal: AbortSignal) => Promise<string>;
  readonly file: string;
  readonly fileName: string;
};

const notYetMs = 2000;

function Checkpoint({ title, explain, count, queryKey, read, file, fileName }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal),
    retry: (times, failed) => times < 3 && isProblem(failed, 'activity.not_numbered_yet'),
    retryDelay: notYetMs,
  });
  const [origin = '', size = ''] = data?.split('\n') ?? [];
  return (
    <Section
      title={title}
      explain={explain}
      acts={
        data !== undefined && (
          <>
            <CopyButton text={data} what={title} appearance="secondary" size="medium" />
            <Link href={file} download={fileName} aria-label={t('checkpoints.downloadOf', { what: title })}>
              {t('checkpoints.download')}
            </Link>
          </>
        )
      }
    >
      {error ? (
        <ReadFailure error={error} what={t('checkpoints.failed')} onRetry={() => refetch()} />
      ) : data === undefined ? (
        <LoadingLines lines={3} />
      ) : (
        <Facts
          facts={[
            { term: count, fact: formatCount(Number(size), locale) },
            { term: t('checkpoints.origin'), fact: origin },
            { term: t('checkpoints.note'), fact: <pre className={styles.note}>{data.trimEnd()}</pre> },
          ]}
        />
      )}
    </Section>
  );
}
