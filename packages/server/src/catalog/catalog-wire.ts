import type { CancellationPolicy } from '@kontor/domain/cancellation/policy';
import type { PriceRow } from '@kontor/domain/catalog/price';
import { currencySymbol } from '../orders/currency-symbol.ts';
import type { NamedOffer } from './assemble-offers.ts';
import type { ProductRow, SkuRow } from './offer-store.ts';

/** Whose address the links name: a customer's, or a country's. */
export type LinkScope = { readonly base: string; readonly query: string };

const link = (uri: string) => ({ uri, method: 'GET', headers: [] });

/** Catalog items carry no attributes; only the collection does (recorded sessions). */
export const collectionWire = (uri: string, items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  links: { self: link(uri) },
  attributes: { objectType: 'Collection' },
});

export const productWire = (product: ProductRow, scope: LinkScope) => ({
  id: product.id,
  title: product.title,
  description: product.description,
  productType: {
    id: product.type_id,
    displayName: product.type_id,
    ...(product.sub_type_id === null
      ? {}
      : { subType: { id: product.sub_type_id, displayName: product.sub_type_name ?? product.sub_type_id } }),
  },
  isMicrosoftProduct: product.own_product,
  publisherName: product.publisher,
  links: {
    skus: link(`${scope.base}/products/${product.id}/skus${scope.query}`),
    self: link(`${scope.base}/products/${product.id}${scope.query}`),
  },
});

const cyclesOf = (offers: readonly NamedOffer[]): string[] => [
  ...new Set(offers.flatMap((offer) => offer.prices.map((price) => price.billingCycle))),
];

export const skuWire = (sku: SkuRow, offers: readonly NamedOffer[], scope: LinkScope) => {
  const self = `${scope.base}/products/${sku.product_id}/skus/${sku.id}`;
  return {
    id: sku.id,
    productId: sku.product_id,
    title: sku.title,
    description: sku.description,
    minimumQuantity: sku.minimum_quantity,
    maximumQuantity: sku.maximum_quantity,
    isTrial: sku.is_trial,
    supportedBillingCycles: cyclesOf(offers.filter((offer) => offer.skuId === sku.id)),
    purchasePrerequisites: sku.prerequisites,
    inventoryVariables: sku.inventory_variables,
    provisioningVariables: sku.provisioning_variables,
    dynamicAttributes: sku.attributes,
    links: {
      availabilities: link(`${self}/availabilities${scope.query}`),
      self: link(`${self}${scope.query}`),
    },
  };
};

const termWords: Readonly<Record<PriceRow['term'], string>> = {
  '': 'None',
  P1M: '1 Month',
  P1Y: '1 Year',
  P3Y: '3 Years',
};
const cycleWords: Readonly<Record<PriceRow['billingCycle'], readonly [name: string, words: string]>> = {
  one_time: ['OneTime', 'Prepaid'],
  monthly: ['Monthly', 'paid monthly'],
  annual: ['Annual', 'paid annually'],
  triennial: ['Triennial', 'paid every three years'],
  none: ['None', 'by usage'],
};

/** A term of the catalog; perpetual items have none (reference 4). */
const termWire = (price: PriceRow, policy: CancellationPolicy | undefined) => {
  const [billingCycle, words] = cycleWords[price.billingCycle];
  return {
    id: `${price.term}-${price.billingCycle}`,
    duration: price.term,
    description: `${termWords[price.term]} ${words}`,
    billingCycle,
    renewalOptions: [],
    cancellationPolicies: policy?.window
      ? [
          {
            refundOptions: [
              {
                sequenceId: 0,
                type: policy.credit === 'full' ? 'Full' : 'Partial',
                expiresAfter: policy.window,
              },
            ],
          },
        ]
      : [],
  };
};

const termsOf = (offer: NamedOffer) => {
  const timed = offer.prices.filter((price) => price.term !== '');
  const once = new Map(timed.map((price) => [`${price.term}-${price.billingCycle}`, price]));
  return [...once.values()].map((price) => termWire(price, offer.policy));
};

export const availabilityWire = (
  offer: NamedOffer,
  around: { readonly product: ProductRow; readonly sku: SkuRow; readonly offers: readonly NamedOffer[] },
  scope: LinkScope,
) => ({
  id: offer.availabilityId,
  productId: offer.productId,
  skuId: offer.skuId,
  catalogItemId: offer.catalogItemId,
  defaultCurrency: { code: offer.defaultCurrency, symbol: currencySymbol(offer.defaultCurrency) },
  segment: offer.segment,
  country: offer.market,
  isPurchasable: true,
  isRenewable: offer.prices.some((price) => price.term !== ''),
  renewalInstructions: [],
  terms: termsOf(offer),
  includedQuantityOptions: [],
  product: productWire(around.product, scope),
  sku: skuWire(around.sku, around.offers, scope),
  links: {
    self: link(
      `${scope.base}/products/${offer.productId}/skus/${offer.skuId}/availabilities/${offer.availabilityId}${scope.query}`,
    ),
  },
});
