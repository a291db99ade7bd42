import type { ReplacementReason } from '@kontor/domain/entitlement/replace-key';
import type { Instant } from '@kontor/domain/time';
import type { KeyTake } from '../orders/purchase-store.ts';
import type { Statement } from '../platform/db/statement.ts';

export type ReplaceableKeyRow = {
  readonly id: string;
  readonly position: number;
  readonly shown: boolean;
  readonly last_characters: string;
};

/** The key that stands at a position of a group; the SKU's default group where none is named. */
export const readKeyAt = (
  accountId: string,
  entitlementId: string,
  where: { readonly position: number; readonly keyGroup: string | null },
): Statement<ReplaceableKeyRow & { readonly key_group: string; readonly last_position: number }> => ({
  name: 'replacements.read_key',
  text: `select k.id, k.key_group, k.position, k.first_shown_at is not null as shown, k.last_characters,
      (select max(o.position) from kontor.licence_key o where o.account_id = k.account_id
        and o.entitlement_id = k.entitlement_id and o.key_group = k.key_group) as last_position
    from kontor.entitlement e
    join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
    join kontor.licence_key k on k.account_id = e.account_id and k.entitlement_id = e.id
    where e.account_id = $1 and e.id = $2 and k.position = $3 and k.revoked_at is null
      and k.key_group = coalesce($4, s.default_key_group)`,
  values: [accountId, entitlementId, where.position, where.keyGroup],
});

/** When a partner has replaced keys of the purchase; the operator's replacements count for nobody. */
export const readReplacements = (
  accountId: string,
  entitlementId: string,
): Statement<{ readonly replaced_at: Instant }> => ({
  name: 'replacements.read_made',
  text: `select replaced_at from kontor.licence_key
    where account_id = $1 and entitlement_id = $2 and replaced_at is not null and not replaced_by_operator`,
  values: [accountId, entitlementId],
});

export type RetiredKey = {
  readonly accountId: string;
  readonly id: string;
  readonly reason: ReplacementReason;
  readonly byOperator: boolean;
  readonly at: Instant;
};

/** The bad key is dead from now on, and stays on record with its last characters. */
export const retireKey = (key: RetiredKey): Statement => ({
  name: 'replacements.retire_key',
  text: `with retired as (
      update kontor.licence_key set revoked_at = $3, replaced_at = $3, replacement_reason = $4, replaced_by_operator = $5
      where account_id = $1 and id = $2 and revoked_at is null returning 1)
    select kontor.expect(count(*), 1, 'entitlement.changed') from retired`,
  values: [key.accountId, key.id, new Date(key.at), key.reason, key.byOperator],
});

/** Takes one key, or ends the transaction when there is none: nothing is revoked that cannot be replaced. */
export const takeOneOrFail = (take: KeyTake): Statement<{ readonly top: bigint }> => ({
  name: 'replacements.take_one',
  text: `with taken as materialized (select kontor.take_keys($1, $2, $3, 1, $4, $5, $6, $7, $8) as top)
    select top, kontor.expect((top is not null)::integer, 1, 'key_pool.empty')::text as checked from taken`,
  values: [
    take.productId,
    take.skuId,
    take.keyGroup,
    take.hint,
    take.accountId,
    take.customerId,
    take.entitlementId,
    new Date(take.at),
  ],
});

/** The key that came last stands where the retired one stood. */
export const placeReplacement = (
  accountId: string,
  entitlementId: string,
  place: {
    readonly keyGroup: string;
    readonly came: number;
    readonly position: number;
    readonly replaces: string;
  },
): Statement => ({
  name: 'replacements.place',
  text: `with placed as (
      update kontor.licence_key set position = $5, replaces = $6
      where account_id = $1 and entitlement_id = $2 and key_group = $3 and position = $4 and revoked_at is null
      returning 1)
    select kontor.expect(count(*), 1, 'entitlement.changed') from placed`,
  values: [accountId, entitlementId, place.keyGroup, place.came, place.position, place.replaces],
});

/** A partner's purchase as the operator finds it, with the moment on the partner's clock. */
export const readOwnerOf = (
  accountId: string,
  entitlementId: string,
): Statement<{
  readonly customer_id: string;
  readonly customer_name: string;
  readonly clock_offset_ms: bigint;
}> => ({
  name: 'replacements.read_owner',
  text: `select e.customer_id, c.name as customer_name, a.clock_offset_ms
    from kontor.entitlement e
    join kontor.account a on a.id = e.account_id
    join kontor.customer c on c.account_id = e.account_id and c.id = e.customer_id
    where e.account_id = $1 and e.id = $2`,
  values: [accountId, entitlementId],
});
