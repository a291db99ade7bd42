import type { Segment } from '../catalog/segment.ts';
import type { PolicyId, ProductId } from '../ids.ts';
import type { Family } from '../market/family.ts';
import type { MarketCode } from '../market/market.ts';
import type { Instant, Zone } from '../time.ts';

/** 'full' gives back all that was charged, 'prorated' the unused days (product 6). */
export const creditRules = ['full', 'prorated'] as const;
export type CreditRule = (typeof creditRules)[number];

/** One version of a cancellation policy; rows are never rewritten. */
export type CancellationPolicy = {
  readonly id: PolicyId;
  readonly version: number;
  readonly family: Family;
  readonly productId?: ProductId;
  readonly market?: MarketCode;
  readonly segment?: Segment;
  /** An ISO 8601 duration: 'P60D' counts calendar days, 'PT168H' elapsed hours; null is never cancellable. */
  readonly window: string | null;
  readonly credit: CreditRule;
  readonly zone: Zone;
  readonly effectiveFrom: Instant;
  /** Also lengthens the window of purchases made before it took effect. */
  readonly extendsExisting: boolean;
};

export type PolicyQuestion = {
  readonly family: Family;
  readonly productId: ProductId;
  readonly market: MarketCode;
  readonly segment: Segment;
  readonly at: Instant;
};

/** The policy in force: the most specific (product, then market, then segment), then the latest. */
export function choosePolicy(
  policies: readonly CancellationPolicy[],
  question: PolicyQuestion,
): CancellationPolicy | undefined {
  return policies
    .filter((policy) => policy.effectiveFrom <= question.at && covers(policy, question))
    .reduce<CancellationPolicy | undefined>(
      (best, next) => (best && !outranks(next, best) ? best : next),
      undefined,
    );
}

/** Whether the policy is about this purchase, without regard to time. */
export function covers(policy: CancellationPolicy, question: Omit<PolicyQuestion, 'at'>): boolean {
  return (
    policy.family === question.family &&
    (policy.productId === undefined || policy.productId === question.productId) &&
    (policy.market === undefined || policy.market === question.market) &&
    (policy.segment === undefined || policy.segment === question.segment)
  );
}

function outranks(a: CancellationPolicy, b: CancellationPolicy): boolean {
  const bySpecificity = specificity(a) - specificity(b);
  if (bySpecificity !== 0) return bySpecificity > 0;
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom;
  return a.version > b.version;
}

function specificity(policy: CancellationPolicy): number {
  return (policy.productId ? 4 : 0) + (policy.market ? 2 : 0) + (policy.segment ? 1 : 0);
}
