import { type Action, resourceOfAction } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import { timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';

/** Who changes the vault's keys, for the installation's own log. */
export type KeyKeeper = { readonly accountId: string; readonly application: string };

export type KeyRecord = {
  readonly action: Extract<Action, 'rotate_data_key' | 'change_master_key' | 'rotate_activity_key'>;
  /** Which data key or key of the log, or of the master key that wraps them all. */
  readonly resourceId: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Commits with the change itself. Numbers and steps only, never a key, wrapped or not. */
export const addKeyRecord = (by: KeyKeeper, record: KeyRecord, now: Instant): Statement =>
  statement(
    'keys.add_record',
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
       application, details)
     values ($1, $2, $3, $4, 'succeeded', $5, $6, $7, $8::jsonb)`,
    [
      by.accountId,
      newUuid(),
      timestamptz(now),
      record.action,
      resourceOfAction[record.action],
      record.resourceId,
      by.application,
      JSON.stringify(record.details),
    ],
  );
