import type { ActivityRecord, UnusualActivity } from '../api/types.ts';
import type { Translate } from '../ui/reader.ts';

type Who = Pick<ActivityRecord, 'user' | 'userErased' | 'application'>;

/** Who did it: the person, the application, or the system itself; somebody erased has no name any more. */
export function whoWords({ user, userErased, application }: Who, t: Translate): string {
  if (userErased) return t('log.erased');
  return user ?? application ?? t('activity.system');
}

/** What is unusual about a record. */
export function unusualWords({ rule, count, country, localTime }: UnusualActivity, t: Translate): string {
  switch (rule) {
    case 'many_keys':
      return t('log.unusual.many_keys', { count: count ?? 0 });
    case 'night':
      return t('log.unusual.night', { time: localTime ?? '' });
    case 'new_country':
      return t('log.unusual.new_country', { country: country ?? '' });
  }
}
