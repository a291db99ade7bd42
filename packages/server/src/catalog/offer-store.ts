import type { CancellationPolicy, CreditRule } from '@kontor/domain/cancellation/policy';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { KeyFormat } from '@kontor/domain/catalog/key-format';
import type { KeyCheck } from '@kontor/domain/catalog/key-template';
import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import type { KeyRule } from '@kontor/domain/entitlement/key-quantity';
import type { PolicyId, ProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { MarketCode } from '@kontor/domain/market/market';
import type { MarketAvailabilityRow } from '@kontor/domain/market/market-availability';
import type { TaxRateRow } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { Instant, Zone } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { type Concerned, isConcerned, productsOf, variantOf } from './concerned.ts';

/** One price in force of one availability, with its SKU and product beside it. */
export type OfferRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
  readonly market: string;
  readonly segment: Segment;
  readonly currency: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly family: Family;
  readonly minimum_quantity: number;
  readonly maximum_quantity: number;
  readonly key_source: 'pool' | 'generated' | 'none';
  readonly key_format: KeyFormat;
  readonly key_template: string | null;
  readonly key_check: KeyCheck;
  readonly key_rule: KeyRule;
  readonly key_activations: number | null;
  readonly default_key_group: string;
  readonly keys_per_purchase: number;
  /** Of reservations: where, whether for a cloud subscription, and the SKU that has the operating system inside. */
  readonly region: string | null;
  readonly needs_cloud_subscription: boolean;
  readonly windows_sku_id: string | null;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly unit_minor: bigint;
  readonly tier_from: number;
  readonly tier_to: number | null;
  readonly effective_from: Instant;
  readonly effective_to: Instant;
};

/** Where a statement's moment comes from: real time handed in, plus the account's own offset. */
const accountMoment = (at: string, account: string): string =>
  `(select ${at}::timestamptz + make_interval(secs => clock_offset_ms / 1000.0) from kontor.account where id = ${account}::uuid)`;

// Of several sheets the highest version that has a price in force for the same term and cycle answers whole.
const offerText = (wanted: string, moment: string): string => `
with wanted as (${wanted}), moment as (select ${moment} as at), in_force as (
  select pr.*, max(pr.sheet_version) over (partition by pr.product_id, pr.sku_id, pr.availability_id, pr.term_duration, pr.billing_cycle) as newest
  from wanted w
  join kontor.price pr on pr.product_id = w.product_id and pr.sku_id = w.sku_id and pr.availability_id = w.availability_id
  where pr.effective_from <= (select at from moment) and (select at from moment) < pr.effective_to)
select f.product_id, f.sku_id, f.availability_id, a.market, a.segment, a.currency, p.title as product_title,
  s.title as sku_title, p.family, s.minimum_quantity, s.maximum_quantity, s.key_source, s.key_format,
  s.key_template, s.key_check, s.key_rule, s.key_activations, s.default_key_group, s.keys_per_purchase, s.attributes->>'armRegionName' as region,
  'AzureSubscriptionRegistration' = any (s.prerequisites) as needs_cloud_subscription,
  s.attributes->>'windowsSkuId' as windows_sku_id, f.term_duration, f.billing_cycle, f.unit_minor, f.tier_from, f.tier_to,
  f.effective_from, f.effective_to
from in_force f
join kontor.availability a on a.product_id = f.product_id and a.sku_id = f.sku_id and a.id = f.availability_id
join kontor.sku s on s.product_id = f.product_id and s.id = f.sku_id
join kontor.product p on p.id = f.product_id
where f.sheet_version = f.newest
order by f.product_id, f.sku_id, f.availability_id, f.term_duration, f.billing_cycle, f.tier_from`;

const namedText = offerText(
  'select * from unnest($3::text[], $4::text[], $5::text[]) as w(product_id, sku_id, availability_id)',
  accountMoment('$1', '$2'),
);

export type CatalogItem = {
  readonly productId: string;
  readonly skuId: string;
  readonly availabilityId: string;
};

/** The prices in force of the named catalog items, at account time. */
export const readOffers = (
  accountId: string,
  realNow: Instant,
  items: readonly CatalogItem[],
): Statement<OfferRow> => ({
  name: 'catalog.read_offers',
  text: namedText,
  values: [
    new Date(realNow),
    accountId,
    items.map((item) => item.productId),
    items.map((item) => item.skuId),
    items.map((item) => item.availabilityId),
  ],
});

const cartText = offerText(
  `select distinct line->>'productId' as product_id, line->>'skuId' as sku_id, line->>'availabilityId' as availability_id
   from kontor.cart c cross join lateral jsonb_array_elements(c.lines) as line where c.account_id = $2 and c.id = $3`,
  accountMoment('$1', '$2'),
);

