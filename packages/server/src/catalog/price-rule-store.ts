import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { Family } from '@kontor/domain/market/family';
import { parseMarketCode } from '@kontor/domain/market/market';
import type { TaxExemption } from '@kontor/domain/market/tax';
import { parseCurrency } from '@kontor/domain/money';
import type { PartnerDiscount, Promotion } from '@kontor/domain/pricing/discount';
import { type ExchangeRate, parseRate } from '@kontor/domain/pricing/exchange-rate';
import { type Instant, parseInstant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { type Concerned, concernedProducts, isConcerned, productsOf, variantOf } from './concerned.ts';

/** A promotion, or a discount of the partner, which has no end. */
export type DiscountRow = {
  readonly kind: 'promotion' | 'partner';
  readonly id: string;
  readonly family: Family | null;
  readonly product_id: string | null;
  readonly sku_id: string | null;
  readonly market: string | null;
  readonly segment: Segment | null;
  readonly term_duration: Term | null;
  readonly discount_basis_points: number;
  readonly starts_at: Instant;
  readonly ends_at: Instant | null;
  readonly first_term_only: boolean;
};

/** Everything that may lower what a customer's purchase of the products costs. */
export const readDiscounts = (accountId: string, concerned: Concerned): Statement<DiscountRow> => ({
  name: `catalog.read_discounts${variantOf(concerned)}`,
  text: `select 'promotion' as kind, p.id, null as family, p.product_id, p.sku_id, p.market, p.segment, p.term_duration,
      p.discount_basis_points, p.starts_at, p.ends_at, p.first_term_only, p.recorded_at
    from ${concernedProducts(concerned)} w join kontor.promotion p on p.product_id = w.product_id
    join kontor.customer c on c.account_id = $1 and c.id = $2
    where p.market is null or p.market = c.market
    union all
    select 'partner', d.id::text, d.family, d.product_id, null, null, null, null, d.discount_basis_points,
      d.effective_from, null, false, d.recorded_at
    from kontor.partner_discount d
    where d.account_id = $1 and (d.product_id is null or ${isConcerned(concerned, 'd.product_id')})
    order by starts_at, recorded_at`,
  values: [accountId, concerned.customerId, productsOf(concerned)],
});

/** The same for many customers of an account: promotions of the products in every market. */
export const readProductDiscounts = (
  accountId: string,
  productIds: readonly string[],
): Statement<DiscountRow> => ({
  name: 'catalog.read_product_discounts',
  text: `select 'promotion' as kind, p.id, null as family, p.product_id, p.sku_id, p.market, p.segment, p.term_duration,
      p.discount_basis_points, p.starts_at, p.ends_at, p.first_term_only, p.recorded_at
    from kontor.promotion p where p.product_id = any ($2)
    union all
    select 'partner', d.id::text, d.family, d.product_id, null, null, null, null, d.discount_basis_points,
      d.effective_from, null, false, d.recorded_at
    from kontor.partner_discount d
    where d.account_id = $1 and (d.product_id is null or d.product_id = any ($2))
    order by starts_at, recorded_at`,
  values: [accountId, productIds],
});

export const promotionsIn = (rows: readonly DiscountRow[]): Promotion[] =>
  rows.flatMap((row) => {
    if (row.kind !== 'promotion' || row.ends_at === null) return [];
    const productId = parseProductId(row.product_id ?? '');
    const skuId = parseSkuId(row.sku_id ?? '');
    const market = parseMarketCode(row.market ?? '');
    invariant(productId, 'a promotion names a product');
    return [
      {
        id: row.id,
        productId,
        ...(skuId ? { skuId } : {}),
        ...(market ? { market } : {}),
        ...(row.segment === null ? {} : { segment: row.segment }),
        ...(row.term_duration === null ? {} : { term: row.term_duration }),
        discountBasisPoints: row.discount_basis_points,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        firstTermOnly: row.first_term_only,
      },
    ];
  });

export const partnerDiscountsIn = (rows: readonly DiscountRow[]): PartnerDiscount[] =>
  rows.flatMap((row) => {
    if (row.kind !== 'partner') return [];
    const productId = parseProductId(row.product_id ?? '');
    return [
      {
        id: row.id,
        ...(row.family === null ? {} : { family: row.family }),
        ...(productId ? { productId } : {}),
        discountBasisPoints: row.discount_basis_points,
        effectiveFrom: row.starts_at,
      },
    ];
  });

export type ExchangeRateRow = {
  readonly from_currency: string;
  readonly to_currency: string;
  readonly rate: string;
  readonly effective_from: Instant;
};

// A table of daily rates grows for ever, so that of each currency only the rate in force is fetched.
const ratesText = (concerned: Concerned): string => `
select r.from_currency, r.to_currency, r.rate::text as rate, r.effective_from
from kontor.account a
join kontor.customer c on c.account_id = a.id and c.id = $2
cross join lateral (
  select distinct v.currency from ${concernedProducts(concerned)} w
  join kontor.availability v on v.product_id = w.product_id
  where v.market = c.market and v.currency <> a.billing_currency) wanted
cross join lateral (
  select x.from_currency, x.to_currency, x.rate, x.effective_from from kontor.exchange_rate x
  where x.from_currency = wanted.currency and x.to_currency = a.billing_currency
    and x.effective_from <= $4::timestamptz + make_interval(secs => a.clock_offset_ms / 1000.0)
  order by x.effective_from desc, x.recorded_at desc limit 1) r
where a.id = $1 and a.billing_currency is not null`;

/** The rates in force, at account time, into the account's billing currency; none where it has no such currency. */
export const readExchangeRates = (
  accountId: string,
  realNow: Instant,
  concerned: Concerned,
): Statement<ExchangeRateRow> => ({
  name: `catalog.read_exchange_rates${variantOf(concerned)}`,
  text: ratesText(concerned),
  values: [accountId, concerned.customerId, productsOf(concerned), new Date(realNow)],
});

/** The rates in force at an instant into the account's billing currency, of every currency that has one. */
export const readRatesInto = (accountId: string, at: Instant): Statement<ExchangeRateRow> => ({
  name: 'catalog.read_rates_into',
  text: `select r.from_currency, r.to_currency, r.rate::text as rate, r.effective_from
    from kontor.account a
    cross join lateral (
      select distinct x.from_currency from kontor.exchange_rate x where x.to_currency = a.billing_currency) wanted
    cross join lateral (
      select x.from_currency, x.to_currency, x.rate, x.effective_from from kontor.exchange_rate x
      where x.from_currency = wanted.from_currency and x.to_currency = a.billing_currency and x.effective_from <= $2
      order by x.effective_from desc, x.recorded_at desc limit 1) r
    where a.id = $1 and a.billing_currency is not null`,
  values: [accountId, new Date(at)],
});

export const exchangeRateOf = (row: ExchangeRateRow): ExchangeRate => {
  const from = parseCurrency(row.from_currency);
  const to = parseCurrency(row.to_currency);
  const rate = parseRate(row.rate);
  invariant(from && to && rate, 'an exchange rate is between two currencies');
  return { from, to, rate, at: row.effective_from };
};

/** What else the price and tax of a customer's purchase hang on. */
export type BuyerRow = {
  readonly vat_id: string;
  readonly tax_exemption: StoredExemption | null;
  readonly issuer_country: string | null;
  readonly billing_currency: string | null;
  readonly agreement_signed: boolean;
  /** Registered cloud subscriptions, which reservations are bought for. */
  readonly cloud_subscriptions: readonly string[];
};

/** As it stands in the customer's row: instants in RFC 3339. */
export type StoredExemption = {
  readonly reason: string;
  readonly certificate: string;
  readonly from: string;
  readonly to: string | null;
};

export const readBuyer = (accountId: string, customerId: string): Statement<BuyerRow> => ({
  name: 'catalog.read_buyer',
  text: `select c.vat_id, c.tax_exemption, i.issuer->>'country' as issuer_country, a.billing_currency,
      exists (select 1 from kontor.customer_agreement g where g.account_id = c.account_id and g.customer_id = c.id)
        as agreement_signed,
      array(select s.id::text from kontor.cloud_subscription s where s.account_id = c.account_id
        and s.customer_id = c.id and s.status = 'registered') as cloud_subscriptions
    from kontor.customer c join kontor.account a on a.id = c.account_id cross join kontor.installation i
    where c.account_id = $1 and c.id = $2`,
  values: [accountId, customerId],
});

export type PlacedBuyerRow = Omit<BuyerRow, 'cloud_subscriptions'> & {
  readonly customer_id: string;
  readonly market: string;
  readonly region: string;
};

/** The same of many customers, with where they are. */
export const readBuyers = (accountId: string, customerIds: readonly string[]): Statement<PlacedBuyerRow> => ({
  name: 'catalog.read_buyers',
  text: `select c.id as customer_id, c.market, c.region, c.vat_id, c.tax_exemption,
      i.issuer->>'country' as issuer_country, a.billing_currency,
      exists (select 1 from kontor.customer_agreement g where g.account_id = c.account_id and g.customer_id = c.id)
        as agreement_signed
    from kontor.customer c join kontor.account a on a.id = c.account_id cross join kontor.installation i
    where c.account_id = $1 and c.id = any ($2)`,
  values: [accountId, customerIds],
});

export const exemptionOf = (stored: StoredExemption | null): TaxExemption | undefined => {
  if (stored === null) return undefined;
  const from = parseInstant(stored.from);
  const to = stored.to === null ? null : parseInstant(stored.to);
  invariant(from !== undefined && to !== undefined, 'an exemption has readable instants');
  return { reason: stored.reason, certificate: stored.certificate, from, to };
};
