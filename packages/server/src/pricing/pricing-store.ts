import type { AccountId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type PricedPartnerRow = {
  readonly id: AccountId;
  readonly clock_offset_ms: bigint;
  readonly billing_currency: string | null;
};

export const readPricedPartner = (partnerId: AccountId): Statement<PricedPartnerRow> =>
  statement(
    'pricing.read_partner',
    `select id, clock_offset_ms, billing_currency from kontor.account
     where id = $1 and kind = 'partner' and deleted_at is null`,
    [partnerId],
  );

export type PartnerDiscountRow = {
  readonly id: string;
  readonly family: Family | null;
  readonly product_id: string | null;
  readonly discount_basis_points: number;
  readonly effective_from: Instant;
  readonly recorded_at: Instant;
};

export const readPartnerDiscounts = (partnerId: AccountId): Statement<PartnerDiscountRow> =>
  statement(
    'pricing.read_partner_discounts',
    `select id, family, product_id, discount_basis_points, effective_from, recorded_at from kontor.partner_discount
     where account_id = $1 order by effective_from desc, recorded_at desc, id`,
    [partnerId],
  );

export const insertPartnerDiscount = (partnerId: AccountId, row: PartnerDiscountRow): Statement =>
  statement(
    'pricing.insert_partner_discount',
    `insert into kontor.partner_discount (account_id, id, family, product_id, discount_basis_points, effective_from)
     values ($1, $2, $3, $4, $5, $6)`,
    [partnerId, row.id, row.family, row.product_id, row.discount_basis_points, new Date(row.effective_from)],
  );

export const readFamily = (productId: string | null): Statement<{ readonly family: Family }> =>
  statement('pricing.read_family', 'select family from kontor.product where id = $1', [productId]);

export const readKnownCurrencies = (codes: readonly string[]): Statement<{ readonly code: string }> =>
  statement('pricing.read_known_currencies', 'select code from kontor.currency where code = any ($1)', [
    codes,
  ]);

export type RateRow = {
  readonly from_currency: string;
  readonly to_currency: string;
  readonly rate: string;
  readonly effective_from: Instant;
  readonly source: string;
  readonly recorded_at: Instant;
  /** With all of its digits, to go on behind it. */
  readonly recorded: string;
};

export type RatePage = {
  readonly from: string | null;
  readonly to: string | null;
  readonly after: { readonly effectiveFrom: Instant; readonly recorded: string } | null;
  readonly limit: number;
};

export const readRates = (page: RatePage): Statement<RateRow> =>
  statement(
    'pricing.read_rates',
    `select from_currency, to_currency, rate::text, effective_from, source, recorded_at, recorded_at::text as recorded
     from kontor.exchange_rate
     where ($1::text is null or from_currency = $1) and ($2::text is null or to_currency = $2)
       and (effective_from, recorded_at) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::timestamptz, 'infinity'))
     order by effective_from desc, recorded_at desc limit $5`,
    [
      page.from,
      page.to,
      page.after && new Date(page.after.effectiveFrom),
      page.after?.recorded ?? null,
      page.limit,
    ],
  );

export const insertRate = (row: Omit<RateRow, 'recorded' | 'recorded_at'>): Statement =>
  statement(
    'pricing.insert_rate',
    `insert into kontor.exchange_rate (from_currency, to_currency, rate, effective_from, source)
     values ($1, $2, $3, $4, $5)`,
    [row.from_currency, row.to_currency, row.rate, new Date(row.effective_from), row.source],
  );

export const readHasLimit = (
  partnerId: AccountId,
  currency: string | null,
): Statement<{ readonly set: boolean }> =>
  statement(
    'pricing.read_has_limit',
    'select exists (select 1 from kontor.credit_limit where account_id = $1 and currency = $2) as set',
    [partnerId, currency],
  );

export const setBillingCurrency = (partnerId: AccountId, from: string | null, to: string | null): Statement =>
  statement(
    'pricing.set_billing_currency',
    `with changed as (update kontor.account set billing_currency = $3
       where id = $1 and billing_currency is not distinct from $2 returning 1)
     select kontor.expect(count(*), 1, 'partner.changed') from changed`,
    [partnerId, from, to],
  );
