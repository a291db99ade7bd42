import { cartExpiry, isExpired } from '@kontor/domain/cart/cart';
import { accepted, refused } from '@kontor/domain/decision';
import type { CartId, CustomerId } from '@kontor/domain/ids';
import { type CatalogItem, type OfferRow, readOffers } from '../catalog/offer-store.ts';
import { type RuleRows, ruleStatements } from '../catalog/price-rules.ts';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { type CartLineRequest, catalogItemsOf, documentLines, quoted } from './cart-lines.ts';
import { type CartRecord, cartRecord, isAgreed, offersFrom, taxedLines } from './cart-record.ts';
import { type CartRow, insertCart, readCart, replaceCartLines } from './cart-store.ts';

export type CreateCartInput = { readonly customerId: CustomerId; readonly lines: readonly CartLineRequest[] };

/** Saves a new cart. A line that cannot be sold stays in it with its error. */
export const createCart = (ctx: RequestContext, { customerId, lines }: CreateCartInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const items = catalogItemsOf(lines);
    const read = await readAs(ctx, 'carts.write', customerId, [
      readOffers(accountId, ctx.realNow(), items),
      ...ruleStatements(accountId, ctx.realNow(), { customerId, productIds: productIdsOf(items) }),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [offerRows, ...rules] = rows;
    const empty: CartRow = {
      id: newUuid(),
      customer_id: customerId,
      status: 'active',
      version: 1,
      lines: [],
      created_at: caller.now,
      modified_at: caller.now,
      modified_by: caller.actor.userId ?? null,
      expires_at: cartExpiry(caller.now),
      order_ids: null,
    };
    const priced = await recordWith(ctx, empty, lines, { offerRows, rules, caller });
    if (!priced.accepted) return priced;
    const record = priced.value;
    const done = await act(ctx, caller, { draft: true, writes: [insertCart(accountId, record.row)] }, record);
    return done.accepted ? accepted(record) : done;
  });

export type UpdateCartInput = CreateCartInput & {
  readonly cartId: CartId;
  /** The version the caller read; left out, the latest is replaced. */
  readonly version?: number | undefined;
};

/** Replaces a cart's lines and quotes their prices anew. */
export const updateCart = (ctx: RequestContext, { customerId, cartId, lines, version }: UpdateCartInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const items = catalogItemsOf(lines);
    const read = await readAs(ctx, 'carts.write', customerId, [
      readCart(accountId, customerId, cartId),
      readOffers(accountId, ctx.realNow(), items),
      ...ruleStatements(accountId, ctx.realNow(), { customerId, productIds: productIdsOf(items) }),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], offerRows, ...rules] = rows;
    if (!row) return refused({ code: 'cart.not_found' });
    if (row.status === 'ordered') return refused({ code: 'cart.already_ordered' });
    if (isExpired({ expiresAt: row.expires_at }, caller.now))
      return refused({ code: 'cart.expired', expiresAt: row.expires_at });
    if (version !== undefined && version !== row.version) return refused({ code: 'cart.version_stale' });
    const changed = {
      ...row,
      modified_at: caller.now,
      modified_by: caller.actor.userId ?? null,
      version: row.version + 1,
    };
    const priced = await recordWith(ctx, changed, lines, { offerRows, rules, caller });
    if (!priced.accepted) return priced;
    const record = priced.value;
    const writes = [replaceCartLines(accountId, record.row, row.version)];
    const done = await act(ctx, caller, { draft: true, writes }, record);
    return done.accepted ? accepted(record) : done;
  });

const productIdsOf = (items: readonly CatalogItem[]): string[] => [
  ...new Set(items.map(({ productId }) => productId)),
];

export const buyerOf = ({ customer }: Caller) => ({
  market: customer?.market ?? '',
  region: customer?.region ?? '',
});

const recordWith = async (
  ctx: RequestContext,
  empty: CartRow,
  requests: readonly CartLineRequest[],
  read: {
    readonly offerRows: readonly OfferRow[];
    readonly rules: Readonly<RuleRows>;
    readonly caller: Caller;
  },
) => {
  const { rules, caller } = read;
  const { now } = caller;
  const place = buyerOf(caller);
  const offers = offersFrom(read.offerRows, rules, place, now);
  const row = { ...empty, lines: documentLines(requests, offers) };
  const lines = await taxedLines(ctx, row, offers, { rules, place, now });
  if (!lines.accepted) return lines;
  const record = cartRecord(row, lines.value, { offers, agreementOnRecord: isAgreed(rules), now });
  return accepted<CartRecord>({ ...record, row: { ...row, lines: quoted(row.lines, record.priced) } });
};
