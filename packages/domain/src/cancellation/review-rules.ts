import type { OrderId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { Purchase, PurchaseLine } from './purchase.ts';

/** A rule that the operator sets: purchases that match are cancelled by a person, not by the program (product 6). */
export type ReviewRule = {
  readonly id: string;
  /** Only these orders; absent means every order. The demo's rules match its seeded orders only. */
  readonly orderIds?: readonly OrderId[];
} & (
  | { readonly kind: 'order_total_above'; readonly amount: Money }
  | { readonly kind: 'distinct_keys_above_entitled' }
  | { readonly kind: 'unpaid_dispute' }
);
export type ReviewRuleKind = ReviewRule['kind'];

export type ReviewMatch = { readonly rule: ReviewRule; readonly lines: readonly PurchaseLine[] };

/** The first rule, in the order given, that holds any of the lines back. */
export function firstReviewMatch(
  rules: readonly ReviewRule[],
  purchase: Purchase,
  lines: readonly PurchaseLine[],
): ReviewMatch | undefined {
  for (const rule of rules) {
    if (rule.orderIds && !rule.orderIds.includes(purchase.orderId)) continue;
    const held = lines.filter((line) => holds(rule, purchase, line));
    if (held.length > 0) return { rule, lines: held };
  }
  return undefined;
}

function holds(rule: ReviewRule, purchase: Purchase, line: PurchaseLine): boolean {
  switch (rule.kind) {
    case 'order_total_above':
      return rule.amount.currency === purchase.total.currency && purchase.total.minor > rule.amount.minor;
    case 'distinct_keys_above_entitled':
      return line.keysShownDistinct > line.keysEntitled;
    case 'unpaid_dispute':
      return line.disputeUnpaid;
  }
}
