import type { AccountId, EntitlementId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { LicensableRow } from './licence-store.ts';

export type ActivationRow = {
  readonly id: string;
  readonly name: string;
  readonly device_hash: Buffer;
  readonly activated_at: Instant;
  /** Null: the device itself. */
  readonly activated_by: string | null;
  readonly last_seen_at: Instant | null;
  readonly deactivated_at: Instant | null;
  readonly licence_id: string | null;
  readonly licence_expires_at: Instant | null;
};

const listText = `select a.id, a.name, a.device_hash, a.activated_at, p.email as activated_by, a.last_seen_at, a.deactivated_at,
  l.id as licence_id, l.expires_at as licence_expires_at
from kontor.licence_activation a
left join kontor.person p on p.account_id = a.account_id and p.id = a.activated_by
left join kontor.offline_licence l on l.account_id = a.account_id and l.entitlement_id = a.entitlement_id
  and l.activation_id = a.id and l.revoked_at is null
where a.account_id = $1 and a.entitlement_id = $2`;

/** Devices that hold a place of the purchase, the first ones first. */
export const readActive = (accountId: AccountId, entitlementId: EntitlementId): Statement<ActivationRow> => ({
  name: 'licences.read_active',
  text: `${listText} and a.deactivated_at is null order by a.activated_at, a.id`,
  values: [accountId, entitlementId],
});

/** All devices ever, the newest first; as many as a page may hold. */
export const readActivations = (
  accountId: AccountId,
  entitlementId: EntitlementId,
): Statement<ActivationRow> => ({
  name: 'licences.read_activations',
  text: `${listText} order by a.deactivated_at is not null, a.activated_at desc, a.id desc limit 500`,
  values: [accountId, entitlementId],
});

export type NewActivation = {
  readonly id: string;
  readonly deviceHash: Buffer;
  readonly name: string;
  readonly tokenHash: Buffer;
  readonly at: Instant;
  readonly by: string | null;
};

export const insertActivation = (of: LicensableRow, activation: NewActivation): Statement => ({
  name: 'licences.insert_activation',
  text: `with a as (
    insert into kontor.licence_activation (account_id, customer_id, entitlement_id, id, device_hash, name, token_hash,
      activated_at, activated_by, last_seen_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9::uuid is null then $8::timestamptz end) on conflict do nothing returning 1)
  select kontor.expect(count(*), 1, 'licence_activation.changed') from a`,
  values: [
    of.account_id,
    of.customer_id,
    of.entitlement_id,
    activation.id,
    activation.deviceHash,
    activation.name,
    activation.tokenHash,
    new Date(activation.at),
    activation.by,
  ],
});

/** The same device once more: it keeps its place, and the token of before is dead. */
export const repeatActivation = (accountId: AccountId, activation: NewActivation): Statement => ({
  name: 'licences.repeat_activation',
  text: `with a as (
    update kontor.licence_activation set name = $3, token_hash = $4, last_seen_at = coalesce($5::timestamptz, last_seen_at)
    where account_id = $1 and id = $2 and deactivated_at is null returning 1)
  select kontor.expect(count(*), 1, 'licence_activation.changed') from a`,
  values: [
    accountId,
    activation.id,
    activation.name,
    activation.tokenHash,
    activation.by === null ? new Date(activation.at) : null,
  ],
});

/** Raises when places were taken or given up since they were counted. After the entitlement's lock. */
export const expectActive = (
  accountId: AccountId,
  entitlementId: EntitlementId,
  count: number,
): Statement => ({
  name: 'licences.expect_active',
  text: `select kontor.expect(count(*), $3, 'licence_activation.changed') from kontor.licence_activation
    where account_id = $1 and entitlement_id = $2 and deactivated_at is null`,
  values: [accountId, entitlementId, count],
});

/** Holds the purchase whatever its state: places are counted and given up one after the other. */
export const lockEntitlement = (accountId: AccountId, entitlementId: EntitlementId): Statement => ({
  name: 'licences.lock_entitlement',
  text: 'select 1 from kontor.entitlement where account_id = $1 and id = $2 for update',
  values: [accountId, entitlementId],
});

export const deactivate = (accountId: AccountId, activationId: string, at: Instant): Statement => ({
  name: 'licences.deactivate',
  text: `with a as (
    update kontor.licence_activation set deactivated_at = $3
    where account_id = $1 and id = $2 and deactivated_at is null returning 1)
  select kontor.expect(count(*), 1, 'licence_activation.changed') from a`,
  values: [accountId, activationId, new Date(at)],
});

/** A sign of life; not more often than is worth a write. */
export const markSeen = (accountId: AccountId, activationId: string, at: Instant): Statement => ({
  name: 'licences.mark_seen',
  text: `update kontor.licence_activation set last_seen_at = $3
    where account_id = $1 and id = $2 and (last_seen_at is null or last_seen_at < $3::timestamptz - interval '5 minutes')`,
  values: [accountId, activationId, new Date(at)],
});
