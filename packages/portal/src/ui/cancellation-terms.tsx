import type { CancellationTerms } from '../api/types.ts';
import { formatLastInstant } from '../format/dates.ts';
import { closedOn } from '../format/deadline.ts';
import { useReader } from './reader.ts';

/** The last moment a line can be cancelled, or that it never can. */
export function CancellationTermsText({ terms }: { readonly terms: CancellationTerms }) {
  const { t, locale, say } = useReader();
  if (!terms.cancellable && !terms.closedOn) return <span>{t('line.never')}</span>;
  if (terms.closedOn) return <span>{say(closedOn(terms, locale))}</span>;
  if (!terms.cancellableUntil) return <span>{t('line.never')}</span>;
  return <span>{formatLastInstant(terms.cancellableUntil, locale)}</span>;
}
