import { type Instant, type LocalDate, localDateAt, millisecondsPerDay, type Zone } from '../time.ts';
import { offsetAt } from '../zone-offset.ts';

/** Wall time at which the day's digests are made. */
export const digestHour = 7;

/** The local day whose digest is to be made now, where it was not made yet; `last` is the day of the one before. */
export function digestDayDue(now: Instant, zone: Zone, last: LocalDate | null): LocalDate | undefined {
  const wall = now + offsetAt(now, zone);
  const minutes = Math.floor((wall - Math.floor(wall / millisecondsPerDay) * millisecondsPerDay) / 60_000);
  const today = localDateAt(now, zone);
  if (minutes < digestHour * 60) return undefined;
  return last === null || today > last ? today : undefined;
}
