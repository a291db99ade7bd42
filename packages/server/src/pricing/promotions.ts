import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import { accepted, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { parseMarketCode } from '@kontor/domain/market/market';
import { formatInstant, type Instant, instant, parseInstant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { randomHex } from '../platform/new-id.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import {
  endPromotionRow,
  insertPromotion,
  type PromotionRow,
  readPromotion,
  readPromotionNames,
  readPromotions,
} from './promotion-store.ts';

export type PromotionBody = {
  readonly nameEn: string;
  readonly nameTr: string;
  readonly productId: string;
  readonly skuId?: string | undefined;
  readonly market?: string | undefined;
  readonly segment?: Segment | undefined;
  readonly termDuration?: Term | undefined;
  readonly discountBasisPoints: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly firstTermOnly?: boolean | undefined;
};

/** A promotion and the moment at which it is looked at. */
export type SeenPromotion = { readonly row: PromotionRow; readonly now: Instant };

/** A lower price of a product for a while. */
export const createPromotion = async (ctx: RequestContext, body: PromotionBody) => {
  // What cannot be an id or a code is looked for as it is, and not found.
  const names = {
    productId: parseProductId(body.productId) ?? body.productId,
    skuId: body.skuId === undefined ? null : (parseSkuId(body.skuId) ?? body.skuId),
    market: body.market === undefined ? null : (parseMarketCode(body.market) ?? body.market),
  };
  const read = await readAs(ctx, 'prices.manage', undefined, [readPromotionNames(names)]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[known]] = rows;
  const startsAt = effectiveFrom(body.startsAt, ctx.realNow());
  const endsAt = parseInstant(body.endsAt);
  const errors: FieldError[] = [];
  if (!known?.product_known) errors.push({ path: 'productId', message: 'must be a product of the catalog' });
  else if (!known.sku_known) errors.push({ path: 'skuId', message: 'must be a SKU of the product' });
  if (!known?.market_known)
    errors.push({ path: 'market', message: 'must be the code of a market, such as TR' });
  if (typeof startsAt === 'object') errors.push({ path: 'startsAt', message: startsAt.message });
  if (endsAt === undefined)
    errors.push({ path: 'endsAt', message: 'must be an instant, such as 2027-01-01T00:00:00Z' });
  else if (typeof startsAt !== 'object' && endsAt <= startsAt)
    errors.push({ path: 'endsAt', message: 'must lie after startsAt' });
  if (errors.length > 0 || typeof startsAt === 'object' || endsAt === undefined) return invalid(errors);
  const row: PromotionRow = {
    id: randomHex(12).toUpperCase(),
    name_en: body.nameEn,
    name_tr: body.nameTr,
    product_id: names.productId,
    sku_id: names.skuId,
    market: names.market,
    segment: body.segment ?? null,
    term_duration: body.termDuration ?? null,
    discount_basis_points: body.discountBasisPoints,
    starts_at: startsAt,
    ends_at: endsAt,
    first_term_only: body.firstTermOnly ?? true,
  };
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertPromotion(row)],
      activity: [
        { action: 'create_promotion', resourceId: row.id, newValue: factsOf(row), details: factsOf(row) },
      ],
      events: [eventOf('promotion.created', row)],
    },
    { row, now: caller.now } satisfies SeenPromotion,
  );
  return done.accepted ? accepted<SeenPromotion>(done.value.value) : done;
};

/** From now on it lowers nothing; one that has not begun never holds. Ending it twice is ending it once. */
export const endPromotion = (ctx: RequestContext, promotionId: string) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'prices.manage', undefined, [readPromotion(promotionId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    const { now } = caller;
    if (!row) return refused({ code: 'promotion.not_found' });
    if (row.ends_at <= Math.max(now, row.starts_at)) return accepted<SeenPromotion>({ row, now });
    const ended = { ...row, ends_at: instant(Math.max(now, row.starts_at)) };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [endPromotionRow(row.id, row.ends_at, ended.ends_at)],
        activity: [
          {
            action: 'end_promotion',
            resourceId: row.id,
            oldValue: factsOf(row),
            newValue: factsOf(ended),
            details: factsOf(ended),
          },
        ],
        events: [eventOf('promotion.ended', ended)],
      },
      { row: ended, now } satisfies SeenPromotion,
    );
    return done.accepted ? accepted<SeenPromotion>(done.value.value) : done;
  });

export const listPromotions = async (ctx: RequestContext, page: Parameters<typeof readPromotions>[0]) => {
  const read = await readAs(ctx, 'prices.manage', undefined, [
    readPromotions({ ...page, limit: page.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  return accepted({ rows: read.value.rows[0], limit: page.limit, now: read.value.caller.now });
};

const factsOf = (row: PromotionRow) => ({
  nameEn: row.name_en,
  nameTr: row.name_tr,
  productId: row.product_id,
  ...(row.sku_id === null ? {} : { skuId: row.sku_id }),
  ...(row.market === null ? {} : { market: row.market }),
  ...(row.segment === null ? {} : { segment: row.segment }),
  ...(row.term_duration === null ? {} : { termDuration: row.term_duration }),
  discountBasisPoints: row.discount_basis_points,
  startsAt: formatInstant(row.starts_at),
  endsAt: formatInstant(row.ends_at),
  firstTermOnly: row.first_term_only,
});

const eventOf = (type: string, row: PromotionRow) => ({
  type,
  aggregateType: 'promotion',
  aggregateId: row.id,
  data: factsOf(row),
});
