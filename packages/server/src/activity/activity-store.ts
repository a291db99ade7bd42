import { type Action, type ResourceType, resourceOfAction } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import type { Caller } from '../partners/read-as.ts';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';

/** What a command says of itself; who, where and when come from the request. Never a secret in here. */
export type ActivityEntry = {
  readonly action: Action;
  readonly resourceId: string;
  readonly oldValue?: unknown;
  readonly newValue?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
};

const addText = `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
  customer_id, customer_name, person_id, person_name, client_id, application, roles, address, request_id,
  correlation_id, old_value, new_value, details)
values ($1, $2, $3, $4, 'succeeded', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::jsonb, $18::jsonb, $19::jsonb)`;

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

export const addActivity = (ctx: RequestContext, caller: Caller, entry: ActivityEntry): Statement => ({
  name: 'activity.add',
  text: addText,
  values: [
    caller.accountId,
    newUuid(),
    new Date(caller.now),
    entry.action,
    resourceOfAction[entry.action],
    entry.resourceId,
    caller.customer?.id ?? null,
    caller.customer?.name ?? null,
    caller.actor.userId ?? null,
    caller.person?.email ?? null,
    caller.actor.clientId ?? null,
    caller.application ?? null,
    caller.actor.roles,
    ctx.address,
    ctx.requestId,
    ctx.correlationId,
    json(entry.oldValue),
    json(entry.newValue),
    JSON.stringify(entry.details ?? {}),
  ],
});

/** An act of nobody but time: what fell due and was done. */
export type SystemEntry = ActivityEntry & {
  readonly customer: { readonly id: string; readonly name: string };
};

const column = (name: string, type: string) => ({ name, type });

const systemInsertion = {
  name: 'activity.add_of_system',
  table: 'kontor.activity_pending',
  columns: [
    column('account_id', 'uuid'),
    column('id', 'uuid'),
    column('at', 'timestamptz'),
    column('action', 'text'),
    column('outcome', 'text'),
    column('resource_type', 'text'),
    column('resource_id', 'text'),
    column('customer_id', 'uuid'),
    column('customer_name', 'text'),
    column('application', 'text'),
    column('old_value', 'jsonb'),
    column('new_value', 'jsonb'),
    column('details', 'jsonb'),
  ],
};

/** The name under which the log shows what no person and no application of the partner did. */
const system = 'Kontor';

export const addSystemActivity = (
  accountId: string,
  at: Instant,
  entries: readonly SystemEntry[],
): Statement =>
  insertMany(
    systemInsertion,
    entries.map((entry) => [
      accountId,
      newUuid(),
      new Date(at),
      entry.action,
      'succeeded',
      resourceOfAction[entry.action],
      entry.resourceId,
      entry.customer.id,
      entry.customer.name,
      system,
      json(entry.oldValue),
      json(entry.newValue),
      JSON.stringify(entry.details ?? {}),
    ]),
  );

export type ActivityRow = {
  readonly id: string;
  readonly at: Instant;
  readonly action: Action;
  readonly outcome: 'succeeded' | 'refused';
  readonly resource_type: ResourceType;
  readonly resource_id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly person_name: string | null;
  readonly client_id: string | null;
  readonly application: string | null;
  readonly request_id: string;
  readonly correlation_id: string;
  readonly old_value: unknown;
  readonly new_value: unknown;
  readonly details: Record<string, unknown>;
};

export type ActivityFilter = {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly actions: readonly string[] | null;
  readonly resourceTypes: readonly string[] | null;
  readonly customerId: string | null;
  /** A part of the customer's name, in any case. */
  readonly customerName: string | null;
  /** A part of the person's e-mail or the application's name, in any case. */
  readonly user: string | null;
  /** An id or a type of resource. */
  readonly resource: string | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

// A filter that may be absent would hide the customer's own index from a plan made for every value.
const found = (byCustomer: boolean) => `account_id = $1 and at >= $2 and at < $3
  and ($4::text[] is null or action = any ($4))
  and ($5::text[] is null or resource_type = any ($5))
  and ${byCustomer ? 'customer_id = $6::uuid' : '$6::uuid is null'}
  and ($7::text is null or position(lower($7) in lower(coalesce(customer_name, ''))) > 0)
  and ($8::text is null or position(lower($8) in lower(coalesce(person_name, application, ''))) > 0)
  and ($9::text is null or resource_id = $9 or resource_type = $9)`;

const listText = (
  byCustomer: boolean,
) => `select id, at, action, outcome, resource_type, resource_id, customer_id, customer_name, person_name,
  client_id, application, request_id, correlation_id, old_value, new_value, details
from kontor.activity_pending
where ${found(byCustomer)}
  and (at, id) < (coalesce($10::timestamptz, 'infinity'), coalesce($11::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
order by at desc, id desc limit $12`;

const values = (accountId: string, filter: ActivityFilter) => [
  accountId,
  new Date(filter.from),
  new Date(filter.to),
  filter.actions,
  filter.resourceTypes,
  filter.customerId,
  filter.customerName,
  filter.user,
  filter.resource,
];

/** Records newest first. */
export const listActivityRecords = (accountId: string, filter: ActivityFilter): Statement<ActivityRow> => ({
  name: filter.customerId === null ? 'activity.list' : 'activity.list_of_customer',
  text: listText(filter.customerId !== null),
  values: [
    ...values(accountId, filter),
    filter.after ? new Date(filter.after.at) : null,
    filter.after?.id ?? null,
    filter.limit,
  ],
});

/** Of all pages together. */
export const countActivityRecords = (
  accountId: string,
  filter: ActivityFilter,
): Statement<{ readonly total: bigint }> => ({
  name: filter.customerId === null ? 'activity.count' : 'activity.count_of_customer',
  text: `select count(*) as total from kontor.activity_pending where ${found(filter.customerId !== null)}`,
  values: values(accountId, filter),
});

/** For the operator, who names the account: whether there is one, and how far its clock is ahead. */
export const readAccountClock = (accountId: string): Statement<{ readonly clock_offset_ms: bigint }> => ({
  name: 'activity.read_account_clock',
  text: 'select clock_offset_ms from kontor.account where id = $1',
  values: [accountId],
});
