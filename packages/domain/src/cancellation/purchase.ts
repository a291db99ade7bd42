import type { OrderId } from '../ids.ts';
import type { Family } from '../market/family.ts';
import type { Money } from '../money.ts';
import type { OrderLineStatus } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { CreditableCharge } from './credit.ts';
import type { LineCancellation } from './window.ts';

/** An order as far as cancelling needs to know it. */
export type Purchase = {
  readonly orderId: OrderId;
  readonly purchasedAt: Instant;
  /** Everything charged for the order as bought, tax included. */
  readonly total: Money;
  readonly lines: readonly PurchaseLine[];
};

export type PurchaseLine = {
  readonly lineNumber: number;
  readonly status: OrderLineStatus;
  readonly family: Family;
  readonly quantity: number;
  /** Null when the line was bought under no policy, or under one that never allows a cancel. */
  readonly cancellation: LineCancellation | null;
  readonly charges: readonly CreditableCharge[];
  /**
   * Distinct keys that anyone has been shown. One that was replaced, or died with units that were cancelled, counts no
   * more: the purchase was entitled to it, and another or none stands for it now.
   */
  readonly keysShownDistinct: number;
  readonly keysEntitled: number;
  readonly disputeUnpaid: boolean;
};
