import { makeStyles } from '@fluentui/react-components';
import type { SoftwareItem } from '../api/types.ts';
import { closedOn, leftToCancel, untilShort } from '../format/deadline.ts';
import { useReader } from '../ui/reader.ts';

// A date that breaks in two is hard to read; on narrower pages there is no room for it in one line.
const useStyles = makeStyles({ facts: { '@media (min-width: 1200px)': { whiteSpace: 'nowrap' } } });

/** The short word on cancelling in a table cell; the whole deadline is in its title. */
export function CancelFacts({ item }: { readonly item: SoftwareItem }) {
  const { facts } = useStyles();
  const { t, locale, say, money } = useReader();
  const { cancel } = item.actions;
  const code = (cancel.code ?? '').replace(/^order\./, '');
  if (item.status === 'cancelled') {
    const credited = item.credited && money(item.credited.total, item.credited.currency);
    return (
      <span className={facts}>
        {credited ? t('software.credited', { credit: credited }) : t('software.keyGone')}
      </span>
    );
  }
  if (code === 'not_cancellable') return <span className={facts}>{t('software.never')}</span>;
  if (code === 'needs_review') return <span className={facts}>{t('software.needsReview')}</span>;
  const until = untilShort(cancel, locale);
  if (until)
    return (
      <span className={facts} title={say(leftToCancel(cancel, locale))}>
        {say(until)}
      </span>
    );
  return <span className={facts}>{say(closedOn(cancel, locale))}</span>;
}
