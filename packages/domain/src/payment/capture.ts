import type { PurchaseKeySource } from '../catalog/key-settings.ts';
import type { OrderLineStatus, OrderStatus } from '../order/order.ts';

/** Money that a provider is asked for once its order has been written. */
export const captureStatuses = ['pending', 'captured', 'declined'] as const;
export type CaptureStatus = (typeof captureStatuses)[number];

export const captureMoves = {
  pending: ['captured', 'declined'],
  captured: [],
  declined: [],
} as const satisfies Readonly<Record<CaptureStatus, readonly CaptureStatus[]>>;

/** What the provider said; that nothing is known is no outcome but a reason to ask again. */
export type CaptureOutcome =
  | { readonly status: 'captured'; readonly reference: string }
  | { readonly status: 'declined'; readonly code: string };

export type WaitingLine = {
  readonly lineNumber: number;
  readonly status: OrderLineStatus;
  /** Where its key comes from; null where the line has no entitlement. */
  readonly keySource: PurchaseKeySource | null;
};

export type CaptureQuestion = {
  readonly orderStatus: OrderStatus;
  readonly lines: readonly WaitingLine[];
  readonly outcome: CaptureOutcome;
};

export type SettlementPlan = {
  /** What the order is afterwards. */
  readonly orderStatus: OrderStatus;
  /** Lines that have all they need at once. */
  readonly fulfilled: readonly number[];
  /** Lines that get a key of our own making at once. */
  readonly generated: readonly number[];
  /** Lines that go on waiting for a key of a pool. */
  readonly waiting: readonly number[];
  /** Lines that are taken back with everything charged for them. */
  readonly cancelled: readonly number[];
};

/**
 * What becomes of an order when its payment is decided. One that was cancelled meanwhile stays cancelled: money that
 * was captured for it is the partner's balance.
 */
export function settleCapture({ orderStatus, lines, outcome }: CaptureQuestion): SettlementPlan {
  const open = lines.filter(({ status }) => status !== 'cancelled');
  const numbers = (which: readonly WaitingLine[]) => which.map(({ lineNumber }) => lineNumber);
  const nothing = { fulfilled: [], generated: [], waiting: [], cancelled: [] };
  if (orderStatus !== 'pending') return { ...nothing, orderStatus };
  if (outcome.status === 'declined')
    return { ...nothing, orderStatus: 'cancelled', cancelled: numbers(open) };
  return {
    ...nothing,
    orderStatus: 'completed',
    fulfilled: numbers(open.filter(({ keySource }) => keySource === null || keySource === 'none')),
    generated: numbers(open.filter(({ keySource }) => keySource === 'generated' || keySource === 'sandbox')),
    waiting: numbers(open.filter(({ keySource }) => keySource === 'pool')),
  };
}

const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;

/** How long to wait before a capture is tried again, by how often it was: 5 s doubling up to an hour. */
export function capturePauseMs(attempts: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(Math.max(attempts - 1, 0), 20), longestPauseMs);
}
