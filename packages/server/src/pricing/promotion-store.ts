import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type PromotionRow = {
  readonly id: string;
  readonly name_en: string;
  readonly name_tr: string;
  readonly product_id: string;
  readonly sku_id: string | null;
  readonly market: string | null;
  readonly segment: Segment | null;
  readonly term_duration: Term | null;
  readonly discount_basis_points: number;
  readonly starts_at: Instant;
  readonly ends_at: Instant;
  readonly first_term_only: boolean;
};

const columns = `id, name_en, name_tr, product_id, sku_id, market, segment, term_duration, discount_basis_points,
  starts_at, ends_at, first_term_only`;

export const readPromotion = (id: string): Statement<PromotionRow> =>
  statement('pricing.read_promotion', `select ${columns} from kontor.promotion where id = $1`, [id]);

export const readPromotions = (page: {
  readonly productId: string | null;
  readonly after: { readonly startsAt: Instant; readonly id: string } | null;
  readonly limit: number;
}): Statement<PromotionRow> =>
  statement(
    'pricing.read_promotions',
    `select ${columns} from kontor.promotion
     where ($1::text is null or product_id = $1)
       and (starts_at, id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3, ''))
     order by starts_at desc, id desc limit $4`,
    [page.productId, page.after && new Date(page.after.startsAt), page.after?.id ?? null, page.limit],
  );

/** Those that hold at an instant in a market. */
export const readPromotionsInForce = (market: string, at: Instant): Statement<PromotionRow> =>
  statement(
    'pricing.read_promotions_in_force',
    `select ${columns} from kontor.promotion
     where (market is null or market = $1) and starts_at <= $2 and $2 < ends_at
     order by product_id, starts_at, id`,
    [market, new Date(at)],
  );

/** Whether what a promotion names exists. */
export const readPromotionNames = (names: {
  readonly productId: string;
  readonly skuId: string | null;
  readonly market: string | null;
}): Statement<{
  readonly product_known: boolean;
  readonly sku_known: boolean;
  readonly market_known: boolean;
}> =>
  statement(
    'pricing.read_promotion_names',
    `select exists (select 1 from kontor.product where id = $1) as product_known,
       $2::text is null or exists (select 1 from kontor.sku where product_id = $1 and id = $2) as sku_known,
       $3::text is null or exists (select 1 from kontor.market where code = $3) as market_known`,
    [names.productId, names.skuId, names.market],
  );

export const insertPromotion = (row: PromotionRow): Statement =>
  statement(
    'pricing.insert_promotion',
    `insert into kontor.promotion (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.id,
      row.name_en,
      row.name_tr,
      row.product_id,
      row.sku_id,
      row.market,
      row.segment,
      row.term_duration,
      row.discount_basis_points,
      new Date(row.starts_at),
      new Date(row.ends_at),
      row.first_term_only,
    ],
  );

export const endPromotionRow = (id: string, from: Instant, to: Instant): Statement =>
  statement(
    'pricing.end_promotion',
    `with ended as (update kontor.promotion set ends_at = $3 where id = $1 and ends_at = $2 returning 1)
     select kontor.expect(count(*), 1, 'promotion.changed') from ended`,
    [id, new Date(from), new Date(to)],
  );
