import type { Notice } from '../api/types.ts';
import { formatLastInstant, formatMonth } from '../format/dates.ts';
import { countryName } from '../format/names.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { Reader } from '../ui/reader.ts';

type Words = Pick<Reader, 't' | 'locale' | 'money'>;
type Facts = Notice['facts'];

/** A notice in one sentence, in the reader's language. */
export function noticeWords(
  { kind, facts, at }: Pick<Notice, 'kind' | 'facts' | 'at'>,
  words: Words,
): string {
  const { t } = words;
  const name = { customer: facts.customerName ?? '–', product: facts.productTitle ?? facts.productId ?? '–' };
  switch (kind) {
    case 'window_closing':
      return t('notice.window_closing', { ...name, until: untilOf(facts, words) });
    case 'low_stock':
      return facts.free === 0
        ? t('notice.low_stock.empty', name)
        : t('notice.low_stock', { ...name, free: facts.free ?? 0 });
    case 'credit_limit_near':
      return t('notice.credit_limit_near', {
        percent: facts.percent ?? 0,
        used: moneyOf(facts.used, facts, words),
        limit: moneyOf(facts.limit, facts, words),
      });
    case 'invoice_ready':
      return t(facts.documentType === 'credit_note' ? 'notice.credit_note_ready' : 'notice.invoice_ready', {
        number: facts.invoiceId ?? '',
        month: facts.period ? formatMonth(facts.period, words.locale, at.slice(0, 4)) : '',
        total: moneyOf(facts.total, facts, words),
      });
    case 'support_answered':
    case 'support_requested':
      return supportWords(kind, facts, words);
    case 'unusual_activity':
      return unusualWords(facts, words);
    case 'purchase_provisioned':
      return t('notice.purchase_provisioned', name);
  }
}

function untilOf({ cancellableUntil, closedOn }: Facts, { locale }: Words): string {
  const last = cancellableUntil ?? closedOn;
  return last === undefined ? '–' : formatLastInstant(last, locale);
}

function moneyOf(amount: string | undefined, { currency = '' }: Facts, { money }: Words): string {
  return amount === undefined ? '–' : money(amount, currency);
}

/** Steps of requests and rules of the log may be newer than this page; then the plain sentence is right. */
function supportWords(
  kind: 'support_answered' | 'support_requested',
  { step = '', number = '', title = '', partnerName = '–' }: Facts,
  { t }: Words,
): string {
  const values = { number, title, partner: partnerName };
  return known(`notice.${kind}.${step}`, `notice.${kind}`, values, t);
}

function unusualWords({ rule = '', count = 0, country, personName }: Facts, { t, locale }: Words): string {
  const values = {
    who: personName ?? t('notice.somebody'),
    count,
    country: country === undefined ? '–' : countryName(country, country, locale),
  };
  return known(`notice.unusual_activity.${rule}`, 'notice.unusual_activity', values, t);
}

function known(
  key: string,
  otherwise: MessageKey,
  values: Readonly<Record<string, string | number>>,
  t: Reader['t'],
): string {
  const text = t(key as MessageKey, values); // an unknown key comes back as it is
  return text === key ? t(otherwise, values) : text;
}
