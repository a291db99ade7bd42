import { accepted, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId, parseProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { formatInstant, instant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { newUuid } from '../platform/new-id.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import {
  insertPartnerDiscount,
  type PartnerDiscountRow,
  type PricedPartnerRow,
  readFamily,
  readPartnerDiscounts,
  readPricedPartner,
} from './pricing-store.ts';

export type DiscountBody = {
  readonly family?: Family | undefined;
  readonly productId?: string | undefined;
  readonly discountBasisPoints: number;
  readonly effectiveFrom: string;
};

/** A partner by the id that an operator names, read with the system's role: it is another account than the caller's. */
export const findPartner = async <R>(
  ctx: RequestContext,
  partnerId: string,
  more: (partnerId: AccountId) => Statement<R>,
) => {
  const id = parseAccountId(partnerId);
  const read = await readAs(ctx, 'prices.manage', undefined, []);
  if (!read.accepted) return read;
  if (!id) return refused({ code: 'partner.not_found' });
  const [[partner], others] = await readBatch(ctx.pools.system, noTenant, [readPricedPartner(id), more(id)]);
  return partner
    ? accepted({ caller: read.value.caller, partner, others })
    : refused({ code: 'partner.not_found' });
};

/** Whose log shows it too, by their own clock. */
export const concernedBy = (caller: Caller, { id, clock_offset_ms }: PricedPartnerRow) => ({
  accountId: id,
  now: instant(caller.now + Number(clock_offset_ms)),
});

/** What a partner pays less from an instant on. */
export const createPartnerDiscount = async (ctx: RequestContext, partnerId: string, body: DiscountBody) => {
  const productId = body.productId === undefined ? null : (parseProductId(body.productId) ?? body.productId);
  const found = await findPartner(ctx, partnerId, () => readFamily(productId));
  if (!found.accepted) return found;
  const { caller, partner, others } = found.value;
  const [product] = others;
  const from = effectiveFrom(body.effectiveFrom, ctx.realNow());
  const errors: FieldError[] = [];
  if (productId !== null && !product)
    errors.push({ path: 'productId', message: 'must be a product of the catalog' });
  else if (product && body.family !== undefined && product.family !== body.family)
    errors.push({ path: 'family', message: `must be ${product.family}, the product’s, or left out` });
  if (typeof from === 'object') errors.push({ path: 'effectiveFrom', message: from.message });
  if (errors.length > 0 || typeof from === 'object') return invalid(errors);
  const row: PartnerDiscountRow = {
    id: newUuid(),
    family: body.family ?? null,
    product_id: productId,
    discount_basis_points: body.discountBasisPoints,
    effective_from: from,
    recorded_at: ctx.realNow(),
  };
  const details = {
    discountId: row.id,
    ...(row.family === null ? {} : { family: row.family }),
    ...(row.product_id === null ? {} : { productId: row.product_id }),
    discountBasisPoints: row.discount_basis_points,
    effectiveFrom: formatInstant(from),
  };
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertPartnerDiscount(partner.id, row)],
      activity: [{ action: 'set_partner_discount', resourceId: partner.id, newValue: details, details }],
      events: [
        {
          type: 'partner.discount_set',
          aggregateType: 'partner',
          aggregateId: partner.id,
          data: details,
        },
      ],
    },
    row,
    concernedBy(caller, partner),
  );
  return done.accepted ? accepted(done.value.value) : done;
};

export const listPartnerDiscounts = async (ctx: RequestContext, partnerId: string) => {
  const found = await findPartner(ctx, partnerId, readPartnerDiscounts);
  return found.accepted ? accepted<readonly PartnerDiscountRow[]>(found.value.others) : found;
};
