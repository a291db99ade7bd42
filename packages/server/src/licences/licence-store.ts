import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { AccountId, CustomerId, EntitlementId } from '@kontor/domain/ids';
import type { LicenceOffer } from '@kontor/domain/licence/issue-licence';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A purchase with what its SKU says of offline licences. */
export type LicensableRow = {
  readonly account_id: AccountId;
  readonly customer_id: CustomerId;
  readonly customer_name: string;
  readonly entitlement_id: EntitlementId;
  readonly order_id: string;
  readonly line_number: number;
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly entitlement_status: EntitlementStatus;
  readonly entitlement_expires_at: Instant | null;
  readonly entitlement_version: number;
  readonly quantity: number;
  readonly offered: boolean;
  readonly activations_per_unit: number;
  readonly licence_days: number | null;
  readonly grace_days: number;
};

export const readLicensable = (
  accountId: AccountId,
  customerId: CustomerId | null,
  entitlementId: EntitlementId,
): Statement<LicensableRow> => ({
  name: 'licences.read_licensable',
  text: `select e.account_id, e.customer_id, c.name as customer_name, e.id as entitlement_id, e.order_id, e.line_number,
      e.product_id, e.sku_id, p.title as product_title, s.title as sku_title, e.status as entitlement_status,
      e.expires_at as entitlement_expires_at, e.version as entitlement_version, e.quantity,
      coalesce(o.offered, false) as offered, coalesce(e.key_activations, 1) as activations_per_unit,
      o.licence_days, coalesce(o.grace_days, 0) as grace_days
    from kontor.entitlement e
    join kontor.customer c on c.account_id = e.account_id and c.id = e.customer_id
    join kontor.product p on p.id = e.product_id
    join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
    left join kontor.sku_offline_licence o on o.product_id = e.product_id and o.sku_id = e.sku_id
    where e.account_id = $1 and e.customer_id = $2 and e.id = $3`,
  values: [accountId, customerId, entitlementId],
});

export const offerOf = (row: LicensableRow): LicenceOffer | null =>
  row.offered
    ? {
        activationsPerUnit: row.activations_per_unit,
        licenceDays: row.licence_days,
        graceDays: row.grace_days,
      }
    : null;

export const entitlementOf = (row: LicensableRow) => ({
  status: row.entitlement_status,
  expiresAt: row.entitlement_expires_at,
});

/** A licence that holds, under whose id the next file is signed. */
export type CurrentLicence = {
  readonly id: string;
  readonly activation_id: string | null;
  readonly edition: number;
  readonly quantity: number;
  readonly issued_at: Instant;
  readonly expires_at: Instant | null;
};

export const readCurrentLicences = (
  accountId: AccountId,
  entitlementId: EntitlementId,
): Statement<CurrentLicence> => ({
  name: 'licences.read_current',
  text: `select id, activation_id, edition, quantity, issued_at, expires_at from kontor.offline_licence
    where account_id = $1 and entitlement_id = $2 and revoked_at is null`,
  values: [accountId, entitlementId],
});

export type SignedLicence = {
  readonly id: string;
  readonly activationId: string | null;
  readonly edition: number;
  readonly kid: string;
  readonly quantity: number;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
  readonly goneAt: Instant | null;
};

/** Raises when another one was signed meanwhile. */
export const insertLicence = (of: LicensableRow, licence: SignedLicence): Statement => ({
  name: 'licences.insert',
  text: `with l as (
    insert into kontor.offline_licence (account_id, customer_id, entitlement_id, product_id, sku_id, id, activation_id,
      edition, kid, quantity, issued_at, expires_at, gone_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing returning 1)
  select kontor.expect(count(*), 1, 'licence.changed') from l`,
  values: [of.account_id, of.customer_id, of.entitlement_id, of.product_id, of.sku_id, ...valuesOf(licence)],
});

const valuesOf = (licence: SignedLicence) => [
  licence.id,
  licence.activationId,
  licence.edition,
  licence.kid,
  licence.quantity,
  new Date(licence.issuedAt),
  licence.expiresAt === null ? null : new Date(licence.expiresAt),
  licence.goneAt === null ? null : new Date(licence.goneAt),
];

/** The next file of a licence; files of before may last longer. Raises when another one was signed meanwhile. */
export const reissueLicence = (accountId: AccountId, licence: SignedLicence): Statement => ({
  name: 'licences.reissue',
  text: `with l as (
    update kontor.offline_licence set edition = $4, kid = $5, quantity = $6, issued_at = $7, expires_at = $8,
      gone_at = case when gone_at is null or $9::timestamptz is null then null else greatest(gone_at, $9::timestamptz) end
    where account_id = $1 and id = $2 and activation_id is not distinct from $3 and edition = $4 - 1 and revoked_at is null
    returning 1)
  select kontor.expect(count(*), 1, 'licence.changed') from l`,
  values: [accountId, ...valuesOf(licence)],
});

/** Takes licences back: they come onto the list with the next read of it. */
export const revokeLicences = (
  accountId: AccountId,
  ids: readonly string[],
  because: 'replaced' | 'deactivated',
  at: Instant,
): Statement => ({
  name: 'licences.revoke',
  text: `with l as (
    update kontor.offline_licence set revoked_at = $4, revoked_because = $3
    where account_id = $1 and id = any ($2::uuid[]) and revoked_at is null returning 1)
  select kontor.expect(count(*), cardinality($2::uuid[]), 'licence.changed') from l`,
  values: [accountId, ids, because, new Date(at)],
});
