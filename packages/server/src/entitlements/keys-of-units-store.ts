import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/**
 * Where a unit has a key: what was added to the quantity is taken from each pool that the purchase has keys of. A pool
 * that is short gives none, and keys of our own making are made at the next look, which takes whatever is missing.
 */
export const takeForAddedUnits = (
  accountId: string,
  entitlementId: string,
  added: number,
  at: Instant,
): Statement => ({
  name: 'entitlements.take_for_units',
  text: `select kontor.take_keys(e.product_id, e.sku_id, g.key_group, $3, 0, e.account_id, e.customer_id, e.id, $4)
    from kontor.entitlement e
    join kontor.account a on a.id = e.account_id and not a.sandbox
    cross join lateral (select distinct k.key_group from kontor.licence_key k
      where k.account_id = e.account_id and k.entitlement_id = e.id and k.revoked_at is null) g
    where e.account_id = $1 and e.id = $2 and e.key_rule = 'per_unit' and e.key_source = 'pool' and e.status = 'active'`,
  values: [accountId, entitlementId, added, new Date(at)],
});

/**
 * Where a unit has a key: keys beyond the quantity that is left die. What was shown stays before what was not, older
 * before newer, as `keysThatStay` of the domain says; under every other rule a part that is cancelled takes no key.
 */
export const revokeSurplusKeys = (
  accountId: string,
  entitlementIds: readonly string[],
  at: Date,
): Statement => ({
  name: 'entitlements.revoke_surplus',
  text: `with ranked as (
      select k.id, e.keys_wanted, row_number() over (
        partition by k.entitlement_id, k.key_group order by (k.first_shown_at is null), k.position) as rank
      from kontor.entitlement e
      join kontor.licence_key k on k.account_id = e.account_id and k.entitlement_id = e.id and k.revoked_at is null
      where e.account_id = $1 and e.id = any ($2) and e.key_rule = 'per_unit')
    update kontor.licence_key k set revoked_at = $3 from ranked
    where k.id = ranked.id and ranked.rank > ranked.keys_wanted`,
  values: [accountId, entitlementIds, at],
});
