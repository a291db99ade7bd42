import { resourceOfAction } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import type { RefusedAttempt } from './refused-attempts.ts';

export type RefusedMeta = {
  readonly address: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly realNow: Instant;
};

// Who tried is read here, since a refusal may come before anything else was read. A customer is named as one only if
// they are the account's own: a stranger's attempt says of them no more than the id that the stranger wrote.
const addText = `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
  customer_id, customer_name, person_id, person_name, client_id, application, roles, address, request_id,
  correlation_id, details)
select a.id, $5, $6::timestamptz + a.clock_offset_ms * interval '1 millisecond', $7, 'refused', $8, $9,
  c.id, c.name, p.id, p.email, ap.client_id, ap.name, coalesce(p.roles, '{}'), $10, $11, $12, $13::jsonb
from kontor.account a
left join kontor.person p on p.account_id = a.id and p.id = $2::uuid
left join kontor.application ap on ap.account_id = a.id and ap.client_id = $3::uuid
left join kontor.customer c on c.account_id = a.id and c.id = $4::uuid
where a.id = $1::uuid`;

export const addRefusal = (
  principal: Principal,
  { action, resourceId, ids, code }: RefusedAttempt,
  meta: RefusedMeta,
  more: Readonly<Record<string, unknown>>,
): Statement => ({
  name: 'activity.add_refusal',
  text: addText,
  values: [
    principal.accountId,
    'userId' in principal ? principal.userId : null,
    principal.clientId ?? null,
    principal.kind === 'customer_user' ? principal.customerId : (ids.customerId ?? null),
    newUuid(),
    new Date(meta.realNow),
    action,
    resourceOfAction[action],
    resourceId,
    meta.address,
    meta.requestId,
    meta.correlationId,
    JSON.stringify({ code, ...ids, ...more }),
  ],
});

/** Of somebody who holds a link and is not known otherwise: no person and no application. */
export const addLinkRefusal = (
  link: {
    readonly accountId: string;
    readonly customerId: string;
    readonly customerName: string;
    readonly now: Instant;
  },
  {
    action,
    resourceId,
    ids,
    code,
  }: Omit<RefusedAttempt, 'ids'> & {
    readonly ids: Readonly<Record<string, unknown>>;
  },
  meta: Omit<RefusedMeta, 'realNow'>,
): Statement => ({
  name: 'activity.add_link_refusal',
  text: `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
      customer_name, address, request_id, correlation_id, details)
    values ($1, $2, $3, $4, 'refused', $5, $6, $7, $8, $9, $10, $11, $12::jsonb)`,
  values: [
    link.accountId,
    newUuid(),
    new Date(link.now),
    action,
    resourceOfAction[action],
    resourceId,
    link.customerId,
    link.customerName,
    meta.address,
    meta.requestId,
    meta.correlationId,
    JSON.stringify({ code, ...ids }),
  ],
});
