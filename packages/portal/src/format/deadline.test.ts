import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { en } from '../locales/en.ts';
import { tr } from '../locales/tr.ts';
import { closedOn, closesIn, leftToCancel, untilShort, type Wording } from './deadline.ts';

const endOfDay = '2026-12-31T23:59:59.999Z';

function say(wording: Wording | undefined, language: 'en' | 'tr' = 'en'): string {
  const i18n = setupI18n({ locale: language, messages: { [language]: language === 'en' ? en : tr } });
  i18n.setMessagesCompiler(compileMessage);
  return wording ? i18n._(wording.key, wording.values) : '';
}

test.each([
  [39, '39 days left to cancel (until 31 Dec 2026, 24:00 UTC)'],
  [1, '1 day left to cancel (until 31 Dec 2026, 24:00 UTC)'],
  [0, 'Last day to cancel (until 31 Dec 2026, 24:00 UTC)'],
])('with %i days remaining says: %s', (daysRemaining, words) => {
  expect(say(leftToCancel({ daysRemaining, cancellableUntil: endOfDay }, 'en'))).toBe(words);
});

test('says the same in Turkish', () => {
  expect(say(leftToCancel({ daysRemaining: 39, cancellableUntil: endOfDay }, 'tr'), 'tr')).toBe(
    'İptal için 39 gün kaldı (son: 31 Ara 2026, 24:00 UTC)',
  );
});

test('counts a window in hours by hours', () => {
  const facts = { hoursRemaining: 5, cancellableUntil: '2026-03-15T14:22:05.119Z' };
  expect(say(leftToCancel(facts, 'en'))).toBe('5 hours left to cancel (until 15 Mar 2026, 14:22 UTC)');
});

test('names both the days and the instant of a deadline', () => {
  const facts = { daysRemaining: 3, cancellableUntil: '2026-03-15T23:59:59.999Z' };
  expect(say(closesIn(facts, 'en'))).toBe('closes in 3 days (15 Mar 2026, 24:00 UTC)');
});

test('is short in a table cell', () => {
  expect(say(untilShort({ daysRemaining: 39, cancellableUntil: endOfDay }, 'en'))).toBe(
    'until 31 Dec · 39 days',
  );
  expect(say(untilShort({ daysRemaining: 0, cancellableUntil: endOfDay }, 'en'))).toBe(
    'until 31 Dec · today',
  );
});

test('names the last day that was allowed once it has passed', () => {
  expect(say(closedOn({ closedOn: '2026-08-30' }, 'en'))).toBe('closed on 30 Aug 2026');
  expect(closedOn({}, 'en')).toBeUndefined();
});
