import type { UnusualActivity } from '../api/types.ts';
import type { Reader } from '../ui/reader.ts';

/** What stood out about a record; a country by its name. */
export function ruleWords(
  { rule, count, country, localTime }: UnusualActivity,
  { t, locale }: Pick<Reader, 't' | 'locale'>,
): string {
  switch (rule) {
    case 'many_keys':
      return t('unusual.rule.many_keys', { count: count ?? 0 });
    case 'night':
      return t('unusual.rule.night', { time: localTime ?? '' });
    case 'new_country':
      return t('unusual.rule.new_country', { country: countryName(country ?? '', locale) });
  }
}

function countryName(code: string, locale: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
}