/** The prices in force of what stands in a cart, so that cart and prices are read in one round trip. */
export const readCartOffers = (accountId: string, realNow: Instant, cartId: string): Statement<OfferRow> => ({
  name: 'catalog.read_cart_offers',
  text: cartText,
  values: [new Date(realNow), accountId, cartId],
});

const marketText = offerText(
  `select a.product_id, a.sku_id, a.id as availability_id from kontor.availability a
   join kontor.customer c on c.account_id = $2 and c.id = $3 and c.market = a.market
   where ($4::text is null or a.product_id = $4) and ($5::text is null or a.segment = $5)`,
  accountMoment('$1', '$2'),
);

/** Everything priced in a customer's market now, of one product where it is named. */
export const readMarketOffers = (
  accountId: string,
  realNow: Instant,
  where: {
    readonly customerId: string;
    readonly productId?: string | undefined;
    readonly segment?: string | undefined;
  },
): Statement<OfferRow> => ({
  name: 'catalog.read_market_offers',
  text: marketText,
  values: [new Date(realNow), accountId, where.customerId, where.productId ?? null, where.segment ?? null],
});

const countryText = offerText(
  `select a.product_id, a.sku_id, a.id as availability_id from kontor.availability a
   where a.market = $3 and ($4::text is null or a.product_id = $4) and ($5::text is null or a.segment = $5)`,
  accountMoment('$1', '$2'),
);

/** Everything priced in a market now, for a partner who names the country. */
export const readCountryOffers = (
  accountId: string,
  realNow: Instant,
  where: {
    readonly market: string;
    readonly productId?: string | undefined;
    readonly segment?: string | undefined;
  },
): Statement<OfferRow> => ({
  name: 'catalog.read_country_offers',
  text: countryText,
  values: [new Date(realNow), accountId, where.market, where.productId ?? null, where.segment ?? null],
});

const skuText = offerText(
  `select a.product_id, a.sku_id, a.id as availability_id from kontor.availability a
   where (a.product_id, a.sku_id, a.market) in (select * from unnest($2::text[], $3::text[], $4::text[]))`,
  '$1::timestamptz',
);

/** Every offer of the SKUs in the markets at an instant; availabilities change with each sheet, SKUs stay. */
export const readSkuOffers = (
  at: Instant,
  skus: readonly { readonly productId: string; readonly skuId: string; readonly market: string }[],
): Statement<OfferRow> => ({
  name: 'catalog.read_sku_offers',
  text: skuText,
  values: [
    new Date(at),
    skus.map((sku) => sku.productId),
    skus.map((sku) => sku.skuId),
    skus.map((sku) => sku.market),
  ],
});

type PolicyRow = {
  readonly id: PolicyId;
  readonly version: number;
  readonly family: Family;
  readonly product_id: ProductId | null;
  readonly market: MarketCode | null;
  readonly segment: Segment | null;
  readonly cancellation_window: string | null;
  readonly credit: CreditRule;
  readonly zone: Zone;
  readonly effective_from: Instant;
  readonly extends_existing: boolean;
};

const policyColumns = `p.id, p.version, p.family, p.product_id, p.market, p.segment, p.cancellation_window, p.credit,
    p.zone, p.effective_from, p.extends_existing`;

/** Every version of every policy. */
export const readPolicies = (): Statement<PolicyRow> => ({
  name: 'catalog.read_policies',
  text: `select ${policyColumns} from kontor.policy p`,
  values: [],
});

/** The policies that may cover a customer's purchase of the products. */
export const readPoliciesOf = (accountId: string, concerned: Concerned): Statement<PolicyRow> => ({
  name: `catalog.read_customer_policies${variantOf(concerned)}`,
  text: `select ${policyColumns} from kontor.policy p join kontor.customer c on c.account_id = $1 and c.id = $2
    where (p.market is null or p.market = c.market) and (p.product_id is null or ${isConcerned(concerned, 'p.product_id')})`,
  values: [accountId, concerned.customerId, productsOf(concerned)],
});

export const readCountryPolicies = (market: string): Statement<PolicyRow> => ({
  name: 'catalog.read_country_policies',
  text: `select ${policyColumns} from kontor.policy p where p.market is null or p.market = $1`,
  values: [market],
});

/** Those of the products, in every market. */
export const readProductPolicies = (productIds: readonly string[]): Statement<PolicyRow> => ({
  name: 'catalog.read_product_policies',
  text: `select ${policyColumns} from kontor.policy p where p.product_id is null or p.product_id = any ($1)`,
  values: [productIds],
});

export const policyOf = (row: PolicyRow): CancellationPolicy => ({
  id: row.id,
  version: row.version,
  family: row.family,
  ...(row.product_id === null ? {} : { productId: row.product_id }),
  ...(row.market === null ? {} : { market: row.market }),
  ...(row.segment === null ? {} : { segment: row.segment }),
  window: row.cancellation_window,
  credit: row.credit,
  zone: row.zone,
  effectiveFrom: row.effective_from,
  extendsExisting: row.extends_existing,
});

