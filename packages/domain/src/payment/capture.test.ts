import { describe, expect, test } from 'vitest';
import { capturePauseMs, settleCapture, type WaitingLine } from './capture.ts';

const lines: readonly WaitingLine[] = [
  { lineNumber: 0, status: 'provisioning', keySource: 'pool' },
  { lineNumber: 1, status: 'provisioning', keySource: 'generated' },
  { lineNumber: 2, status: 'provisioning', keySource: 'none' },
  { lineNumber: 3, status: 'provisioning', keySource: null },
  { lineNumber: 4, status: 'cancelled', keySource: 'generated' },
];
const captured = { status: 'captured', reference: 'r' } as const;
const declined = { status: 'declined', code: 'card_declined' } as const;

describe('an order whose payment is decided', () => {
  test('is completed when the money is there; each line gets its key as its kind allows', () => {
    expect(settleCapture({ orderStatus: 'pending', lines, outcome: captured })).toEqual({
      orderStatus: 'completed',
      fulfilled: [2, 3],
      generated: [1],
      waiting: [0],
      cancelled: [],
    });
  });

  test('is taken back whole when it is declined, lines cancelled before excepted', () => {
    expect(settleCapture({ orderStatus: 'pending', lines, outcome: declined })).toEqual({
      orderStatus: 'cancelled',
      fulfilled: [],
      generated: [],
      waiting: [],
      cancelled: [0, 1, 2, 3],
    });
  });

  test.each([captured, declined])('stays as it is when it was cancelled meanwhile', (outcome) => {
    expect(settleCapture({ orderStatus: 'cancelled', lines, outcome })).toEqual({
      orderStatus: 'cancelled',
      fulfilled: [],
      generated: [],
      waiting: [],
      cancelled: [],
    });
  });
});

test('a capture is tried again after 5 s, then ever more rarely, at least once an hour', () => {
  expect([1, 2, 3, 10, 11, 1000].map(capturePauseMs)).toEqual([
    5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000,
  ]);
});
