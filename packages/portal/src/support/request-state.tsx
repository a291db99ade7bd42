import { makeStyles, tokens } from '@fluentui/react-components';
import type { SupportItem } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { type Side, statusTones, statusWording, targetShort, targetWording } from './words.ts';

const useStyles = makeStyles({ late: { color: tokens.colorPaletteRedForeground1 } });

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
  const { say, locale } = useReader();
  const { now } = useSession();
  const reading = { now, locale, side };
  const words = say((short ? targetShort : targetWording)(request, reading));
  if (words === '') return '–';
  return request.target.overdue && request.status !== 'closed' ? (
    <span className={styles.late}>{words}</span>
  ) : (
    words
  );
}
