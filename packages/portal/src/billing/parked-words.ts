import type { ParkedDocument } from '../api/types.ts';
import type { Reader } from '../ui/reader.ts';

type Facts = Pick<ParkedDocument, 'reason' | 'lines' | 'total' | 'lastTotal' | 'currency'>;

/** Why a document waits for the operator, with the figures that made it look unusual. */
export function parkedReason(parked: Facts, { t, money }: Pick<Reader, 't' | 'money'>): string {
  const { currency, lines, total, lastTotal } = parked;
  return t(`parked.reason.${parked.reason}`, {
    lines,
    total: money(total, currency),
    last: lastTotal === undefined ? '–' : money(lastTotal, currency),
  });
}
