import type { CartLine } from '@kontor/domain/cart/cart';
import { isPriced, priceCart } from '@kontor/domain/cart/price-cart';
import type { Offer } from '@kontor/domain/catalog/offer';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { parseMarketCode } from '@kontor/domain/market/market';
import { rulesOfAnswers, type TaxQuestion } from '@kontor/domain/market/tax-question';
import type { Instant } from '@kontor/domain/time';
import { type BuyerRow, exemptionOf } from '../catalog/price-rule-store.ts';
import type { Place } from '../catalog/price-rules.ts';
import type { Services } from '../platform/http/context.ts';

export type TaxUnavailable = { readonly code: 'tax.unavailable'; readonly retryAfterSeconds: number };

const retryAfterSeconds = 5;

export type TaxBuyer = {
  readonly place: Place;
  readonly facts: Pick<BuyerRow, 'vat_id' | 'tax_exemption' | 'issuer_country'> | undefined;
};

/**
 * The lines with the tax that an outside engine says; as they are where none is set, because the table then decides
 * without a call. Asked before anything is written, never inside a transaction.
 */
export const quoteTax = async (
  { taxEngine, log }: Pick<Services, 'taxEngine' | 'log'>,
  lines: readonly CartLine[],
  offers: ReadonlyMap<string, Offer>,
  { buyer, now }: { readonly buyer: TaxBuyer; readonly now: Instant },
): Promise<Decision<readonly CartLine[], TaxUnavailable>> => {
  if (!taxEngine) return accepted(lines);
  const sold = priceCart(lines, offers, now).lines.filter(isPriced);
  const [first] = sold;
  if (!first) return accepted(lines);
  const question = questionOf(buyer, now, sold);
  const answers = await taxEngine(question);
  // Every offer of one customer has the mode of the customer's market.
  const rules = answers && rulesOfAnswers(question, answers, first.offer.tax.mode);
  if (answers && !rules) log.warn({ lines: question.lines.length }, 'tax engine answered what cannot be');
  if (!rules) return refused({ code: 'tax.unavailable', retryAfterSeconds });
  return accepted(
    lines.map((line) => {
      const tax = rules.get(line.id);
      return tax ? { ...line, tax } : line;
    }),
  );
};

const questionOf = (
  { place, facts }: TaxBuyer,
  now: Instant,
  sold: ReturnType<typeof priceCart>['lines'],
): TaxQuestion => {
  const market = parseMarketCode(place.market);
  invariant(market, 'a customer has a market code');
  const exemption = exemptionOf(facts?.tax_exemption ?? null);
  const issuerCountry = parseMarketCode(facts?.issuer_country ?? '');
  return {
    at: now,
    market,
    ...(place.region === '' ? {} : { region: place.region }),
    ...(facts && facts.vat_id !== '' ? { vatId: facts.vat_id } : {}),
    ...(exemption && exemption.from <= now && (exemption.to === null || now < exemption.to)
      ? { exemption }
      : {}),
    ...(issuerCountry ? { issuerCountry } : {}),
    lines: sold.filter(isPriced).map(({ line, offer, unitPrice }) => ({
      line: line.id,
      productId: offer.productId,
      skuId: offer.skuId,
      family: offer.family,
      quantity: line.quantity,
      unitPrice,
    })),
  };
};
