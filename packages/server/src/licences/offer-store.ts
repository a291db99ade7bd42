import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type LicenceOfferRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly offered: boolean;
  /** What a purchase of now is promised: the rule of the SKU's keys says it. */
  readonly activations_per_unit: number;
  readonly licence_days: number | null;
  readonly grace_days: number;
  readonly version: number;
};

const text = `select s.product_id, s.id as sku_id, p.title as product_title, s.title as sku_title,
  coalesce(o.offered, false) as offered, coalesce(s.key_activations, 1) as activations_per_unit, o.licence_days,
  coalesce(o.grace_days, 14) as grace_days, coalesce(o.version, 0) as version
from kontor.sku s join kontor.product p on p.id = s.product_id
left join kontor.sku_offline_licence o on o.product_id = s.product_id and o.sku_id = s.id`;

/** A SKU with what is set for its licence files; version 0 while nothing is. */
export const readLicenceOffer = (productId: string, skuId: string): Statement<LicenceOfferRow> => ({
  name: 'licences.read_offer',
  text: `${text} where s.product_id = $1 and s.id = $2`,
  values: [productId, skuId],
});

/** Every SKU for which something was set. */
export const listLicenceOffers = (): Statement<LicenceOfferRow> => ({
  name: 'licences.list_offers',
  text: `${text} where o.version is not null order by p.title, s.title, s.product_id, s.id`,
  values: [],
});

export type LicenceOfferSetting = {
  readonly offered: boolean;
  readonly licenceDays: number | null;
  readonly graceDays: number;
};

/** Raises when somebody else has set it since it was read. */
export const setLicenceOffer = (row: LicenceOfferRow, set: LicenceOfferSetting, at: Instant): Statement => ({
  name: 'licences.set_offer',
  text: `with o as (
    insert into kontor.sku_offline_licence as k (product_id, sku_id, offered, licence_days, grace_days, set_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (product_id, sku_id) do update set offered = $3, licence_days = $4, grace_days = $5, set_at = $6,
      version = k.version + 1
    where k.version = $7 returning 1)
  select kontor.expect(count(*), 1, 'licence_offer.changed') from o`,
  values: [
    row.product_id,
    row.sku_id,
    set.offered,
    set.licenceDays,
    set.graceDays,
    new Date(at),
    row.version,
  ],
});