type TaxRow = {
  readonly market: MarketCode;
  readonly region: string;
  readonly mode: TaxMode;
  readonly rate_basis_points: number;
  readonly effective_from: Instant;
};

/** The rates of the customer's market and region; of two from the same instant the one recorded last comes first and counts. */
export const readTaxRates = (accountId: string, customerId: string): Statement<TaxRow> => ({
  name: 'catalog.read_tax_rates',
  text: `select t.market, t.region, t.mode, t.rate_basis_points, t.effective_from from kontor.tax_rate t
    join kontor.customer c on c.account_id = $1 and c.id = $2 and c.market = t.market and t.region in ('', c.region)
    order by t.effective_from, t.recorded_at desc`,
  values: [accountId, customerId],
});

export const readMarketTaxRates = (markets: readonly string[]): Statement<TaxRow> => ({
  name: 'catalog.read_market_tax_rates',
  text: `select t.market, t.region, t.mode, t.rate_basis_points, t.effective_from from kontor.tax_rate t
    where t.market = any ($1) order by t.effective_from, t.recorded_at desc`,
  values: [markets],
});

export const taxRateOf = (row: TaxRow): TaxRateRow => ({
  market: row.market,
  ...(row.region === '' ? {} : { region: row.region }),
  mode: row.mode,
  rateBasisPoints: row.rate_basis_points,
  effectiveFrom: row.effective_from,
});

type AvailabilityRow = {
  readonly family: Family;
  readonly market: MarketCode;
  readonly available: boolean;
  readonly effective_from: Instant;
};

const availabilityColumns = 'm.family, m.market, m.available, m.effective_from';

/** Which families may be sold in the customer's market, and from when. */
export const readMarketAvailability = (
  accountId: string,
  customerId: string,
): Statement<AvailabilityRow> => ({
  name: 'catalog.read_market_availability',
  text: `select ${availabilityColumns} from kontor.market_availability m
    join kontor.customer c on c.account_id = $1 and c.id = $2 and c.market = m.market
    order by m.effective_from, m.recorded_at`,
  values: [accountId, customerId],
});

export const readCountryAvailability = (market: string): Statement<AvailabilityRow> => ({
  name: 'catalog.read_country_availability',
  text: `select ${availabilityColumns} from kontor.market_availability m where m.market = $1
    order by m.effective_from, m.recorded_at`,
  values: [market],
});

export const readMarketsAvailability = (markets: readonly string[]): Statement<AvailabilityRow> => ({
  name: 'catalog.read_markets_availability',
  text: `select ${availabilityColumns} from kontor.market_availability m where m.market = any ($1)
    order by m.effective_from, m.recorded_at`,
  values: [markets],
});

export const availabilityOf = (row: AvailabilityRow): MarketAvailabilityRow => ({
  family: row.family,
  market: row.market,
  available: row.available,
  effectiveFrom: row.effective_from,
});

export type ProductRow = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly family: Family;
  readonly publisher: string;
  readonly own_product: boolean;
  readonly type_id: string;
  readonly sub_type_id: string | null;
  readonly sub_type_name: string | null;
};

export const readProducts = (productId: string | undefined): Statement<ProductRow> => ({
  name: 'catalog.read_products',
  text: `select id, title, description, family, publisher, own_product, type_id, sub_type_id, sub_type_name
    from kontor.product where $1::text is null or id = $1 order by title, id`,
  values: [productId ?? null],
});

export type SkuRow = {
  readonly product_id: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly minimum_quantity: number;
  readonly maximum_quantity: number;
  readonly is_trial: boolean;
  readonly prerequisites: string[];
  readonly inventory_variables: string[];
  readonly provisioning_variables: string[];
  readonly attributes: Record<string, string>;
};

export const readSkus = (productId: string): Statement<SkuRow> => ({
  name: 'catalog.read_skus',
  text: `select product_id, id, title, description, minimum_quantity, maximum_quantity, is_trial, prerequisites,
    inventory_variables, provisioning_variables, attributes from kontor.sku where product_id = $1 order by id`,
  values: [productId],
});

export type ArtifactRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: '64' | '32' | 'arm64';
  readonly key_group: string;
  readonly file_name: string;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
};

const artifactColumns =
  'product_id, sku_id, version, language, bitness, key_group, file_name, size_bytes, sha256';

export const readArtifacts = (productId: string): Statement<ArtifactRow> => ({
  name: 'catalog.read_artifacts',
  text: `select ${artifactColumns} from kontor.artifact where product_id = $1 order by sku_id, version desc, language, bitness`,
  values: [productId],
});

export const readCurrencies = (): Statement<{ code: string; symbol: string }> => ({
  name: 'catalog.read_currencies',
  text: 'select code, symbol from kontor.currency',
  values: [],
});
