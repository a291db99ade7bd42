import { parseDuration } from '@kontor/domain/time';
import type { Translate } from '../ui/reader.ts';

/** "60 days", "168 hours" or "never", from the window of a policy. */
export function windowWords(window: string | null, t: Translate): string {
  if (window === null) return t('policies.never');
  const duration = parseDuration(window);
  if (!duration) return window;
  const parts = [
    ['policies.years', duration.years],
    ['policies.months', duration.months],
    ['policies.days', duration.days],
    ['policies.hours', duration.hours],
    ['policies.minutes', duration.minutes],
    ['policies.seconds', duration.seconds],
  ] as const;
  const named = parts.filter(([, count]) => count > 0).map(([key, count]) => t(key, { count }));
  return named.length === 0 ? t('policies.days', { count: 0 }) : named.join(' ');
}
