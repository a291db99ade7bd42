const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "in 3 hours", "5 minutes ago": whole units of the distance, rounded towards now. */
export function formatRelative(at: string, now: string, locale: string): string {
  const distance = Date.parse(at) - Date.parse(now);
  const [unit, size] = unitOf(Math.abs(distance));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  return format.format(Math.trunc(distance / size), unit);
}

function unitOf(distanceMs: number): readonly [Intl.RelativeTimeFormatUnit, number] {
  if (distanceMs >= 2 * dayMs) return ['day', dayMs];
  return distanceMs >= hourMs ? ['hour', hourMs] : ['minute', minuteMs];
}
