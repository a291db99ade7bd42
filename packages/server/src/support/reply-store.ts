import type { SupportStatus } from '@kontor/domain/support/support-status';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type NewReplyToken = {
  readonly tokenHash: Buffer;
  readonly accountId: string;
  readonly requestId: string;
  readonly personId: string;
  /** Real time, as all that an address is good for. */
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

export const insertReplyToken = (token: NewReplyToken): Statement => ({
  name: 'support.insert_reply_token',
  text: `insert into kontor.support_reply_token (token_hash, account_id, request_id, person_id, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6)`,
  values: [
    token.tokenHash,
    token.accountId,
    token.requestId,
    token.personId,
    new Date(token.createdAt),
    new Date(token.expiresAt),
  ],
});

/** What an answer by link is decided by. */
export type ReplyRow = {
  readonly account_id: string;
  readonly account_name: string;
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
  readonly suspended: boolean;
  readonly request_id: string;
  readonly number: string;
  readonly title: string;
  readonly status: SupportStatus;
  readonly closed_at: Instant | null;
  readonly language: 'en' | 'tr';
  readonly person_id: string;
  readonly person_kind: 'partner_user' | 'customer_user' | 'operator';
  readonly person_email: string;
  readonly person_name: string;
  readonly person_roles: readonly string[];
  readonly person_disabled: boolean;
  readonly expires_at: Instant;
};

export const findReply = (tokenHash: Buffer): Statement<ReplyRow> => ({
  name: 'support.find_reply',
  text: 'select * from kontor.find_support_reply($1)',
  values: [tokenHash],
});

export const dropOldReplyTokens = (): Statement => ({
  name: 'support.drop_old_reply_tokens',
  text: 'delete from kontor.support_reply_token where expires_at < clock_timestamp()',
  values: [],
});

/** Operators who are written to, with the country that says in which language. */
export const readOperatorAddresses = (): Statement<{ readonly email: string; readonly country: string }> => ({
  name: 'support.read_operator_addresses',
  text: `select p.email, a.country from kontor.person p join kontor.account a on a.id = p.account_id
    where p.kind = 'operator' and p.disabled_at is null order by p.email`,
  values: [],
});
