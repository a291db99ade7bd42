import type { ActivityRecord } from '@kontor/domain/activity/leaf';
import type { Json } from '@kontor/domain/activity/personal';
import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { PlacedLeaf } from './leaf-of.ts';

type PendingRow = {
  readonly account_id: string;
  readonly id: string;
  readonly at: Instant;
  readonly recorded_at: Instant;
  readonly action: string;
  readonly outcome: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly client_id: string | null;
  readonly application: string | null;
  readonly roles: string[];
  readonly address: string;
  readonly request_id: string;
  readonly correlation_id: string;
  readonly old_value: Json;
  readonly new_value: Json;
  readonly details: Json;
};

const pending = (
  condition: string,
): string => `select account_id, id, at, recorded_at, action, outcome, resource_type, resource_id, customer_id, customer_name,
    person_id, person_name, client_id, application, roles, address, request_id, correlation_id, old_value, new_value, details
  from kontor.activity_pending ${condition} order by recorded_at, id limit $1`;

/** Records that have no number yet, in the order in which they were written down. */
export const readPending = (limit: number): Statement<PendingRow> => ({
  name: 'sequence.read_pending',
  text: pending(''),
  values: [limit],
});

/** Those among them that were written down in the last seconds. */
export const readRecentPending = (limit: number, seconds: number): Statement<PendingRow> => ({
  name: 'sequence.read_recent_pending',
  text: pending('where recorded_at > now() - make_interval(secs => $2)'),
  values: [limit, seconds],
});

export const recordOf = (row: PendingRow): ActivityRecord => ({
  accountId: row.account_id,
  id: row.id,
  at: row.at,
  recordedAt: row.recorded_at,
  action: row.action,
  outcome: row.outcome,
  resourceType: row.resource_type,
  resourceId: row.resource_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  personId: row.person_id,
  personName: row.person_name,
  clientId: row.client_id,
  application: row.application,
  roles: row.roles,
  address: row.address,
  requestId: row.request_id,
  correlationId: row.correlation_id,
  oldValue: row.old_value,
  newValue: row.new_value,
  details: row.details,
});

/** The account of the installation itself, to which the tree over all accounts belongs. */
export const readInstallation = (): Statement<{ readonly id: string }> => ({
  name: 'sequence.read_installation',
  text: `select id from kontor.account where kind = 'installation' order by created_at limit 1`,
  values: [],
});

/** Where a record came before anything else that needs it. */
export const addInstallation = (id: string): Statement => ({
  name: 'sequence.add_installation',
  text: `insert into kontor.account (id, kind, name, country, domain)
    select $1, 'installation', 'Kontor', 'DE', 'kontor.example'
    where not exists (select from kontor.account where kind = 'installation')`,
  values: [id],
});

export type SubjectKey = { readonly accountId: string; readonly id: string };
export type SubjectRow = {
  readonly account_id: string;
  readonly id: string;
  readonly salt: Buffer | null;
};

/** A salt for everybody who has none yet. */
export const addSubjects = (subjects: readonly SubjectKey[], salts: readonly Buffer[]): Statement =>
  insertMany(
    {
      name: 'sequence.add_subjects',
      table: 'kontor.activity_subject',
      columns: [
        { name: 'account_id', type: 'uuid' },
        { name: 'id', type: 'uuid' },
        { name: 'salt', type: 'bytea' },
      ],
      suffix: 'on conflict (account_id, id) do nothing',
    },
    subjects.map(({ accountId, id }, index) => [accountId, id, salts[index]]),
  );

export const readSubjects = (subjects: readonly SubjectKey[]): Statement<SubjectRow> => ({
  name: 'sequence.read_subjects',
  text: `select s.account_id, s.id, s.salt from unnest($1::uuid[], $2::uuid[]) as n (account_id, id)
    join kontor.activity_subject s on s.account_id = n.account_id and s.id = n.id`,
  values: [subjects.map(({ accountId }) => accountId), subjects.map(({ id }) => id)],
});

