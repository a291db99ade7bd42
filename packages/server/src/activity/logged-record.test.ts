import { instant } from '@kontor/domain/time';
import { expect, test } from 'vitest';
import { numberedRecord } from './logged-record.ts';

const leaf = {
  v: 1,
  accountId: 'a',
  leafIndex: 3,
  id: 'i',
  at: '2026-11-22T15:23:37.123Z',
  recordedAt: '2026-11-22T15:23:37.124Z',
  action: 'create_customer_user',
  outcome: 'succeeded',
  resourceType: 'customer_user',
  resourceId: 'r',
  customerId: null,
  customerName: null,
  user: { id: 'u', name: { commitment: 'x' } },
  clientId: null,
  application: null,
  roles: [],
  address: { commitment: 'y' },
  requestId: null,
  correlationId: null,
  oldValue: null,
  newValue: {
    people: [{ email: { commitment: 'z' }, role: 'user' }],
    'a/b~c': { phone: { commitment: 'p' } },
  },
  details: { commitment: { deep: true }, note: { commitment: 1, more: 2 } },
};
const row = { id: 'i', at: instant(Date.UTC(2026, 10, 22, 15, 23, 37, 123)), leaf: JSON.stringify(leaf) };

test('words are put where their pointers say', () => {
  const record = numberedRecord({
    ...row,
    personal: {
      '/user/name': 'ada@partner.example',
      '/address': '192.0.2.1',
      '/newValue/people/0/email': 'grace@customer.example',
      '/newValue/a~1b~0c/phone': { mobile: '1' },
    },
  });
  expect(record).toMatchObject({
    user: 'ada@partner.example',
    userErased: false,
    address: '192.0.2.1',
    newValue: {
      people: [{ email: 'grace@customer.example', role: 'user' }],
      'a/b~c': { phone: { mobile: '1' } },
    },
    recordedAt: Date.UTC(2026, 10, 22, 15, 23, 37, 124),
    requestId: '',
  });
});

test('words that were forgotten are null, and the record says so of who acted', () => {
  const record = numberedRecord({ ...row, personal: null });
  expect(record).toMatchObject({
    user: null,
    userId: 'u',
    userErased: true,
    address: null,
    newValue: { people: [{ email: null, role: 'user' }], 'a/b~c': { phone: null } },
  });
});

test('what only looks like a commitment stays', () => {
  expect(numberedRecord({ ...row, personal: null }).details).toMatchObject({
    note: { commitment: 1, more: 2 },
  });
});

test('nobody is nobody, and was not forgotten', () => {
  const record = numberedRecord({
    ...row,
    leaf: JSON.stringify({ ...leaf, user: null, address: null }),
    personal: null,
  });
  expect(record).toMatchObject({ user: null, userId: null, userErased: false, address: null });
});
