import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatDate, formatExactInstant, formatInstant } from '../format/dates.ts';
import type { Wording } from '../format/deadline.ts';
import { type CurrencyDisplay, formatMoney } from '../format/money.ts';
import type { Language, MessageKey, Values } from '../locales/messages.ts';
import { regionalLocale, usePreferences } from './preferences.tsx';

export type Translate = (key: MessageKey, values?: Values) => string;

export type Reader = {
  readonly t: Translate;
  readonly locale: string;
  readonly language: Language;
  readonly say: (wording: Wording | undefined) => string;
  readonly money: (amount: string, currency: string, display?: CurrencyDisplay) => string;
  readonly date: (value: string) => string;
  readonly longDate: (value: string) => string;
  readonly instant: (value: string) => string;
  readonly exact: (value: string) => string;
};

/** Words and formats of the person who reads: every text and every number on a page comes from here. */
export function useReader(): Reader {
  const { i18n } = useLingui();
  const { language } = usePreferences();
  const active = i18n.locale;
  return useMemo(() => {
    const locale = active === language ? regionalLocale(language) : active;
    const t: Translate = (key, values) => i18n._(key, values);
    return {
      t,
      locale,
      language,
      say: (wording) => (wording ? t(wording.key, wording.values) : ''),
      money: (amount, currency, display) => formatMoney(amount, currency, locale, display),
      date: (value) => formatDate(value, locale),
      longDate: (value) => formatDate(value, locale, 'long'),
      instant: (value) => formatInstant(value, locale),
      exact: formatExactInstant,
    };
  }, [i18n, active, language]);
}
