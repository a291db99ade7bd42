import type { Action, ResourceType } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import { timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';

/** What an import says of itself for the installation's own log. Never a secret in here. */
export type ImportEntry = {
  readonly action: Extract<
    Action,
    | 'import_price_sheet'
    | 'import_keys'
    | 'put_artifact'
    | 'set_artifact_retention'
    | 'set_sku_keys'
    | 'set_stock_threshold'
    | 'withdraw_keys'
  >;
  readonly resourceType: Extract<ResourceType, 'price_sheet' | 'key_pool' | 'artifact' | 'settings'>;
  readonly resourceId: string;
  readonly eventType: string;
  readonly oldValue?: unknown;
  readonly newValue?: unknown;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Turns the entry into its record and its event, which commit with the import. */
export type RecordImport = (entry: ImportEntry) => readonly Statement[];

export type ImportedBy = { readonly accountId: string; readonly application: string; readonly now: Instant };

const jsonOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** Records of imports that no signed-in person makes: the command line and the demo. */
export function recordAs({ accountId, application, now }: ImportedBy): RecordImport {
  return (entry) => [
    statement(
      'activity.add_import',
      `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
         application, old_value, new_value, details)
       values ($1, $2, $3, $4, 'succeeded', $5, $6, $7, $8::jsonb, $9::jsonb, $10::jsonb)`,
      [
        accountId,
        newUuid(),
        timestamptz(now),
        entry.action,
        entry.resourceType,
        entry.resourceId,
        application,
        jsonOf(entry.oldValue),
        jsonOf(entry.newValue ?? entry.details),
        JSON.stringify(entry.details),
      ],
    ),
    statement(
      'activity.add_import_event',
      `insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
      [
        accountId,
        newUuid(),
        entry.eventType,
        entry.resourceType,
        entry.resourceId,
        timestamptz(now),
        JSON.stringify(entry.details),
      ],
    ),
  ];
}
