import { type Actor, authorize } from '@kontor/domain/access/authorize';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseUserId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { isLongClosed } from '@kontor/domain/support/support-request';
import { hashOfToken, isToken } from '../downloads/download-token.ts';
import type { Caller } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { actOnRequest } from './act-on-request.ts';
import { accountOf, type FoundRequest, nowOf, withCustomer } from './find-request.ts';
import { sayingDeed } from './move-support-request.ts';
import { findReply, type ReplyRow } from './reply-store.ts';
import { recordFrom, recordReads } from './request-record.ts';
import { operatorAddresses } from './support-mails.ts';

export type ReplyRefusal = { readonly code: 'reply.unknown' | 'reply.expired' | 'reply.closed' };

/** A request as it is seen by an address in a mail: as its author, who has not signed in. */
export type SeenReply = { readonly reply: ReplyRow; readonly found: FoundRequest };

/**
 * What an address is good for now. It is its author's alone, for 30 days, and for nothing once they may not answer any
 * more or the request has been closed for long.
 */
export const seeReply = async (
  services: Services,
  token: string,
): Promise<Decision<SeenReply, ReplyRefusal>> => {
  if (!isToken(token)) return refused({ code: 'reply.unknown' });
  const [reply] = await query(services.pools.lookup, noTenant, findReply(hashOfToken(token)));
  if (!reply) return refused({ code: 'reply.unknown' });
  if (services.realNow() > reply.expires_at) return refused({ code: 'reply.expired' });
  const userId = parseUserId(reply.person_id);
  invariant(userId, 'a person has a readable id');
  const accountId = accountOf(reply);
  const actor: Actor = {
    kind: 'partner_user',
    accountId,
    userId,
    roles: reply.person_roles,
    scopes: [],
    secondFactor: false,
  };
  const mayAnswer = authorize(actor, 'support.answer').accepted && reply.person_kind === 'partner_user';
  if (!mayAnswer || reply.person_disabled || reply.suspended) return refused({ code: 'reply.unknown' });
  const now = nowOf(services, reply);
  const { closed_at } = reply;
  if (closed_at !== null && isLongClosed({ closedAt: closed_at }, now))
    return refused({ code: 'reply.closed' });
  const scope = { tenant: accountId };
  const reads = recordReads({ by: 'id', key: reply.request_id });
  const record = recordFrom(await readBatch(services.pools.app, scope, reads));
  if (record?.row.author_id !== userId) return refused({ code: 'reply.unknown' });
  const caller: Caller = {
    actor,
    accountId,
    scope,
    now,
    sandbox: reply.sandbox,
    person: { email: reply.person_email, displayName: reply.person_name },
    application: undefined,
    account: { name: reply.account_name, country: '' },
    customer: undefined,
  };
  const found: FoundRequest = {
    caller: withCustomer(caller, record.row),
    side: 'partner',
    accountId,
    now,
    record,
  };
  return accepted({ reply, found });
};

export type Answering = {
  readonly token: string;
  readonly text: string;
  readonly address: string;
  readonly requestId: string;
};

/** Adds a note as the author whom the mail was for. The same text sent again is the same note. */
export const answerByLink = (services: Services, { token, text, address, requestId }: Answering) =>
  withRetries(async () => {
    const seen = await seeReply(services, token);
    if (!seen.accepted) return seen;
    const { found } = seen.value;
    const last = found.record.notes.at(-1);
    if (last?.side === 'partner' && last.author_id === seen.value.reply.person_id && last.text === text)
      return accepted(seen.value);
    const ctx: RequestContext = {
      ...services,
      principal: { ...found.caller.actor, kind: 'partner_user', userId: userOf(found) },
      requestId,
      correlationId: requestId,
      address,
      locale: seen.value.reply.language,
    };
    const said = sayingDeed(ctx, found, { what: 'note', text, byLink: true }, await operatorAddresses(ctx));
    if (!said.accepted) return refused({ code: 'reply.closed' as const });
    const done = await actOnRequest(ctx, found, said.value.deed, said.value.after);
    return done.accepted
      ? accepted<SeenReply>({ ...seen.value, found: done.value.value })
      : refused({ code: 'reply.unknown' as const });
  });

const userOf = ({ caller }: FoundRequest) => {
  invariant(caller.actor.userId, 'only a person is written to');
  return caller.actor.userId;
};
