import { Link, makeStyles, Text } from '@fluentui/react-components';
import type { CancelledOrder, Verdict } from '../../api/types.ts';
import { closedOn, leftToCancel } from '../../format/deadline.ts';
import { shortId } from '../../format/names.ts';
import { type Reader, useReader } from '../../ui/reader.ts';
import { StatusWord, type Tone } from '../../ui/status-word.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '6px' },
  verdict: { display: 'flex', flexWrap: 'wrap', columnGap: '8px', alignItems: 'center' },
});

const tones: Readonly<Record<Verdict['code'], Tone>> = {
  eligible: 'good',
  cancelled: 'good',
  already_cancelled: 'off',
  not_cancellable: 'off',
  window_closed: 'off',
  needs_review: 'waiting',
  not_found: 'bad',
};

type Props = { readonly orders: readonly CancelledOrder[] };

/** What the server says of each order, with the way to support where it has one. */
export function VerdictList({ orders }: Props) {
  const styles = useStyles();
  const reader = useReader();
  return (
    <ul className={styles.list} aria-live="polite">
      {orders.map(({ orderId, verdict }) => (
        <li key={orderId} className={styles.verdict}>
          <StatusWord tone={tones[verdict.code]}>{verdictWords(verdict, reader)}</StatusWord>
          {orders.length > 1 && <Text size={200}>{shortId(orderId)}</Text>}
          {verdict.supportRequestUrl && (
            <Link href={verdict.supportRequestUrl}>{reader.t('cancel.support')}</Link>
          )}
        </li>
      ))}
    </ul>
  );
}

export function verdictWords(verdict: Verdict, { t, locale, say }: Reader): string {
  switch (verdict.code) {
    case 'eligible':
      return say(leftToCancel(verdict, locale)) || t('cancel.eligible');
    case 'window_closed':
      return t('cancel.windowClosed', { closed: say(closedOn(verdict, locale)) });
    case 'needs_review':
      return t('cancel.needsReview');
    case 'already_cancelled':
      return t('reason.alreadyCancelled');
    case 'not_cancellable':
      return t('reason.notCancellable');
    case 'cancelled':
      return t('cancel.cancelled');
    case 'not_found':
      return t('problem.not_found');
  }
}
