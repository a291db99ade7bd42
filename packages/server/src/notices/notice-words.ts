import type { NoticeKind } from '@kontor/domain/notice/notice-kinds';
import { parseLocalDate } from '@kontor/domain/time';
import { printDate, printDecimal, printMonth } from '../documents/print-values.ts';
import type { MailLanguage } from '../platform/mail/mail-store.ts';

type Facts = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const moneyOf = (amount: unknown, currency: unknown, language: MailLanguage): string => {
  const number = printDecimal(textOf(amount), language);
  return language === 'tr' ? `${number} ${textOf(currency)}` : `${textOf(currency)} ${number}`;
};

const dayOf = (value: unknown, language: MailLanguage): string | undefined => {
  const date = parseLocalDate(textOf(value));
  return date && printDate(date, language);
};

/** Until when a window is open: by its last day, or by its last minute where it is counted in hours. */
const untilOf = (facts: Facts, language: MailLanguage): string => {
  const day = dayOf(facts.closedOn, language);
  if (day !== undefined) return day;
  const at = textOf(facts.cancellableUntil);
  return `${dayOf(at.slice(0, 10), language) ?? ''} ${at.slice(11, 16)} UTC`.trim();
};

type Words = Readonly<Record<NoticeKind, (facts: Facts) => string>>;

const supportSteps = {
  en: {
    answered: 'was answered',
    decided: 'was decided',
    closed: 'was closed',
    reopened: 'was opened again',
  },
  tr: { answered: 'yanıtlandı', decided: 'karara bağlandı', closed: 'kapatıldı', reopened: 'yeniden açıldı' },
} as const;

const stepOf = (language: MailLanguage, step: unknown): string => {
  const steps: Readonly<Record<string, string>> = supportSteps[language];
  return steps[textOf(step)] ?? steps.answered ?? '';
};

const english: Words = {
  window_closing: (facts) =>
    `${textOf(facts.productTitle)} for ${textOf(facts.customerName)} can be cancelled for ${textOf(facts.hours)} hours more, until ${untilOf(facts, 'en')}.`,
  low_stock: (facts) =>
    facts.threshold === undefined
      ? `A purchase waits for keys: none is in stock of ${textOf(facts.productTitle)}.`
      : `Keys are running out: ${textOf(facts.free)} left of ${textOf(facts.productTitle)} (fewer than ${textOf(facts.threshold)}).`,
  credit_limit_near: (facts) =>
    `${textOf(facts.percent)} % of your credit limit is used: ${moneyOf(facts.used, facts.currency, 'en')} of ${moneyOf(facts.limit, facts.currency, 'en')}.`,
  invoice_ready: (facts) =>
    `${facts.documentType === 'credit_note' ? 'Credit note' : 'Invoice'} ${textOf(facts.invoiceId)} for ${printMonth(textOf(facts.period), 'en')} is ready: ${moneyOf(facts.total, facts.currency, 'en')}.`,
  support_answered: (facts) =>
    `Your support request ${textOf(facts.number)} ${stepOf('en', facts.step)}: ${textOf(facts.title)}`,
  support_requested: (facts) =>
    `Support request ${textOf(facts.number)} of ${textOf(facts.partnerName)}: ${textOf(facts.title)}`,
  unusual_activity: (facts) =>
    ({
      many_keys: `Somebody looked at the keys of ${textOf(facts.count)} purchases within an hour.`,
      night: `Somebody fetched a key or a download at night for the first time, at ${textOf(facts.localTime)}.`,
      new_country: `Somebody fetched a key or a download from a new country: ${textOf(facts.country)}.`,
    })[textOf(facts.rule)] ?? 'There was unusual activity.',
  purchase_provisioned: (facts) =>
    `The keys of ${textOf(facts.productTitle)} for ${textOf(facts.customerName)} are there.`,
};

const turkish: Words = {
  window_closing: (facts) =>
    `${textOf(facts.customerName)} için ${textOf(facts.productTitle)} ${textOf(facts.hours)} saat daha, ${untilOf(facts, 'tr')} sonuna kadar iptal edilebilir.`,
  low_stock: (facts) =>
    facts.threshold === undefined
      ? `Bir satın alma anahtar bekliyor: ${textOf(facts.productTitle)} stokta yok.`
      : `Anahtarlar azalıyor: ${textOf(facts.productTitle)} için ${textOf(facts.free)} anahtar kaldı (sınır ${textOf(facts.threshold)}).`,
  credit_limit_near: (facts) =>
    `Kredi limitinizin %${textOf(facts.percent)} kadarı kullanıldı: ${moneyOf(facts.limit, facts.currency, 'tr')} limitin ${moneyOf(facts.used, facts.currency, 'tr')} tutarı.`,
  invoice_ready: (facts) =>
    `${printMonth(textOf(facts.period), 'tr')} dönemi ${facts.documentType === 'credit_note' ? 'alacak dekontu' : 'faturası'} ${textOf(facts.invoiceId)} hazır: ${moneyOf(facts.total, facts.currency, 'tr')}.`,
  support_answered: (facts) =>
    `${textOf(facts.number)} numaralı destek talebiniz ${stepOf('tr', facts.step)}: ${textOf(facts.title)}`,
  support_requested: (facts) =>
    `${textOf(facts.partnerName)}, ${textOf(facts.number)} numaralı destek talebi: ${textOf(facts.title)}`,
  unusual_activity: (facts) =>
    ({
      many_keys: `Bir kişi bir saat içinde ${textOf(facts.count)} satın almanın anahtarlarına baktı.`,
      night: `Bir kişi ilk kez gece, saat ${textOf(facts.localTime)} sularında anahtar veya indirme aldı.`,
      new_country: `Bir kişi yeni bir ülkeden anahtar veya indirme aldı: ${textOf(facts.country)}.`,
    })[textOf(facts.rule)] ?? 'Olağan dışı etkinlik görüldü.',
  purchase_provisioned: (facts) =>
    `${textOf(facts.customerName)} için ${textOf(facts.productTitle)} anahtarları hazır.`,
};

const words: Readonly<Record<MailLanguage, Words>> = { en: english, tr: turkish };

/** A notice as one sentence. */
export const sentenceOf = (
  { kind, facts }: { readonly kind: NoticeKind; readonly facts: Facts },
  language: MailLanguage,
): string => words[language][kind](facts);

type MailWords = {
  readonly many: (count: number) => string;
  readonly digest: (count: number, day: string) => string;
  readonly greeting: string;
  readonly footer: (preferences: string) => string;
  readonly more: (count: number, link: string) => string;
};

export const mailWords: Readonly<Record<MailLanguage, MailWords>> = {
  en: {
    many: (count) => `${count} notices from Kontor`,
    digest: (count, day) => `Your day in Kontor, ${day}: ${count} ${count === 1 ? 'notice' : 'notices'}`,
    greeting: 'Hello,',
    footer: (preferences) => `You chose to be told of this by mail. Change that: ${preferences}`,
    more: (count, link) => `And ${count} more: ${link}`,
  },
  tr: {
    many: (count) => `Kontor’dan ${count} bildirim`,
    digest: (count, day) => `Kontor günlük özeti, ${day}: ${count} bildirim`,
    greeting: 'Merhaba,',
    footer: (preferences) => `Bu bildirimleri e-posta ile almayı seçtiniz. Değiştirmek için: ${preferences}`,
    more: (count, link) => `Ve ${count} bildirim daha: ${link}`,
  },
};
