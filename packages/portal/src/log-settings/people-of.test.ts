import { expect, test } from 'vitest';
import { idFrom, peopleOf, personActs } from './people-of.ts';

const ada = '0198c0de-0000-7000-8000-000000000001';
const bob = '0198c0de-0000-7000-8000-000000000002';
const record = {
  at: '2026-03-01T10:00:00.000Z',
  userId: ada,
  user: 'ada@example.com',
  resourceType: 'order',
  resourceId: 'o1',
  oldValue: null,
  newValue: null,
  details: {},
};

test('whoever acted is found once, with their latest record', () => {
  const later = { ...record, at: '2026-03-02T10:00:00.000Z' };
  expect(peopleOf([later, record], 'ADA@')).toEqual([{ id: ada, name: 'ada@example.com', lastAt: later.at }]);
});

test('somebody acted upon is found too, and whoever acted is not, when only the first is meant', () => {
  const made = {
    ...record,
    resourceType: 'customer_user',
    resourceId: bob,
    newValue: { email: 'bob@example.com' },
  };
  expect(peopleOf([made], 'bob')).toEqual([{ id: bob, name: 'bob@example.com', lastAt: made.at }]);
});

test('nobody without a name or an id of a person is found', () => {
  expect(peopleOf([{ ...record, user: null }], 'a')).toEqual([]);
  expect(peopleOf([{ ...record, userId: null, resourceType: 'customer_user' }], 'a')).toEqual([]);
});

test('an id is known as one, however it is written', () => {
  expect(idFrom(` ${bob.toUpperCase()} `)).toBe(bob);
  expect(idFrom('bob@example.com')).toBeUndefined();
  expect(personActs).toContain('create_customer_user');
});
