const dayMilliseconds = 86_400_000;

/** English readers get "12 Mar 2026" whatever their region; other languages follow their own order. */
const dayFirst = (locale: string): boolean => locale.startsWith('en');

const utc = (instant: string | number): Date => new Date(instant);

type Style = 'short' | 'long';

/** "12 Mar 2026" of an instant (its UTC day) or of a local date "2026-03-12". */
export function formatDate(value: string | number, locale: string, month: Style = 'short'): string {
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month,
    year: 'numeric',
    timeZone: 'UTC',
  });
  const date = utc(value);
  if (!dayFirst(locale)) return format.format(date);
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value: text }) => [type, text]));
  return `${parts.day} ${parts.month} ${parts.year}`;
}

/** "31 Dec" where the year is plain from beside it. */
export function formatDayAndMonth(value: string | number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const date = utc(value);
  if (!dayFirst(locale)) return format.format(date);
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value: text }) => [type, text]));
  return `${parts.day} ${parts.month}`;
}

/** "November", or "November 2025" when the year is not the one that the reader is in. */
export function formatMonth(period: string, locale: string, currentYear: string): string {
  const [year] = period.split('-');
  return new Intl.DateTimeFormat(locale, {
    month: 'long',
    timeZone: 'UTC',
    ...(year === currentYear ? {} : { year: 'numeric' }),
  }).format(utc(`${period}-01`));
}

/** "12 Mar 2026, 15:23 UTC". */
export function formatInstant(value: string | number, locale: string): string {
  return `${formatDate(value, locale)}, ${utcTime(utc(value))} UTC`;
}

/** The exact instant for a tooltip: "2026-03-12 15:23:37.123 UTC". */
export function formatExactInstant(value: string): string {
  return utc(value).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

/**
 * The end of a window from its last millisecond: the end of a UTC day reads "15 Mar 2026, 24:00 UTC",
 * any other end the minute that it names.
 */
export function formatLastInstant(lastMillisecond: string, locale: string): string {
  const end = utc(lastMillisecond).getTime() + 1;
  if (end % dayMilliseconds === 0) return `${formatDate(lastMillisecond, locale)}, 24:00 UTC`;
  return formatInstant(lastMillisecond, locale);
}

function utcTime(date: Date): string {
  return date.toISOString().slice(11, 16);
}
