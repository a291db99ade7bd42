import type { BillingCycle } from '../catalog/billing-cycle.ts';
import type { Term } from '../catalog/term.ts';
import type { CartId } from '../ids.ts';
import type { TaxRule } from '../market/tax.ts';
import type { CurrencyCode, Money } from '../money.ts';
import type { ReservationWish } from '../reservation/reservation-line.ts';
import { type Instant, instant, millisecondsPerDay } from '../time.ts';
import type { LineWishes } from './line-wishes.ts';

export const cartStatuses = ['active', 'ordered'] as const;
export type CartStatus = (typeof cartStatuses)[number];

export const cartMoves = {
  active: ['ordered'],
  ordered: [],
} as const satisfies Readonly<Record<CartStatus, readonly CartStatus[]>>;

/** Seven days from creation, on the account's clock (reference 5). */
export const cartLifetimeDays = 7;

export type Cart = {
  readonly id: CartId;
  readonly expiresAt: Instant;
  readonly lines: readonly CartLine[];
};

/** What the buyer asked for. */
export type CartLine = {
  /** Position in the cart, counted from zero. */
  readonly id: number;
  /** As the buyer wrote it; whether it exists is part of pricing. */
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly billingCycle: BillingCycle;
  readonly term: Term;
  /** Absent: the offer's default currency. */
  readonly currency?: CurrencyCode;
  /** The cloud subscription that a reservation is bought for. */
  readonly cloudSubscriptionId?: string;
  readonly reservation?: ReservationWish;
  readonly wishes?: LineWishes;
  /** The unit price after discounts that the buyer was last shown, which checkout must still find. */
  readonly quotedUnitPrice?: Money;
  /** The same in the currency that is charged, where that is another: it also hangs on the exchange rate. */
  readonly quotedChargedUnitPrice?: Money;
  /** What an outside tax engine said, in place of the offer's own. */
  readonly tax?: TaxRule;
};

export function cartExpiry(createdAt: Instant, lifetimeDays = cartLifetimeDays): Instant {
  return instant(createdAt + lifetimeDays * millisecondsPerDay);
}

export function isExpired(cart: Pick<Cart, 'expiresAt'>, now: Instant): boolean {
  return now >= cart.expiresAt;
}
