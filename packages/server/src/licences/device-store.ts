import { type Action, resourceOfAction } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { LicensableRow } from './licence-store.ts';

/** Everything one request of a device is decided by. */
export type FoundLicence = LicensableRow & {
  readonly clock_offset_ms: bigint;
  readonly sandbox: boolean;
  /** Null, like the two below, when it was found by a key. */
  readonly licence_id: string | null;
  readonly edition: number | null;
  readonly licence_revoked_at: Instant | null;
  /** Null, like the four below, for a licence of the whole purchase. */
  readonly activation_id: string | null;
  readonly activation_name: string | null;
  readonly device_hash: Buffer | null;
  readonly token_hash: Buffer | null;
  readonly deactivated_at: Instant | null;
};

/** By the id of a licence, or by the keyed hashes of a key as it may be spelled. */
export const findLicence = (
  licenceId: string | null,
  keyHashes: readonly Buffer[],
): Statement<FoundLicence> => ({
  name: 'licences.find',
  text: 'select * from kontor.find_licence($1, $2)',
  values: [licenceId, keyHashes],
});

/** What the log shows in the place of a person. */
const deviceItself = 'Licensed device';

export type DeviceRecord = {
  readonly action: Action;
  readonly at: Instant;
  readonly address: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Puts an act of a device on record: who sat at it is not known. */
export const recordOfDevice = (row: LicensableRow, record: DeviceRecord): Statement => ({
  name: 'licences.record_device',
  text: `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
      customer_name, application, address, request_id, correlation_id, details)
    values ($1, $2, $3, $4, 'succeeded', $5, $6, $7, $8, $9, $10, $11, $11, $12::jsonb)`,
  values: [
    row.account_id,
    newUuid(),
    new Date(record.at),
    record.action,
    resourceOfAction[record.action],
    row.entitlement_id,
    row.customer_id,
    row.customer_name,
    deviceItself,
    record.address,
    record.requestId,
    JSON.stringify(record.details),
  ],
});
