import type { CancellationPolicy } from '@kontor/domain/cancellation/policy';
import { invariant } from '@kontor/domain/invariant';
import { parseMarketCode } from '@kontor/domain/market/market';
import type { MarketAvailabilityRow } from '@kontor/domain/market/market-availability';
import { type TaxRateRow, type TaxRule, taxRuleFor } from '@kontor/domain/market/tax';
import { parseCurrency } from '@kontor/domain/money';
import type { PartnerDiscount, Promotion } from '@kontor/domain/pricing/discount';
import type { Billing } from '@kontor/domain/pricing/exchange-rate';
import type { Instant } from '@kontor/domain/time';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import type { Concerned } from './concerned.ts';
import {
  availabilityOf,
  policyOf,
  readMarketAvailability,
  readPoliciesOf,
  readTaxRates,
  taxRateOf,
} from './offer-store.ts';
import {
  type BuyerRow,
  exchangeRateOf,
  exemptionOf,
  partnerDiscountsIn,
  promotionsIn,
  readBuyer,
  readDiscounts,
  readExchangeRates,
} from './price-rule-store.ts';

/** What prices, taxes and windows of one customer's purchases follow from, beside the price sheet. */
export type PriceRules = {
  readonly policies: readonly CancellationPolicy[];
  readonly availability: readonly MarketAvailabilityRow[];
  readonly promotions: readonly Promotion[];
  readonly partnerDiscounts: readonly PartnerDiscount[];
  readonly billing: Billing | undefined;
  readonly tax: TaxRule;
  /** Registered by the customer, for reservations. */
  readonly cloudSubscriptions: readonly string[];
};

/** What pricing needs beside the offers themselves, in one batch with them. */
export const ruleStatements = (accountId: string, realNow: Instant, concerned: Concerned) =>
  [
    readPoliciesOf(accountId, concerned),
    readMarketAvailability(accountId, concerned.customerId),
    readDiscounts(accountId, concerned),
    readExchangeRates(accountId, realNow, concerned),
    readTaxRates(accountId, concerned.customerId),
    readBuyer(accountId, concerned.customerId),
  ] as const satisfies readonly Statement[];

export type RuleRows = RowsOf<ReturnType<typeof ruleStatements>>;

/** Where the customer is, as the caller's own read found it. */
export type Place = { readonly market: string; readonly region: string };

export const priceRules = (rows: Readonly<RuleRows>, place: Place, now: Instant): PriceRules => {
  const [policies, availability, discounts, rates, taxRates, [buyer]] = rows;
  const currency = parseCurrency(buyer?.billing_currency ?? '');
  return {
    policies: policies.map(policyOf),
    availability: availability.map(availabilityOf),
    promotions: promotionsIn(discounts),
    partnerDiscounts: partnerDiscountsIn(discounts),
    billing: currency && { currency, rates: rates.map(exchangeRateOf) },
    tax: taxOf(taxRates.map(taxRateOf), place, buyer, now),
    cloudSubscriptions: buyer?.cloud_subscriptions ?? [],
  };
};

/** The tax rule that a purchase made now would freeze, unless an outside engine says otherwise. */
export const taxOf = (
  rows: readonly TaxRateRow[],
  place: Place,
  buyer: Pick<BuyerRow, 'vat_id' | 'tax_exemption' | 'issuer_country'> | undefined,
  now: Instant,
): TaxRule => {
  const market = parseMarketCode(place.market);
  invariant(market, 'a customer has a market code');
  const exemption = exemptionOf(buyer?.tax_exemption ?? null);
  const issuerCountry = parseMarketCode(buyer?.issuer_country ?? '');
  return taxRuleFor(
    {
      rows,
      market,
      ...(place.region === '' ? {} : { region: place.region }),
      ...(exemption ? { exemption } : {}),
      ...(buyer && buyer.vat_id !== '' ? { vatId: buyer.vat_id } : {}),
      ...(issuerCountry ? { issuerCountry } : {}),
    },
    now,
  );
};
