import { accepted } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { type MarketCode, parseMarketCode } from '@kontor/domain/market/market';
import { isSoldIn } from '@kontor/domain/market/market-availability';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { readCloudSubscriptions } from '../reservations/cloud-subscription-store.ts';
import { type InventoryItem, type InventoryRow, readInventory } from './inventory-store.ts';
import { availabilityOf, readCountryAvailability } from './offer-store.ts';

type Body = z.infer<(typeof operations)['checkInventory']['body']>;

type Restriction = {
  readonly reasonCode: string;
  readonly description: string;
  readonly properties: { readonly type: string; readonly values: string };
};

export type Inventory = {
  readonly productId: string;
  readonly skuId: string;
  readonly restrictions: readonly Restriction[];
};

/** Ids that nothing can have are unknown like others. */
const itemsOf = ({ targetItems }: Body): InventoryItem[] =>
  targetItems.flatMap((item) => {
    const productId = parseProductId(item.productId);
    const skuId = item.skuId === undefined ? null : parseSkuId(item.skuId);
    return productId === undefined || skuId === undefined ? [] : [{ productId, skuId }];
  });

/** The context's members by their names in lower case: clients spell them as they like. */
const contextOf = ({ inventoryContext = {} }: Body) => {
  const members = new Map(
    Object.entries(inventoryContext).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    customer: members.get('customerid'),
    subscription: members.get('azuresubscriptionid')?.toLowerCase(),
    region: members.get('armregionname')?.toLowerCase(),
  };
};

type Around = {
  readonly market: MarketCode;
  readonly isSold: (row: InventoryRow) => boolean;
  /** Undefined where no subscription was named. */
  readonly registered: boolean | undefined;
  readonly region: string | undefined;
};

const restrictionsOf = (row: InventoryRow, around: Around): Restriction[] => {
  const { market, registered, region } = around;
  const found: Restriction[] = [];
  if (!row.offered || !around.isSold(row))
    found.push({
      reasonCode: 'NotAvailableForMarket',
      description: `The item is not sold in market ${market}. Choose another, or a customer of another market.`,
      properties: { type: 'Market', values: market },
    });
  if (row.region !== null && region !== undefined && row.region.toLowerCase() !== region)
    found.push({
      reasonCode: 'NotAvailableForSubscription',
      description: `The item is of region ${row.region}. Choose the SKU of region ${region}.`,
      properties: { type: 'Location', values: region },
    });
  if (row.needs_cloud_subscription && registered === false)
    found.push({
      reasonCode: 'NotAvailableForSubscription',
      description: 'The cloud subscription is not registered for this customer. Register it first.',
      properties: { type: 'Subscription', values: 'NotRegistered' },
    });
  if (!row.in_stock)
    found.push({
      reasonCode: 'OutOfStock',
      description: 'No key is in stock. What is ordered now waits for the next that arrive.',
      properties: { type: 'Key', values: '0' },
    });
  return found;
};

const check = async (
  ctx: RequestContext,
  { query: asked, body }: WireInput<(typeof operations)['checkInventory']>,
) => {
  const context = contextOf(body);
  const customerId = context.customer === undefined ? undefined : customerIdFrom(context.customer);
  const read = await readAs(ctx, 'catalog.read', customerId, [
    ...(customerId === undefined ? [] : [readCloudSubscriptions(ctx.principal.accountId, customerId)]),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const market = parseMarketCode(asked.country ?? caller.customer?.market ?? '');
  if (!market)
    return invalid([{ path: 'country', message: 'is required: the two letters of a market, such as US' }]);
  // Stock is the installation's own; no tenant sees a pool.
  const [found, sold] = await Promise.all([
    query(ctx.pools.system, noTenant, readInventory(itemsOf(body), market)),
    query(ctx.pools.system, noTenant, readCountryAvailability(market)),
  ]);
  const around: Around = {
    market,
    isSold: ({ family }) => isSoldIn(sold.map(availabilityOf), { family, market }, caller.now),
    registered:
      context.subscription === undefined || customerId === undefined
        ? undefined
        : (rows[0] ?? []).some(({ id, status }) => id === context.subscription && status === 'registered'),
    region: context.region,
  };
  return accepted(
    found.map(
      (row): Inventory => ({
        productId: row.product_id,
        skuId: row.sku_id,
        restrictions: restrictionsOf(row, around),
      }),
    ),
  );
};

export const registerInventoryWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.checkInventory, {
    run: check,
    // A bare array, as the service has it.
    view: (found) =>
      found.map(({ restrictions, ...item }) => ({
        ...item,
        isRestricted: restrictions.length > 0,
        restrictions,
      })),
  });
};
