import { setupI18n } from '@lingui/core';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import type { Notice } from '../api/types.ts';
import { formatMoney } from '../format/money.ts';
import { en } from '../locales/en.ts';
import type { MessageKey, Values } from '../locales/messages.ts';
import { noticeWords } from './notice-words.ts';

const i18n = setupI18n({
  locale: 'en',
  messages: {
    en: Object.fromEntries(Object.entries(en).map(([key, text]) => [key, compileMessageOrThrow(text)])),
  },
});
const words = {
  locale: 'en-GB',
  t: (key: MessageKey, values?: Values) => i18n._(key, values),
  money: (amount: string, currency: string) => formatMoney(amount, currency, 'en-GB'),
};
const say = (kind: Notice['kind'], facts: Notice['facts']) =>
  noticeWords({ kind, facts, at: '2026-11-22T12:00:00.000Z' }, words);

test('says what closes, for whom and until when', () => {
  const facts = {
    customerName: 'Hazelnut Foods',
    productTitle: 'SQL Server Standard',
    hours: 24,
    cancellableUntil: '2026-11-30T23:59:59.999Z',
  };
  expect(say('window_closing', facts)).toBe(
    'SQL Server Standard for Hazelnut Foods can be cancelled until 30 Nov 2026, 24:00 UTC.',
  );
});

test('tells a low pool from one that is empty', () => {
  expect(say('low_stock', { productTitle: 'SQL Server', free: 1 })).toBe('1 key of SQL Server is left.');
  expect(say('low_stock', { productTitle: 'SQL Server', free: 0 })).toMatch('purchases wait');
});

test('names money with its currency', () => {
  const facts = { percent: 85, used: '8500.00', limit: '10000.00', currency: 'EUR' };
  expect(say('credit_limit_near', facts).replaceAll('\u00a0', ' ')).toBe(
    '85 % of the credit limit is used: € 8,500.00 of € 10,000.00.',
  );
});

test('has a sentence for a step or a rule that is newer than the page', () => {
  const request = { number: '616122292874576', title: 'A key' };
  expect(say('support_answered', { ...request, step: 'decided' })).toMatch('was decided');
  expect(say('support_answered', { ...request, step: 'praised' })).toMatch('There is news');
  expect(say('unusual_activity', { rule: 'full_moon', personName: 'Ada' })).toMatch('unusual');
});
