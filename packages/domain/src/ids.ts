type Branded<Name extends string> = string & { readonly __brand: Name };

export type AccountId = Branded<'AccountId'>;
export type CustomerId = Branded<'CustomerId'>;
export type UserId = Branded<'UserId'>;
export type CartId = Branded<'CartId'>;
export type OrderId = Branded<'OrderId'>;
export type EntitlementId = Branded<'EntitlementId'>;
export type SubscriptionId = Branded<'SubscriptionId'>;
export type ChargeId = Branded<'ChargeId'>;
export type PolicyId = Branded<'PolicyId'>;
export type ActivityId = Branded<'ActivityId'>;
export type LinkId = Branded<'LinkId'>;
export type ReservationId = Branded<'ReservationId'>;
export type CloudSubscriptionId = Branded<'CloudSubscriptionId'>;

/** Twelve letters or digits, upper case: "DG7GMGF0FKZV" (reference 4). */
export type ProductId = Branded<'ProductId'>;
/** Four letters or digits, upper case: "0001" (reference 4). */
export type SkuId = Branded<'SkuId'>;
/** Twelve letters or digits, upper case; changes with every price sheet (reference 4). */
export type AvailabilityId = Branded<'AvailabilityId'>;
/** product:sku:availability (reference 4). */
export type CatalogItemId = Branded<'CatalogItemId'>;
/** An offer of the old kind: a uuid or "MS-AZR-0145P" (reference 4.2). */
export type LegacyOfferId = Branded<'LegacyOfferId'>;

export type CatalogItemParts = {
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly availabilityId: AvailabilityId;
};

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// Each cast below rests on the pattern tested just before it.
function uuid<Id extends string>(text: string): Id | undefined {
  return uuidPattern.test(text) ? (text.toLowerCase() as Id) : undefined;
}

function upper<Id extends string>(text: string, pattern: RegExp): Id | undefined {
  return pattern.test(text) ? (text.toUpperCase() as Id) : undefined;
}

export const parseAccountId = (text: string) => uuid<AccountId>(text);
export const parseCustomerId = (text: string) => uuid<CustomerId>(text);
export const parseUserId = (text: string) => uuid<UserId>(text);
export const parseCartId = (text: string) => uuid<CartId>(text);
export const parseEntitlementId = (text: string) => uuid<EntitlementId>(text);
export const parseSubscriptionId = (text: string) => uuid<SubscriptionId>(text);
export const parseChargeId = (text: string) => uuid<ChargeId>(text);
export const parsePolicyId = (text: string) => uuid<PolicyId>(text);
export const parseActivityId = (text: string) => uuid<ActivityId>(text);
export const parseLinkId = (text: string) => uuid<LinkId>(text);
export const parseReservationId = (text: string) => uuid<ReservationId>(text);
export const parseCloudSubscriptionId = (text: string) => uuid<CloudSubscriptionId>(text);

export const parseProductId = (text: string) => upper<ProductId>(text, /^[0-9A-Za-z]{12}$/);
export const parseSkuId = (text: string) => upper<SkuId>(text, /^[0-9A-Za-z]{4}$/);
export const parseAvailabilityId = (text: string) => upper<AvailabilityId>(text, /^[0-9A-Za-z]{12}$/);

/** 32 characters that end in "1" (reference 6). */
export function parseOrderId(text: string): OrderId | undefined {
  return /^[0-9a-z]{31}1$/i.test(text) ? (text.toLowerCase() as OrderId) : undefined;
}

export function parseLegacyOfferId(text: string): LegacyOfferId | undefined {
  return uuid<LegacyOfferId>(text) ?? upper<LegacyOfferId>(text, /^MS-AZR-[0-9A-Z]{4,8}$/i);
}

export function catalogItemId(product: ProductId, sku: SkuId, availability: AvailabilityId): CatalogItemId {
  return `${product}:${sku}:${availability}` as CatalogItemId; // built from three parsed parts
}

export function parseCatalogItemId(text: string): CatalogItemParts | undefined {
  const parts = text.split(':');
  if (parts.length !== 3) return undefined;
  const [product = '', sku = '', availability = ''] = parts;
  const productId = parseProductId(product);
  const skuId = parseSkuId(sku);
  const availabilityId = parseAvailabilityId(availability);
  return productId && skuId && availabilityId ? { productId, skuId, availabilityId } : undefined;
}
