import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { type ReadRefusal, readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type LimitRefusal, limitFrom } from '../platform/http/cursor.ts';
import { longestLook, readAccountKnown, readEventEdges, readEvents } from './event-store.ts';
import { eventTypes } from './event-types.ts';
import type { RelayedEvent } from './relay-store.ts';

export type EventsQuery = {
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
  readonly types?: string | undefined;
  readonly partnerId?: string | undefined;
};

export type EventsPage = { readonly events: readonly RelayedEvent[]; readonly next: bigint | null };

export type EventsRefusal = ReadRefusal | LimitRefusal | { readonly code: 'events.account_unknown' };

/** What happened in the caller's account, or in the one that the operator names, behind a place in its sequence. */
export const listEvents = async (
  ctx: RequestContext,
  asked: EventsQuery,
): Promise<Decision<EventsPage, EventsRefusal>> => {
  const read = await readAs(ctx, 'events.read', undefined, []);
  if (!read.accepted) return read;
  const limit = limitFrom(asked.limit);
  if (!limit.accepted) return limit;
  const types = typesFrom(asked.types);
  if (!types.accepted) return types;
  const account = await accountAsked(ctx, asked.partnerId);
  if (!account.accepted) return account;
  const { accountId, pool, scope } = account.value;
  const after = BigInt(asked.after ?? '0');
  const [found, [edges]] = await readBatch(pool, scope, [
    readEvents(accountId, { after, types: types.value, limit: limit.value }),
    readEventEdges(accountId, after),
  ]);
  // A full page goes on behind its last event, one that was looked through behind what was looked at.
  const seenUpTo =
    found.length === limit.value ? found.at(-1)?.position : edges?.first && edges.first + longestLook - 1n;
  const more = seenUpTo !== undefined && seenUpTo !== null && edges?.last && seenUpTo < edges.last;
  return accepted({ events: found, next: more ? seenUpTo : null });
};

const accountAsked = async (ctx: RequestContext, partnerId: string | undefined) => {
  const { principal, pools } = ctx;
  const own = { accountId: principal.accountId, pool: pools.app, scope: { tenant: principal.accountId } };
  // Whoever is no operator has one account, whatever they name.
  if (principal.kind !== 'operator' || partnerId === undefined) return accepted(own);
  const accountId: AccountId | undefined = parseAccountId(partnerId);
  if (accountId === undefined) return refused({ code: 'events.account_unknown' as const });
  const [known] = await query(pools.system, noTenant, readAccountKnown(accountId));
  if (!known) return refused({ code: 'events.account_unknown' as const });
  return accepted({ accountId, pool: pools.system, scope: noTenant });
};

const typesFrom = (text: string | undefined): Decision<readonly string[] | null, LimitRefusal> => {
  if (text === undefined || text === '') return accepted(null);
  const types = text.split(',').map((type) => type.trim());
  const unknown = types.filter((type) => !Object.hasOwn(eventTypes, type));
  if (unknown.length === 0) return accepted(types);
  const message = `holds no type of event: ${unknown.slice(0, 5).join(', ')}; docs/operating/events.md lists them`;
  return refused({ code: 'request.invalid', errors: [{ path: 'types', message }] });
};