/** Whoever is being forgotten waits until this transaction is over, and the other way round. */
export const holdForgetting = (): Statement => ({
  name: 'sequence.hold_forgetting',
  text: 'select pg_advisory_xact_lock_shared(7236541009)',
  values: [],
});

/** Raises when somebody whose words are about to be kept was forgotten since their salt was read. */
export const expectRemembered = (subjects: readonly SubjectKey[]): Statement => ({
  name: 'sequence.expect_remembered',
  text: `select kontor.expect(count(*), 0, 'activity_subject.forgotten')
    from unnest($1::uuid[], $2::uuid[]) as n (account_id, id)
    join kontor.activity_subject s on s.account_id = n.account_id and s.id = n.id
    where s.salt is null`,
  values: [subjects.map(({ accountId }) => accountId), subjects.map(({ id }) => id)],
});

/** Months that records fall into have their partitions. */
export const openMonths = (months: readonly string[]): Statement => ({
  name: 'sequence.open_months',
  text: 'select count(kontor.open_activity_month(m)) from unnest($1::date[]) m',
  values: [months],
});

export type Placing = {
  readonly record: ActivityRecord;
  readonly leafIndex: number;
  readonly placed: PlacedLeaf;
};

/** Moves records into the log. Raises when one of them is no longer where it was read. */
export const placeRecords = (records: readonly Placing[]): Statement => ({
  name: 'sequence.place',
  // JSON has no line breaks of its own; as one text of lines it needs no quoting, as an array every mark of it would.
  text: `select kontor.place_activity($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[],
    string_to_array($6, E'\\n'), string_to_array($7, E'\\n', '')::jsonb[])`,
  values: [
    records.map(({ record }) => record.accountId),
    records.map(({ record }) => record.id),
    records.map(({ leafIndex }) => leafIndex),
    records.map(({ placed }) => placed.subjectId),
    records.map(({ placed }) => placed.aboutId),
    records.map(({ placed }) => placed.leaf).join('\n'),
    records.map(({ placed }) => (placed.personal === null ? '' : JSON.stringify(placed.personal))).join('\n'),
  ],
});

export type NameRow = { readonly accountId: string; readonly id: string; readonly name: string };

const nameInsertion = (table: string, idColumn: string) => ({
  name: `sequence.add_to_${table}`,
  table: `kontor.${table}`,
  columns: [
    { name: 'account_id', type: 'uuid' },
    { name: idColumn, type: 'uuid' },
    { name: 'name', type: 'text' },
  ],
  suffix: 'on conflict do nothing',
});
const actorNames = nameInsertion('activity_name', 'actor_id');
const customerNames = nameInsertion('activity_customer_name', 'customer_id');

const nameRows = (rows: readonly NameRow[]) => rows.map(({ accountId, id, name }) => [accountId, id, name]);

export const addActorNames = (rows: readonly NameRow[]): Statement => insertMany(actorNames, nameRows(rows));
export const addCustomerNames = (rows: readonly NameRow[]): Statement =>
  insertMany(customerNames, nameRows(rows));

export type DayCount = {
  readonly accountId: string;
  readonly day: string;
  readonly action: string;
  readonly resourceType: string;
  readonly customerId: string;
  readonly records: number;
};

export const countDays = (days: readonly DayCount[]): Statement =>
  insertMany(
    {
      name: 'sequence.count_days',
      table: 'kontor.activity_day',
      columns: [
        { name: 'account_id', type: 'uuid' },
        { name: 'day', type: 'date' },
        { name: 'action', type: 'text' },
        { name: 'resource_type', type: 'text' },
        { name: 'customer_id', type: 'uuid' },
        { name: 'records', type: 'bigint' },
      ],
      suffix: `on conflict (account_id, day, action, resource_type, customer_id)
        do update set records = activity_day.records + excluded.records`,
    },
    days.map((row) => [row.accountId, row.day, row.action, row.resourceType, row.customerId, row.records]),
  );
