import { type Action, resourceOfAction } from '@kontor/domain/activity/actions';
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

/** For the operator, who names the account: whether there is one, and how far its clock is ahead. */
export const readAccountClock = (accountId: string): Statement<{ readonly clock_offset_ms: bigint }> => ({
  name: 'activity.read_account_clock',
  text: 'select clock_offset_ms from kontor.account where id = $1',
  values: [accountId],
});
