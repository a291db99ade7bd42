import type { CartLine } from '@kontor/domain/cart/cart';
import type { LineWishes, Participant } from '@kontor/domain/cart/line-wishes';
import type { PricedCart, PricedCartLine } from '@kontor/domain/cart/price-cart';
import { type BillingCycle, parseBillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Offer } from '@kontor/domain/catalog/offer';
import { parseTerm, type Term } from '@kontor/domain/catalog/term';
import { parseCatalogItemId } from '@kontor/domain/ids';
import { type Money, money, parseCurrency } from '@kontor/domain/money';
import type { CatalogItem } from '../catalog/offer-store.ts';
import { wishOf } from '../reservations/provisioning-context.ts';

/** A line as a buyer asks for it on either surface. */
export type CartLineRequest = {
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly billingCycle?: string | undefined;
  readonly term?: string | undefined;
  readonly currency?: string | undefined;
  readonly friendlyName?: string | undefined;
  readonly provisioningContext?: Readonly<Record<string, string>> | undefined;
  readonly wishes?: WrittenWishes | undefined;
};

/** What a buyer said of a line beside what it is, as they wrote it. */
export type WrittenWishes = {
  readonly participants?: readonly Participant[];
  readonly addOns?: readonly { readonly catalogItemId: string; readonly quantity: number }[];
  readonly renewsTo?: string;
  readonly promotionId?: string;
  readonly customEnd?: string;
  readonly attestationAccepted?: boolean;
};

/** A line as the cart's document keeps it; `quoted…` is the price that the buyer was shown when it was written. */
export type CartDocumentLine = {
  readonly id: number;
  readonly catalogItemId: string;
  readonly productId?: string;
  readonly skuId?: string;
  readonly availabilityId?: string;
  readonly quantity: number;
  readonly billingCycle: BillingCycle;
  readonly term: Term;
  readonly currency?: string;
  readonly friendlyName?: string;
  readonly provisioningContext?: Readonly<Record<string, string>>;
  readonly wishes?: WrittenWishes;
  readonly quotedMinor?: string;
  readonly quotedCurrency?: string;
  readonly quotedChargedMinor?: string;
  readonly quotedChargedCurrency?: string;
};

/** The well-formed catalog items among what was asked for, each once. */
export const catalogItemsOf = (lines: readonly { readonly catalogItemId: string }[]): CatalogItem[] => {
  const items = new Map<string, CatalogItem>();
  for (const { catalogItemId } of lines) {
    const item = parseCatalogItemId(catalogItemId);
    if (item) items.set(`${item.productId}:${item.skuId}:${item.availabilityId}`, item);
  }
  return [...items.values()];
};

/** The document lines of a request. A term or cycle left out is the offer's own where it has only one. */
export const documentLines = (
  requests: readonly CartLineRequest[],
  offers: ReadonlyMap<string, Offer>,
): CartDocumentLine[] => requests.map((request, id) => documentLine(request, id, offers));

const documentLine = (
  request: CartLineRequest,
  id: number,
  offers: ReadonlyMap<string, Offer>,
): CartDocumentLine => {
  const item = parseCatalogItemId(request.catalogItemId);
  const catalogItemId = item
    ? `${item.productId}:${item.skuId}:${item.availabilityId}`
    : request.catalogItemId;
  const offer = offers.get(catalogItemId);
  const term = (request.term === undefined ? undefined : parseTerm(request.term)) ?? onlyTerm(offer);
  return {
    id,
    catalogItemId,
    ...item,
    quantity: request.quantity,
    term,
    billingCycle: parseBillingCycle(request.billingCycle ?? '') ?? onlyCycle(offer, term),
    ...(request.currency === undefined ? {} : { currency: request.currency.toUpperCase() }),
    ...(request.friendlyName === undefined ? {} : { friendlyName: request.friendlyName }),
    ...(request.provisioningContext === undefined
      ? {}
      : { provisioningContext: request.provisioningContext }),
    ...(request.wishes === undefined ? {} : { wishes: request.wishes }),
  };
};

const onlyTerm = (offer: Offer | undefined): Term => {
  const [first, ...others] = new Set(offer?.prices.map((price) => price.term));
  return first !== undefined && others.length === 0 ? first : '';
};

const onlyCycle = (offer: Offer | undefined, term: Term): BillingCycle => {
  const [first, ...others] = new Set(
    offer?.prices.filter((price) => price.term === term).map((price) => price.billingCycle),
  );
  return first !== undefined && others.length === 0 ? first : 'one_time';
};

/** The document with the prices that the buyer is about to see. */
export const quoted = (lines: readonly CartDocumentLine[], priced: PricedCart): CartDocumentLine[] =>
  lines.map((line, index) => {
    const result = priced.lines[index];
    const { quotedMinor: _, quotedCurrency: __, ...others } = line;
    const { quotedChargedMinor: ___, quotedChargedCurrency: ____, ...unquoted } = others;
    return result?.status === 'priced' ? { ...unquoted, ...quoteOf(result) } : unquoted;
  });

const quoteOf = ({ unitPrice, charged }: PricedCartLine) => ({
  quotedMinor: unitPrice.minor.toString(),
  quotedCurrency: unitPrice.currency,
  ...(charged.rate && {
    quotedChargedMinor: charged.unitPrice.minor.toString(),
    quotedChargedCurrency: charged.unitPrice.currency,
  }),
});

/** A currency that is no currency code at all must not be read as "left out". */
const unknownCurrency = parseCurrency('XXX');

export const domainLine = (line: CartDocumentLine): CartLine => {
  const currency =
    line.currency === undefined ? undefined : (parseCurrency(line.currency) ?? unknownCurrency);
  const quotedUnitPrice = quotedMoney(line.quotedMinor, line.quotedCurrency);
  const quotedChargedUnitPrice = quotedMoney(line.quotedChargedMinor, line.quotedChargedCurrency);
  return {
    id: line.id,
    catalogItemId: line.catalogItemId,
    quantity: line.quantity,
    billingCycle: line.billingCycle,
    term: line.term,
    ...(currency ? { currency } : {}),
    ...(line.provisioningContext?.subscriptionId === undefined
      ? {}
      : { cloudSubscriptionId: line.provisioningContext.subscriptionId }),
    ...(line.provisioningContext === undefined ? {} : { reservation: wishOf(line.provisioningContext) }),
    ...(line.wishes === undefined ? {} : { wishes: domainWishes(line.wishes) }),
    ...(quotedUnitPrice ? { quotedUnitPrice } : {}),
    ...(quotedChargedUnitPrice ? { quotedChargedUnitPrice } : {}),
  };
};

const domainWishes = ({ addOns, renewsTo, ...wishes }: WrittenWishes): LineWishes => ({
  ...wishes,
  ...(addOns === undefined ? {} : { addOns: addOns.length }),
  ...(renewsTo === undefined ? {} : { renewsTo: parseTerm(renewsTo.toUpperCase()) ?? 'unknown' }),
});

const quotedMoney = (minor: string | undefined, text: string | undefined): Money | undefined => {
  const currency = parseCurrency(text ?? '');
  return currency && minor !== undefined ? money(BigInt(minor), currency) : undefined;
};
