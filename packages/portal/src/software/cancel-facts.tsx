import type { SoftwareItem } from '../api/types.ts';
import { closedOn, leftToCancel, untilShort } from '../format/deadline.ts';
import { useReader } from '../ui/reader.ts';

/** The short word on cancelling in a table cell; the whole deadline is in its title. */
export function CancelFacts({ item }: { readonly item: SoftwareItem }) {
  const { t, locale, say, money } = useReader();
  const { cancel } = item.actions;
  const code = (cancel.code ?? '').replace(/^order\./, '');
  if (item.status === 'cancelled') {
    const credited = item.credited && money(item.credited.total, item.credited.currency);
    return <span>{credited ? t('software.credited', { credit: credited }) : t('software.keyGone')}</span>;
  }
  if (code === 'not_cancellable') return <span>{t('software.never')}</span>;
  if (code === 'needs_review') return <span>{t('software.needsReview')}</span>;
  const until = untilShort(cancel, locale);
  if (until) return <span title={say(leftToCancel(cancel, locale))}>{say(until)}</span>;
  return <span>{say(closedOn(cancel, locale))}</span>;
}
