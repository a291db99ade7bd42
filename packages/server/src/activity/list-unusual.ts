import { accepted } from '@kontor/domain/decision';
import { subjectOf } from '../payments/subject.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import { listUnusual, type UnusualRow } from './unusual-store.ts';

export type UnusualQuery = {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly partnerId?: string | undefined;
};

export type UnusualPage = { readonly rows: readonly UnusualRow[]; readonly next: string | null };

/** What stood out, the newest numbers first. */
export const readUnusual = async (ctx: RequestContext, { partnerId, ...query }: UnusualQuery) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const subject = await subjectOf(ctx, 'activity.read', partnerId);
  if (!subject.accepted) return subject;
  const { accountId, read } = subject.value;
  const place = { accountId, list: 'activity/unusual' };
  const position = openCursor(ctx.vault, place, query.cursor);
  if (!position.accepted) return position;
  const [leafIndex, rule] = position.value ?? [];
  const after = leafIndex === undefined || rule === undefined ? null : { leafIndex, rule };
  const [found] = await read([listUnusual(accountId, after, limit.value + 1)]);
  const { items, last } = pageOf(found, limit.value);
  const next = last && sealCursor(ctx.vault, place, [String(last.leaf_index), last.rule]);
  return accepted<UnusualPage>({ rows: items, next });
};
