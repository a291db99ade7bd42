import { isExpired } from '@kontor/domain/cart/cart';
import { accepted, refused } from '@kontor/domain/decision';
import type { CartId, CustomerId } from '@kontor/domain/ids';
import { parseCartId } from '@kontor/domain/ids';
import { readCartOffers } from '../catalog/offer-store.ts';
import { ruleStatements } from '../catalog/price-rules.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { cartRecord, isAgreed, offersFrom, taxedLines } from './cart-record.ts';
import { readCart as readCartRow, readCurrentCart } from './cart-store.ts';
import { buyerOf } from './write-cart.ts';

/** A cart priced as of now. */
export const readCart = async (
  ctx: RequestContext,
  { customerId, cartId }: { readonly customerId: CustomerId; readonly cartId: CartId },
) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'carts.write', customerId, [
    readCartRow(accountId, customerId, cartId),
    readCartOffers(accountId, ctx.realNow(), cartId),
    ...ruleStatements(accountId, ctx.realNow(), { customerId, cartId }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], offerRows, ...rules] = rows;
  if (!row) return refused({ code: 'cart.not_found' });
  const place = buyerOf(caller);
  const offers = offersFrom(offerRows, rules, place, caller.now);
  const lines = await taxedLines(ctx, row, offers, { rules, place, now: caller.now });
  if (!lines.accepted) return lines;
  const around = { offers, agreementOnRecord: isAgreed(rules), now: caller.now };
  return accepted(cartRecord(row, lines.value, around));
};

/** The open cart of a customer, or null: a browser that was closed finds it again. */
export const readOpenCart = async (ctx: RequestContext, customerId: CustomerId) => {
  const read = await readAs(ctx, 'carts.write', customerId, [
    readCurrentCart(ctx.principal.accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const cartId = parseCartId(read.value.rows[0][0]?.id ?? '');
  if (!cartId) return accepted(null);
  const cart = await readCart(ctx, { customerId, cartId });
  if (!cart.accepted) return cart;
  const { row, now } = cart.value;
  return accepted(
    row.status === 'active' && !isExpired({ expiresAt: row.expires_at }, now) ? cart.value : null,
  );
};
