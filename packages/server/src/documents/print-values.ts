import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { type CurrencyCode, formatAmount, money } from '@kontor/domain/money';
import { type Instant, type LocalDate, localDateAt, utc } from '@kontor/domain/time';

// Written out here rather than asked of Intl, whose data changes with its version: the same document must come out
// in the same bytes for ever.
const months: Readonly<Record<DocumentLanguage, readonly string[]>> = {
  en: 'January February March April May June July August September October November December'.split(' '),
  tr: 'Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık'.split(' '),
};
const marks = { en: { group: ',', point: '.' }, tr: { group: '.', point: ',' } } as const;

/** '12345.6' → '12,345.6' or '12.345,6'; a real minus sign before what is below zero. */
export const printDecimal = (text: string, language: DocumentLanguage): string => {
  const { group, point } = marks[language];
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const sign = text.startsWith('-') ? '−' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}${point}${fraction}`;
};

export const printAmount = (minor: bigint, currency: CurrencyCode, language: DocumentLanguage): string =>
  printDecimal(formatAmount(money(minor, currency)), language);

/** With its currency: 'EUR 12,345.60', '12.345,60 EUR'. */
export const printMoney = (minor: bigint, currency: CurrencyCode, language: DocumentLanguage): string => {
  const text = printAmount(minor, currency, language);
  return language === 'tr' ? `${text} ${currency}` : `${currency} ${text}`;
};

/** 1900 → '19%', '%19'; 725 → '7.25%', '%7,25'. */
export const printRate = (basisPoints: number, language: DocumentLanguage): string => {
  const hundredths = String(basisPoints % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  const whole = String(Math.floor(basisPoints / 100));
  const text = hundredths === '' ? whole : `${whole}${marks[language].point}${hundredths}`;
  return language === 'tr' ? `%${text}` : `${text}%`;
};

/** '1 December 2026' */
export const printDate = (date: LocalDate, language: DocumentLanguage): string =>
  `${Number(date.slice(8))} ${printMonth(date.slice(0, 7), language)}`;

/** '2026-11' → 'November 2026' */
export const printMonth = (period: string, language: DocumentLanguage): string =>
  `${months[language][Number(period.slice(5, 7)) - 1]} ${Number(period.slice(0, 4))}`;

export const printDay = (at: Instant, language: DocumentLanguage): string =>
  printDate(localDateAt(at, utc), language);
