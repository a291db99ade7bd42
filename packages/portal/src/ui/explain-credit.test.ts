import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { formatMoney } from '../format/money.ts';
import { en } from '../locales/en.ts';
import { explainCredit, rateOfFormula, taxIsInside } from './explain-credit.ts';

const i18n = setupI18n({ locale: 'en', messages: { en } });
i18n.setMessagesCompiler(compileMessage);
const words = {
  t: (key: string, values?: Readonly<Record<string, string | number>>) => i18n._(key, values),
  money: (amount: string, currency: string) => formatMoney(amount, currency, 'en').replaceAll('\u00a0', ' '),
};
const inputs = {
  unitPrice: '10.08',
  quantity: 10,
  taxMode: 'exclusive',
  taxRateBasisPoints: 1900,
  period: { days: 31, unusedDays: 29, creditPerUnit: '9.42' },
};
const say = (formula: Readonly<Record<string, unknown>>) =>
  explainCredit(formula, 'as the server says', 'EUR', words);

test('prints the arithmetic of unused days', () => {
  expect(say({ id: 'prorated/1', inputs })).toBe('29 of 31 days of € 10.08 = € 9.42 × 10');
});

test('prints a line with several charges charge by charge', () => {
  const { period: _, ...whole } = inputs;
  expect(say({ charges: [{ inputs }, { inputs: whole }] })).toBe(
    '29 of 31 days of € 10.08 = € 9.42 × 10; € 10.08 × 10, in full',
  );
});

test('says when earlier credits left less', () => {
  expect(say({ inputs: { ...inputs, limitedTo: '50.00' } })).toContain('limited to € 50.00');
});

test('keeps the words of the server for a formula that it does not know', () => {
  expect(say({ id: 'other/7', a: 1 })).toBe('as the server says');
  expect(say({ charges: [{ inputs }, { inputs: {} }] })).toBe('as the server says');
});

test('knows rate and mode of the price that it began with', () => {
  expect(rateOfFormula({ charges: [{ inputs }] })).toBe(1900);
  expect(taxIsInside({ inputs: { ...inputs, taxMode: 'inclusive' } })).toBe(true);
  expect(taxIsInside({ inputs })).toBe(false);
});
