import type { Instant } from '@kontor/domain/time';
import { jsonb } from '../platform/db/encode-value.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { CartDocumentLine } from './cart-lines.ts';

export type CartRow = {
  readonly id: string;
  readonly customer_id: string;
  readonly status: 'active' | 'ordered';
  readonly version: number;
  readonly lines: readonly CartDocumentLine[];
  readonly created_at: Instant;
  readonly modified_at: Instant;
  readonly modified_by: string | null;
  readonly expires_at: Instant;
  readonly order_ids: readonly string[] | null;
};

const columns =
  'id, customer_id, status, version, lines, created_at, modified_at, modified_by, expires_at, order_ids';

export const readCart = (accountId: string, customerId: string, cartId: string): Statement<CartRow> => ({
  name: 'carts.read',
  text: `select ${columns} from kontor.cart where account_id = $1 and customer_id = $2 and id = $3`,
  values: [accountId, customerId, cartId],
});

/** The cart changed last that can still be ordered; expiry is judged by the caller's clock. */
export const readCurrentCart = (
  accountId: string,
  customerId: string,
): Statement<{ readonly id: string }> => ({
  name: 'carts.read_current',
  text: `select c.id from kontor.cart c join kontor.account a on a.id = c.account_id
    where c.account_id = $1 and c.customer_id = $2 and c.status = 'active'
    order by c.modified_at desc limit 1`,
  values: [accountId, customerId],
});

export const insertCart = (accountId: string, cart: CartRow): Statement => ({
  name: 'carts.insert',
  text: `insert into kontor.cart (account_id, customer_id, id, status, version, lines, created_at, modified_at, modified_by, expires_at)
    values ($1, $2, $3, 'active', $4, $5::jsonb, $6, $7, $8, $9)`,
  values: [
    accountId,
    cart.customer_id,
    cart.id,
    cart.version,
    jsonb(cart.lines),
    new Date(cart.created_at),
    new Date(cart.modified_at),
    cart.modified_by,
    new Date(cart.expires_at),
  ],
});

export const replaceCartLines = (accountId: string, cart: CartRow, readVersion: number): Statement => ({
  name: 'carts.replace_lines',
  text: `with changed as (
      update kontor.cart set lines = $4::jsonb, modified_at = $5, modified_by = $6, version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'active' returning 1)
    select kontor.expect(count(*), 1, 'cart.changed') from changed`,
  values: [accountId, cart.id, readVersion, jsonb(cart.lines), new Date(cart.modified_at), cart.modified_by],
});

export const markCartOrdered = (
  accountId: string,
  cart: { readonly id: string; readonly version: number },
  orderedAt: Instant,
  orderIds: readonly string[],
): Statement => ({
  name: 'carts.mark_ordered',
  text: `with changed as (
      update kontor.cart set status = 'ordered', ordered_at = $4, order_ids = $5, version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'active' returning 1)
    select kontor.expect(count(*), 1, 'cart.changed') from changed`,
  values: [accountId, cart.id, cart.version, new Date(orderedAt), orderIds],
});

export type CreditLimitRow = {
  readonly currency: string;
  readonly limit_minor: bigint;
  readonly used_minor: bigint;
};

export const readCreditLimits = (accountId: string): Statement<CreditLimitRow> => ({
  name: 'carts.read_credit_limits',
  text: 'select currency, limit_minor, used_minor from kontor.credit_limit where account_id = $1',
  values: [accountId],
});

/** The guard behind the decision: two carts at once cannot both pass one limit. */
export const useCredit = (accountId: string, currency: string, minor: bigint): Statement => ({
  name: 'carts.use_credit',
  text: `with changed as (
      update kontor.credit_limit set used_minor = used_minor + $3
      where account_id = $1 and currency = $2 and used_minor + $3 <= limit_minor returning 1)
    select kontor.expect(count(*), 1, 'credit_limit.changed') from changed`,
  values: [accountId, currency, minor],
});

/** Credit given back; a limit row that an operator removed since is no reason to refuse a cancellation. */
export const releaseCredit = (accountId: string, currency: string, minor: bigint): Statement => ({
  name: 'carts.release_credit',
  text: 'update kontor.credit_limit set used_minor = used_minor - $3 where account_id = $1 and currency = $2',
  values: [accountId, currency, minor],
});

/**
 * Credit used by what no checkout guards: a renewal or a further charge of a term is never refused for it. Passing
 * the limit is told, once each time.
 */
export const useCreditUnguarded = (
  accountId: string,
  at: Instant,
  amounts: readonly { readonly currency: string; readonly minor: bigint }[],
): Statement => ({
  name: 'carts.use_credit_unguarded',
  text: `with added as (
      select currency, minor from unnest($2::text[], $3::bigint[]) as a(currency, minor)),
    changed as (
      update kontor.credit_limit c set used_minor = c.used_minor + a.minor from added a
      where c.account_id = $1 and c.currency = a.currency
      returning c.currency, c.limit_minor, c.used_minor, a.minor)
    insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
    select $1, gen_random_uuid(), 'credit_limit.exceeded', 'account', $1::text, $4, jsonb_build_object(
      'currency', currency, 'limitMinor', limit_minor::text, 'usedMinor', used_minor::text)
    from changed where used_minor > limit_minor and used_minor - minor <= limit_minor`,
  values: [
    accountId,
    amounts.map(({ currency }) => currency),
    amounts.map(({ minor }) => minor),
    new Date(at),
  ],
});
