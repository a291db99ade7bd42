import type { Statement } from '../platform/db/statement.ts';
import type { Principal } from '../platform/http/context.ts';

/** The caller as the database knows them at this request: roles, scopes, the account's clock and, if named, the customer. */
export type CallerRow = {
  readonly account_name: string;
  readonly account_country: string;
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
  readonly suspended: boolean;
  readonly roles: string[] | null;
  readonly email: string | null;
  readonly display_name: string | null;
  readonly person_disabled: boolean;
  readonly scopes: string[] | null;
  readonly application: string | null;
  readonly application_disabled: boolean;
  readonly customer_name: string | null;
  readonly customer_market: string | null;
  readonly customer_region: string | null;
};

const callerText = `
select a.name as account_name, a.country as account_country, a.sandbox, a.clock_offset_ms,
  a.suspended_at is not null as suspended,
  p.roles, p.email, p.display_name, coalesce(p.disabled_at is not null, false) as person_disabled,
  ap.scopes, ap.name as application, coalesce(ap.disabled_at is not null, false) as application_disabled,
  c.name as customer_name, c.market as customer_market, c.region as customer_region
from kontor.account a
left join kontor.person p on p.account_id = a.id and p.id = $2::uuid
left join kontor.application ap on ap.account_id = a.id and ap.client_id = $3::uuid
left join kontor.customer c on c.account_id = a.id and c.id = $4::uuid
  and (c.ended_at is null or c.ended_as = 'released' and p.customer_id = c.id)
where a.id = $1::uuid`;

export const readCaller = (principal: Principal, customerId: string | undefined): Statement<CallerRow> => ({
  name: 'partners.read_caller',
  text: callerText,
  values: [
    principal.accountId,
    'userId' in principal ? principal.userId : null,
    principal.clientId ?? null,
    customerId ?? null,
  ],
});

export type StoredAnswer = {
  readonly fingerprint: Buffer;
  readonly status: number;
  /** The body's own text: read back as a value, its members would come in another order. */
  readonly answer: string;
};

export const readStoredAnswer = (accountId: string, keyHash: Buffer): Statement<StoredAnswer> => ({
  name: 'partners.read_stored_answer',
  text: `select fingerprint, status, answer #>> '{}' as answer from kontor.idempotency
    where account_id = $1 and key_hash = $2`,
  values: [accountId, keyHash],
});

/** Two at once: the second learns that the first is still running. */
export const claimAnswer = (keyHash: Buffer): Statement => ({
  name: 'partners.claim_answer',
  text: `select kontor.expect(pg_try_advisory_xact_lock($1::bigint)::int, 1, 'idempotency.in_progress')`,
  values: [keyHash.readBigInt64BE(0)],
});

export const storeAnswer = (
  accountId: string,
  keyHash: Buffer,
  fingerprint: Buffer,
  status: number,
  answer: unknown,
): Statement => ({
  name: 'partners.store_answer',
  text: `with added as (
    insert into kontor.idempotency (account_id, key_hash, fingerprint, status, answer)
    values ($1, $2, $3, $4, to_jsonb($5::text)) on conflict do nothing returning 1)
  select kontor.expect(count(*), 1, 'idempotency.changed') from added`,
  // An answer without a body is kept as no text.
  values: [accountId, keyHash, fingerprint, status, JSON.stringify(answer) ?? ''],
});

/** Answers of repeated requests are kept for 30 days of real time. */
export const dropOldAnswers = (): Statement => ({
  name: 'partners.drop_old_answers',
  text: `delete from kontor.idempotency where recorded_at < now() - interval '30 days'`,
  values: [],
});
