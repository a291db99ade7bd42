import { jsonb, timestamptz } from '../db/encode-value.ts';
import { type Statement, statement } from '../db/statement.ts';
import { newUuid } from '../new-id.ts';

/** Where a request came from. */
export type SignInMeta = {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly correlationId: string;
};

export type SignInAct = {
  readonly action: 'sign_in' | 'sign_in_failed' | 'sign_out';
  /** The session, or the person when there is none. */
  readonly resourceId: string;
  readonly details: Readonly<Record<string, string>>;
};

/** The record of a person's act, on their account's clock. */
export const addSignInActivity = (
  personId: string,
  act: SignInAct,
  meta: SignInMeta,
  now: number,
): Statement =>
  statement(
    'identity.add_activity',
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
       customer_id, customer_name, person_id, person_name, roles, address, request_id, correlation_id, details)
     select p.account_id, $2, $3::timestamptz + a.clock_offset_ms * interval '1 millisecond', $4, $5, 'session', $6,
       p.customer_id, c.name, p.id, p.email, p.roles, $7, $8, $9, $10::jsonb
     from kontor.person p
     join kontor.account a on a.id = p.account_id
     left join kontor.customer c on c.account_id = p.account_id and c.id = p.customer_id
     where p.id = $1`,
    [personId, ...recordOf(act, meta, now)],
  );

/** The record of an attempt with an e-mail that nobody has. What was typed is not kept: it may be a password. */
export const addStrangerActivity = (act: SignInAct, meta: SignInMeta, now: number): Statement =>
  statement(
    'identity.add_stranger_activity',
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id,
       address, request_id, correlation_id, details)
     select a.id, $1, $2::timestamptz, $3, $4, 'session', $5, $6, $7, $8, $9::jsonb
     from kontor.account a where a.kind = 'installation' order by a.created_at limit 1`,
    recordOf(act, meta, now),
  );

function recordOf(act: SignInAct, meta: SignInMeta, now: number): unknown[] {
  return [
    newUuid(),
    timestamptz(now),
    act.action,
    act.action === 'sign_in_failed' ? 'refused' : 'succeeded',
    act.resourceId,
    meta.address,
    meta.requestId,
    meta.correlationId,
    jsonb(act.details),
  ];
}
