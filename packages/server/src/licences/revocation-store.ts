import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ListHead = {
  /** The number of the newest list; 0 while nothing was ever taken back. */
  readonly number: bigint;
  readonly listed_at: Instant | null;
  /** Something was taken back that no list holds yet. */
  readonly waiting: boolean;
  /** The product has, or had, licences that work offline. */
  readonly known: boolean;
};

export const readListHead = (productId: string): Statement<ListHead> => ({
  name: 'licences.read_list_head',
  text: `select coalesce(newest.listed_as, 0) as number, newest.listed_at,
      exists (select from kontor.offline_licence where product_id = $1 and revoked_at is not null and listed_as is null) as waiting,
      newest.listed_as is not null or exists (select from kontor.sku_offline_licence where product_id = $1) as known
    from (select 1) one
    left join lateral (
      select listed_as, listed_at from kontor.offline_licence where product_id = $1 and listed_as is not null
      order by listed_as desc, listed_at desc limit 1) newest on true`,
  values: [productId],
});

/** Gives what was taken back since the last look the next number; answers the newest. */
export const numberRevocations = (productId: string): Statement => ({
  name: 'licences.number_revocations',
  text: 'select kontor.number_revocations($1)',
  values: [productId],
});

/** Licences that came onto the list after a number, up to another, and are not long gone by themselves. */
export const readListed = (
  productId: string,
  { since, number }: { readonly since: bigint; readonly number: bigint },
  goneBefore: Instant,
): Statement<{ readonly id: string }> => ({
  name: 'licences.read_listed',
  text: `select id from kontor.offline_licence
    where product_id = $1 and listed_as > $2 and listed_as <= $3 and (gone_at is null or gone_at >= $4) order by id`,
  values: [productId, since, number, new Date(goneBefore)],
});

/** The number after which no more than so many entries came; 0 when that is all of them. */
export const readCarriedSince = (
  productId: string,
  number: bigint,
  most: number,
): Statement<{ readonly since: bigint }> => ({
  name: 'licences.read_carried_since',
  text: `select coalesce((select listed_as from kontor.offline_licence where product_id = $1 and listed_as <= $2
    order by listed_as desc offset $3 limit 1), 0) as since`,
  values: [productId, number, most],
});
