import { describe, expect, it } from 'vitest';
import { orderLineMoves, orderMoves, orderStatusAfterCancel } from './order.ts';

describe('an order', () => {
  it('is cancelled once every line is, and completed until then', () => {
    expect(orderStatusAfterCancel(['cancelled', 'cancelled'])).toBe('cancelled');
    expect(orderStatusAfterCancel(['cancelled', 'fulfilled'])).toBe('completed');
    expect(orderStatusAfterCancel(['provisioning', 'cancelled'])).toBe('completed');
  });

  it('and its lines never come back from cancelled', () => {
    expect([orderMoves.cancelled, orderLineMoves.cancelled]).toEqual([[], []]);
  });
});
