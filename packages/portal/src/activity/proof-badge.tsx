import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type OfLog, readLogKeys, readProof } from '../api/activity-queries.ts';
import { problemOf } from '../api/problem.ts';
import type { ActivityRecord } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { problemWords } from '../ui/problem-words.ts';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';

const useStyles = makeStyles({
  badge: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px', rowGap: '4px' },
  why: { display: 'block', color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
});

const pollMs = 1000;

/** Fetches the proof, the checkpoint and the keys, and computes the root again here. */
const proofQuery = (record: ActivityRecord, log: OfLog) => ({
  queryKey: ['activity', 'proof', record.id, record.leafIndex, log],
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
    // The arithmetic comes with the first proof, not with the list.
    const { verifyRecord } = await import('../verify/verify-record.ts');
    const [proof, keys] = await Promise.all([readProof(record.id, log, signal), readLogKeys(log, signal)]);
    return verifyRecord({ ...record, leafIndex: record.leafIndex ?? proof.leafIndex }, proof, keys);
  },
  retry: (failures: number, error: unknown) =>
    problemOf(error).code === 'activity.not_numbered_yet' && failures < 10,
  retryDelay: pollMs,
});

type Props = { readonly record: ActivityRecord; readonly log: OfLog };

/** Whether this record is in the log as it was signed, judged by this browser. */
export function ProofBadge({ record, log }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const { data, error, isFetching, refetch } = useQuery(proofQuery(record, log));
  const waits = problemOf(error).code === 'activity.not_numbered_yet';
  return (
    <div>
      <div className={styles.badge} role="status">
        {data?.proven ? (
          <StatusWord tone="good">{t('proof.proven', { size: formatCount(data.size, locale) })}</StatusWord>
        ) : data ? (
          <StatusWord tone="bad">{t('proof.failed')}</StatusWord>
        ) : isFetching ? (
          <StatusWord tone="waiting">
            {t(record.leafIndex === null ? 'proof.waiting' : 'proof.verifying')}
          </StatusWord>
        ) : (
          <StatusWord tone={waits ? 'waiting' : 'bad'}>
            {t(waits ? 'proof.waiting' : 'proof.failed')}
          </StatusWord>
        )}
        <Button size="small" appearance="subtle" disabledFocusable={isFetching} onClick={() => refetch()}>
          {t(data ? 'proof.again' : 'proof.verify')}
        </Button>
      </div>
      <Text size={200} className={styles.why}>
        {data?.proven && t('proof.explain', { origin: data.origin })}
        {data && !data.proven && t(`proof.fault.${data.fault}`)}
        {!data && error && !waits && problemWords(problemOf(error), t)}
      </Text>
    </div>
  );
}
