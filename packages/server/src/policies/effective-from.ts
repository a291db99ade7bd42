import { formatInstant, type Instant, instant, millisecondsPerDay, parseInstant } from '@kontor/domain/time';

/** Dates end with the year 9999; what takes effect does so well before. */
const latest = instant(Date.UTC(9000, 0, 1));

/**
 * The instant from which a rule of the operator holds, or what is wrong with the text. Not long ago: what a purchase
 * was decided by must come out the same whenever it is asked again.
 */
export const effectiveFrom = (text: string, now: Instant): Instant | { readonly message: string } => {
  const at = parseInstant(text);
  if (at === undefined) return { message: 'must be an instant, such as 2027-01-01T00:00:00Z' };
  const earliest = instant(now - millisecondsPerDay);
  if (at < earliest)
    return {
      message: `must not be before ${formatInstant(earliest)}: purchases were decided by what was in force then`,
    };
  return at > latest ? { message: 'must be before the year 9000' } : at;
};
