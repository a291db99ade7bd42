import { expect, test } from 'vitest';
import { bodyOf, type Draft, isAbove, isComplete, linesOf } from './draft.ts';

const question: Draft = {
  type: 'keys_and_downloads',
  impact: 'minimal',
  title: ' A key ',
  description: 'It does not fit.',
  customerId: undefined,
  orderId: undefined,
  subscriptionId: undefined,
  lines: undefined,
  reason: '',
  amount: '',
  currency: '',
  name: 'Ada',
  email: 'ada@example.com',
  phone: ' ',
};
const refund: Draft = {
  ...question,
  type: 'csp_purchase_refund',
  description: '',
  customerId: 'c1',
  orderId: 'o1',
  lines: [0, 2],
  reason: 'Bought twice',
  amount: '94.20',
  currency: 'EUR',
};

test('asks for words that tell what is wrong, or for the facts of a refund', () => {
  expect(isComplete(question)).toBe(true);
  expect(isComplete({ ...question, description: ' ' })).toBe(false);
  expect(isComplete({ ...question, type: '' })).toBe(false);
  expect(isComplete(refund)).toBe(true);
  for (const lacking of [
    { customerId: undefined },
    { orderId: undefined },
    { lines: [] },
    { reason: ' ' },
    { amount: '' },
  ]) {
    expect(isComplete({ ...refund, ...lacking })).toBe(false);
  }
});

test('sends what was written, and nothing where nothing was', () => {
  expect(bodyOf(question)).toEqual({
    type: 'keys_and_downloads',
    impact: 'minimal',
    title: 'A key',
    description: 'It does not fit.',
    contact: { name: 'Ada', email: 'ada@example.com' },
  });
  expect(bodyOf(refund).refund).toEqual({
    customer: 'c1',
    orderId: 'o1',
    lineItemNumbers: [0, 2],
    reason: 'Bought twice',
    amount: { value: '94.20', currency: 'EUR' },
  });
  expect(bodyOf({ ...refund, orderId: undefined, subscriptionId: 's1' }).refund).toMatchObject({
    subscriptionId: 's1',
    customer: 'c1',
  });
});

test('sends no refund with another kind of problem, whatever was filled in before', () => {
  expect(bodyOf({ ...refund, type: 'something_else' })).not.toHaveProperty('refund');
});

test('reads lines from an address only where it names some', () => {
  expect(linesOf('0,12')).toEqual([0, 12]);
  expect([undefined, '', '1,', 'x', '1;2'].map(linesOf)).toEqual(Array(5).fill(undefined));
});

test('knows an amount above what is left, to the minor unit', () => {
  const left = { value: '94.20', currency: 'EUR' };
  expect(['94.19', '94.20', '94.21'].map((amount) => isAbove(amount, left))).toEqual([false, false, true]);
  expect(['', 'much', '95,20'].map((amount) => isAbove(amount, left))).toEqual([false, false, false]);
});
