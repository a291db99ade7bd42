import type { Segment } from '../catalog/segment.ts';
import type { Term } from '../catalog/term.ts';
import type { ProductId, SkuId } from '../ids.ts';
import { invariant } from '../invariant.ts';
import type { Family } from '../market/family.ts';
import type { MarketCode } from '../market/market.ts';
import { type BasisPoints, type Money, truncateRatio } from '../money.ts';
import type { Instant } from '../time.ts';

/** What lowers a unit price, in the order in which it is applied. */
export const discountKinds = ['partner', 'promotion'] as const;
export type DiscountKind = (typeof discountKinds)[number];

/** A discount as it was applied, to be frozen with the price that it made. */
export type Discount = {
  readonly kind: DiscountKind;
  readonly id: string;
  readonly basisPoints: BasisPoints;
};

/** A lower price of a product for a while; what it leaves open (SKU, market, segment, term) it holds for all of. */
export type Promotion = {
  readonly id: string;
  readonly productId: ProductId;
  readonly skuId?: SkuId;
  readonly market?: MarketCode;
  readonly segment?: Segment;
  readonly term?: Term;
  readonly discountBasisPoints: BasisPoints;
  readonly startsAt: Instant;
  /** The first instant at which it no longer holds. */
  readonly endsAt: Instant;
  /** A renewal no longer has it. */
  readonly firstTermOnly: boolean;
};

/** What a partner pays less, for everything, a family or a product; zero ends an earlier one of the same scope. */
export type PartnerDiscount = {
  readonly id: string;
  readonly family?: Family;
  readonly productId?: ProductId;
  readonly discountBasisPoints: BasisPoints;
  readonly effectiveFrom: Instant;
};

export type PromotionQuestion = {
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly market: MarketCode;
  readonly segment: Segment;
  readonly term: Term;
};

/** The best promotion in force that matches; of two as good the one whose id comes first, so that all agree. */
export function choosePromotion(
  promotions: readonly Promotion[],
  question: PromotionQuestion,
  at: Instant,
): Promotion | undefined {
  let best: Promotion | undefined;
  for (const promotion of promotions) {
    if (promotion.startsAt > at || at >= promotion.endsAt || !isAbout(promotion, question)) continue;
    if (!best || isBetter(promotion, best)) best = promotion;
  }
  return best;
}

function isBetter(a: Promotion, b: Promotion): boolean {
  if (a.discountBasisPoints !== b.discountBasisPoints) return a.discountBasisPoints > b.discountBasisPoints;
  return a.id < b.id;
}

function isAbout(promotion: Promotion, question: PromotionQuestion): boolean {
  return (
    promotion.productId === question.productId &&
    (promotion.skuId === undefined || promotion.skuId === question.skuId) &&
    (promotion.market === undefined || promotion.market === question.market) &&
    (promotion.segment === undefined || promotion.segment === question.segment) &&
    (promotion.term === undefined || promotion.term === question.term)
  );
}

/**
 * The partner's discount in force: the most specific (product, then family, then all), then the latest; of two
 * from the same instant the one that comes last in the rows.
 */
export function choosePartnerDiscount(
  discounts: readonly PartnerDiscount[],
  question: { readonly family: Family; readonly productId: ProductId },
  at: Instant,
): PartnerDiscount | undefined {
  let best: PartnerDiscount | undefined;
  for (const discount of discounts) {
    const { family, productId, effectiveFrom } = discount;
    if (effectiveFrom > at) continue;
    if (family !== undefined && family !== question.family) continue;
    if (productId !== undefined && productId !== question.productId) continue;
    if (!best || !outranks(best, discount)) best = discount;
  }
  return best;
}

function outranks(a: PartnerDiscount, b: PartnerDiscount): boolean {
  const bySpecificity = specificity(a) - specificity(b);
  return bySpecificity === 0 ? a.effectiveFrom > b.effectiveFrom : bySpecificity > 0;
}

function specificity({ productId, family }: PartnerDiscount): number {
  return (productId === undefined ? 0 : 2) + (family === undefined ? 0 : 1);
}

/** The discounts that take something off, the partner's before the promotion. */
export function discountsOf(
  partner: PartnerDiscount | undefined,
  promotion: Promotion | undefined,
): readonly Discount[] {
  const found: Discount[] = [];
  if (partner) found.push({ kind: 'partner', id: partner.id, basisPoints: partner.discountBasisPoints });
  if (promotion)
    found.push({ kind: 'promotion', id: promotion.id, basisPoints: promotion.discountBasisPoints });
  return found.filter(({ basisPoints }) => basisPoints > 0);
}

/** What is left of a list price after its discounts: one multiplication, cut once to the minor unit (product 2). */
export function applyDiscounts(list: Money, discounts: readonly Discount[]): Money {
  let numerator = 1n;
  let denominator = 1n;
  for (const { basisPoints } of discounts) {
    const isShare = Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000;
    invariant(isShare, 'a discount is a whole number of basis points up to 10,000');
    numerator *= BigInt(10_000 - basisPoints);
    denominator *= 10_000n;
  }
  return truncateRatio(list, numerator, denominator);
}
