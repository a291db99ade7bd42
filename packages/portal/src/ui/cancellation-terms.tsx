import type { CancellationTerms } from '../api/types.ts';
import { formatLastInstant } from '../format/dates.ts';
import { useReader } from './reader.ts';

/** The last moment a line can or could be cancelled, or that it never can. */
export function CancellationTermsText({ terms }: { readonly terms: CancellationTerms }) {
  const { t, locale } = useReader();
  if (!terms.cancellableUntil) return <span>{t('line.never')}</span>;
  return <span>{formatLastInstant(terms.cancellableUntil, locale)}</span>;
}
