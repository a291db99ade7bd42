import type { Offer } from '../catalog/offer.ts';
import type { Term } from '../catalog/term.ts';
import { isEuMember } from '../market/eu-members.ts';
import { choosePromotion } from '../pricing/discount.ts';
import type { Instant } from '../time.ts';

/** What resellers take part in a sale as; the first is the one on record. */
export const participantRoles = [
  'unknown',
  'transaction_reseller',
  'consumption_reseller',
  'additional_transaction_reseller',
] as const;

export type Participant = {
  readonly key: (typeof participantRoles)[number];
  /** The reseller's number. */
  readonly value: string;
};

/** What a buyer says of a line beside what it is; most of it is for kinds of items that this catalog has none of. */
export type LineWishes = {
  readonly participants?: readonly Participant[];
  readonly promotionId?: string;
  /** A day on which the first term is to end, with others. */
  readonly customEnd?: string;
  /** The term that a trial renews to. */
  readonly renewsTo?: Term | 'unknown';
  readonly addOns?: number;
};

export type LineWishError =
  | { readonly code: 'promotion_not_offered'; readonly promotionId: string }
  | { readonly code: 'custom_end_not_offered' }
  | { readonly code: 'add_on_not_offered' }
  | { readonly code: 'renewal_not_offered' }
  | { readonly code: 'reseller_invalid'; readonly value: string }
  | { readonly code: 'resellers_too_many'; readonly maximum: number }
  | { readonly code: 'resellers_not_in_market'; readonly market: string };

export const mostAdditionalResellers = 5;

/** Iceland, Liechtenstein, Norway and Switzerland: the members of EFTA. */
const efta: readonly string[] = ['IS', 'LI', 'NO', 'CH'];

/** What stands against a line as it is wished for; undefined when nothing does. */
export function lineWishError(
  wishes: LineWishes,
  { offer, term }: { readonly offer: Offer; readonly term: Term },
  at: Instant,
): LineWishError | undefined {
  const { promotionId, customEnd, renewsTo, addOns = 0, participants = [] } = wishes;
  if (promotionId !== undefined && !isPromotionInForce(promotionId, offer, term, at)) {
    return { code: 'promotion_not_offered', promotionId };
  }
  if (customEnd !== undefined) return { code: 'custom_end_not_offered' };
  if (addOns > 0) return { code: 'add_on_not_offered' };
  if (renewsTo !== undefined && renewsTo !== term) return { code: 'renewal_not_offered' };
  return resellerError(participants, offer, at);
}

/** Named as the wire does, with product and SKU before it, or by its id alone. */
function isPromotionInForce(named: string, offer: Offer, term: Term, at: Instant): boolean {
  const { productId, skuId, market, segment } = offer;
  const wanted = named.toLowerCase();
  const meant = offer.promotions.filter(
    ({ id }) => wanted === id.toLowerCase() || wanted === `${productId}:${skuId}:${id}`.toLowerCase(),
  );
  return choosePromotion(meant, { productId, skuId, market, segment, term }, at) !== undefined;
}

function resellerError(
  participants: readonly Participant[],
  offer: Offer,
  at: Instant,
): LineWishError | undefined {
  const wrong = participants.find(({ key, value }) => key === 'unknown' || !/^\d{1,20}$/.test(value));
  if (wrong) return { code: 'reseller_invalid', value: wrong.value };
  const count = (role: Participant['key']) => participants.filter(({ key }) => key === role).length;
  const additional = count('additional_transaction_reseller');
  if (count('transaction_reseller') > 1) return { code: 'resellers_too_many', maximum: 1 };
  if (additional > mostAdditionalResellers) {
    return { code: 'resellers_too_many', maximum: mostAdditionalResellers };
  }
  return additional > 0 && !isEuMember(offer.market, at) && !efta.includes(offer.market)
    ? { code: 'resellers_not_in_market', market: offer.market }
    : undefined;
}
