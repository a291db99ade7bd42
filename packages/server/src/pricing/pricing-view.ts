import type { exchangeRate, partnerDiscount, promotion } from '@kontor/contract/pricing';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { SetRate } from './exchange-rates.ts';
import type { PartnerDiscountRow } from './pricing-store.ts';
import type { SeenPromotion } from './promotions.ts';

export const promotionView = ({ row, now }: SeenPromotion): z.infer<typeof promotion> => ({
  id: row.id,
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
  standing: standingOf({ row, now }),
});

const standingOf = ({ row, now }: SeenPromotion): 'in_force' | 'upcoming' | 'ended' => {
  if (row.ends_at <= Math.max(now, row.starts_at)) return 'ended';
  return row.starts_at <= now ? 'in_force' : 'upcoming';
};

export const partnerDiscountView = (row: PartnerDiscountRow): z.infer<typeof partnerDiscount> => ({
  id: row.id,
  ...(row.family === null ? {} : { family: row.family }),
  ...(row.product_id === null ? {} : { productId: row.product_id }),
  discountBasisPoints: row.discount_basis_points,
  effectiveFrom: formatInstant(row.effective_from),
  recordedAt: formatInstant(row.recorded_at),
});

export const exchangeRateView = (row: SetRate): z.infer<typeof exchangeRate> => ({
  from: row.from_currency,
  to: row.to_currency,
  rate: row.rate,
  effectiveFrom: formatInstant(row.effective_from),
  source: row.source,
  recordedAt: formatInstant(row.recorded_at),
});
