import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { SupportItem } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { type Side, statusTones, statusWording, targetShort, targetWording } from './words.ts';

const useStyles = makeStyles({
  late: { color: tokens.colorPaletteRedForeground1, textAlign: 'inherit' },
  stack: { display: 'inline-grid', rowGap: '2px' },
});

export function RequestStatus({
  status,
  side,
}: {
  readonly status: SupportItem['status'];
  readonly side: Side;
}) {
  const { say } = useReader();
  return <StatusWord tone={statusTones[status]}>{say(statusWording(status, side))}</StatusWord>;
}

type Props = {
  readonly request: Pick<SupportItem, 'status' | 'target'>;
  readonly side: Side;
  readonly short?: boolean;
};

/** Until when an answer is promised, or why no time runs. */
export function TargetWords({ request, side, short = false }: Props) {
  const styles = useStyles();
  const { t, say, locale } = useReader();
  const { now } = useSession();
  const reading = { now, locale, side };
  const words = say((short ? targetShort : targetWording)(request, reading));
  if (words === '') return '–';
  if (!request.target.overdue || request.status === 'closed') return words;
  if (!short) return <span className={styles.late}>{words}</span>;
  return (
    <span className={styles.stack}>
      <StatusWord tone="bad">{t('target.late')}</StatusWord>
      <Text size={200} className={styles.late}>
        {words}
      </Text>
    </span>
  );
}
