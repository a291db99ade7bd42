import type { CartLine } from '@kontor/domain/cart/cart';
import { accepted, type Decision } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { type PlacedBuyerRow, readBuyers } from '../catalog/price-rule-store.ts';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { quoteTax, type TaxUnavailable } from './quote-tax.ts';

type Engine = Pick<Services, 'taxEngine' | 'log'>;

/** Work that happens by itself cannot be refused: it stays due, and is done once the engine answers. */
export class TaxEngineSilent extends Error {
  override readonly name = 'TaxEngineSilent';
}

/** Who buys, by customer, for asking an outside tax engine; read only where one is set. */
export const readTaxBuyers = async (
  { taxEngine }: Engine,
  { pool, scope }: { readonly pool: Pool; readonly scope: Scope },
  accountId: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, PlacedBuyerRow>> => {
  if (!taxEngine) return new Map();
  const rows = await query(pool, scope, readBuyers(accountId, [...new Set(customerIds)]));
  return new Map(rows.map((row) => [row.customer_id, row]));
};

/** Offers with the tax that an outside engine says of buying so much of them; as they are where none is set. */
export const taxOffers = async (
  services: Engine,
  offers: readonly NamedOffer[],
  want: Pick<CartLine, 'quantity' | 'term' | 'billingCycle' | 'currency'>,
  { buyer, now }: { readonly buyer: PlacedBuyerRow | undefined; readonly now: Instant },
): Promise<Decision<readonly NamedOffer[], TaxUnavailable>> => {
  if (!services.taxEngine || !buyer) return accepted(offers);
  const lines = offers.map(({ catalogItemId }, id): CartLine => ({ ...want, id, catalogItemId }));
  const byItem = new Map(offers.map((offer) => [String(offer.catalogItemId), offer]));
  const quoted = await quoteTax(services, lines, byItem, { buyer: { place: buyer, facts: buyer }, now });
  if (!quoted.accepted) return quoted;
  return accepted(
    offers.map((offer, id) => {
      const tax = quoted.value[id]?.tax;
      return tax ? { ...offer, tax } : offer;
    }),
  );
};
