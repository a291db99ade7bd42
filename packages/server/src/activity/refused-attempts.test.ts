import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { operations as wireOperations } from '@kontor/wire/operations';
import { expect, test } from 'vitest';
import { wireAccess } from '../testing/every-request.ts';
import { attempts, refusedAttempts, wireAttempts } from './refused-attempts.ts';
import { countRefusals } from './refused-limit.ts';

/** What guards keys, links, downloads and cancels. */
const guards = new Set([
  'keys.read',
  'keys.replace',
  'my_keys.read',
  'downloads.read',
  'my_downloads.read',
  'links.create',
  'my_links.create',
  'links.manage',
  'orders.cancel',
  'reservations.return',
]);

test('every deed on keys, links, downloads and cancels puts its refusals on record', () => {
  const guarded = Object.values(operations as Record<string, Operation>).filter(
    ({ access, method }) => method !== 'GET' && guards.has(access),
  );
  expect(guarded.map(({ name }) => name).filter((name) => !(name in attempts))).toEqual([]);
  expect(Object.keys(attempts).filter((name) => !(name in operations))).toEqual([]);
  const cancels = Object.entries(wireAccess).filter(([, permission]) => permission === 'orders.cancel');
  expect(cancels.map(([name]) => name).filter((name) => !(name in wireAttempts))).toEqual([]);
  expect(Object.keys(wireAttempts).filter((name) => !(name in wireOperations))).toEqual([]);
});

const entitlementId = '11111111-1111-4111-8111-111111111111';
const ask = (code: string, params: Record<string, string> = { entitlementId }) =>
  refusedAttempts(attempts.getKeys, { operation: 'getKeys', params, code }).map((one) => one.code);

test('input that is not valid, a limit that is reached and a repetition are no refused attempts', () => {
  for (const code of ['request.invalid', 'entitlement.fulfilment_unknown', 'downloads.too_many'])
    expect(ask(code), code).toEqual([]);
  for (const code of ['idempotency.replayed', 'idempotency.in_progress', 'idempotency.key_reused'])
    expect(ask(code), code).toEqual([]);
  for (const code of ['access.role_required', 'customer.not_found', 'entitlement.revoked'])
    expect(ask(code), code).toEqual([code]);
});

test('what was written in place of an id is not kept', () => {
  const params = {
    entitlementId: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE',
    customerId: '123456789012345678901234567890',
  };
  const [refused] = refusedAttempts(attempts.getKeys, {
    operation: 'getKeys',
    params,
    code: 'customer.not_found',
  });
  expect(refused).toEqual({
    action: 'get_software_key',
    resourceId: 'unknown',
    ids: {},
    code: 'customer.not_found',
  });
});

test('of orders cancelled together only those that were refused are on record', () => {
  const order = (digit: string) => `${digit.repeat(31)}1`;
  const orders = [
    { orderId: order('a'), verdict: { code: 'cancelled' } },
    { orderId: order('b'), verdict: { code: 'window_closed' } },
    { orderId: order('c'), verdict: { code: 'already_cancelled' } },
    { orderId: order('d'), verdict: { code: 'not_found' } },
  ];
  const found = refusedAttempts(attempts.cancelPurchases, {
    operation: 'cancelPurchases',
    params: { customerId: entitlementId },
    answer: { orders },
  });
  expect(found.map(({ resourceId, code }) => [resourceId, code])).toEqual([
    [order('b'), 'order.window_closed'],
    [order('d'), 'order.not_found'],
  ]);
});

test('past so many a minute refusals are counted, and the next on record says how many', () => {
  let at = 0;
  const counted = countRefusals(60, () => at);
  for (let n = 0; n < 60; n += 1) expect(counted.take('a')).toEqual({ recorded: true, details: {} });
  expect(counted.take('a')).toEqual({ recorded: false });
  expect(counted.take('a')).toEqual({ recorded: false });
  expect(counted.take('b')).toEqual({ recorded: true, details: {} });
  at = 1_000;
  expect(counted.take('a')).toEqual({ recorded: true, details: { alsoRefused: 2 } });
  at = 2_000;
  expect(counted.take('a')).toEqual({ recorded: true, details: {} });
});
