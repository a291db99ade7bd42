import { accepted, refused } from '@kontor/domain/decision';
import { type RevealLinkStatus, revealLinkStatusAt } from '@kontor/domain/entitlement/reveal-link';
import type { CustomerId, EntitlementId, LinkId } from '@kontor/domain/ids';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { readDownloadable, readLinksInUse, revokeLinks } from '../downloads/download-store.ts';
import { act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type RevealLinkRow,
  readRevealLink,
  readRevealLinks,
  readRevealLinksInUse,
  revokeRevealLinks,
} from './reveal-link-store.ts';

type Purchase = { readonly customerId: CustomerId; readonly entitlementId: EntitlementId };

export type ListedRevealLink = { readonly row: RevealLinkRow; readonly status: RevealLinkStatus };

/** The one-time links made for a purchase, used and dead ones too. */
export const listRevealLinks = async (ctx: RequestContext, { customerId, entitlementId }: Purchase) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'links.manage', customerId, [
    readDownloadable(accountId, customerId, entitlementId),
    readRevealLinks(accountId, customerId, entitlementId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[of], links] = rows;
  if (!of) return refused({ code: 'entitlement.not_found' });
  const entitlement = { status: of.status, expiresAt: of.expires_at };
  return accepted(
    links.map(
      (row): ListedRevealLink => ({
        row,
        status: revealLinkStatusAt(
          {
            expiresAt: row.expires_at,
            openedAt: row.opened_at,
            revokedAt: row.revoked_at,
            entitlement,
          },
          caller.now,
        ),
      }),
    ),
  );
};

/** Ends a link before anybody has opened it; twice is once, and one that was opened stays as it is. */
export const revokeRevealLink = (
  ctx: RequestContext,
  { customerId, entitlementId, linkId }: Purchase & { readonly linkId: LinkId },
) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'links.manage', customerId, [
      readRevealLink(accountId, customerId, entitlementId, linkId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[link]] = rows;
    if (!link) return refused({ code: 'link.not_found' });
    if (link.revoked_at !== null || link.opened_at !== null) return accepted(undefined);
    const { version, language, bitness, recipient } = link;
    const deed = endReveals(caller, entitlementId, [linkId], { version, language, bitness, recipient });
    const done = await act(ctx, caller, deed, undefined);
    return done.accepted ? accepted(undefined) : done;
  });

export type EndedLinks = { readonly downloadLinks: number; readonly revealLinks: number };

/** Ends every link of a purchase at once, of both kinds. */
export const revokeAllLinks = (ctx: RequestContext, { customerId, entitlementId }: Purchase) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'links.manage', customerId, [
      readDownloadable(accountId, customerId, entitlementId),
      readLinksInUse(accountId, entitlementId),
      readRevealLinksInUse(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[of], downloads, reveals] = rows;
    if (!of) return refused({ code: 'entitlement.not_found' });
    const inUse = (links: typeof downloads) =>
      links.filter((link) => link.expires_at > caller.now).map(({ id }) => id);
    const ended = { downloads: inUse(downloads), reveals: inUse(reveals) };
    const value: EndedLinks = { downloadLinks: ended.downloads.length, revealLinks: ended.reveals.length };
    const deeds = [
      ...(ended.downloads.length > 0 ? [endDownloads(caller, entitlementId, ended.downloads)] : []),
      ...(ended.reveals.length > 0 ? [endReveals(caller, entitlementId, ended.reveals)] : []),
    ];
    const [first, ...others] = deeds;
    if (!first) return accepted(value);
    const done = await act(
      ctx,
      caller,
      {
        writes: deeds.flatMap(({ writes }) => writes),
        activity: [...first.activity, ...others.flatMap(({ activity }) => activity)],
        events: deeds.flatMap(({ events }) => events),
      },
      undefined,
    );
    return done.accepted ? accepted(value) : done;
  });

type Ending = {
  readonly writes: readonly Statement[];
  readonly activity: readonly [ActivityEntry];
  readonly events: readonly EventEntry[];
};

const endDownloads = (caller: Caller, entitlementId: EntitlementId, linkIds: readonly string[]): Ending => {
  const { accountId, actor, now } = caller;
  return {
    writes: [revokeLinks({ accountId, linkIds, by: actor.userId ?? null, at: now })],
    activity: [
      {
        action: 'revoke_download_link',
        resourceId: entitlementId,
        ...valuesOf(linkIds),
        details: { linkIds },
      },
    ],
    events: [eventOf('download_link.revoked', entitlementId, { linkIds })],
  };
};

const endReveals = (
  caller: Caller,
  entitlementId: EntitlementId,
  linkIds: readonly string[],
  facts: Readonly<Record<string, unknown>> = {},
): Ending => {
  const { accountId, actor, now } = caller;
  const details = { linkIds, ...facts };
  return {
    writes: [revokeRevealLinks({ accountId, linkIds, by: actor.userId ?? null, at: now })],
    activity: [{ action: 'revoke_reveal_link', resourceId: entitlementId, ...valuesOf(linkIds), details }],
    events: [eventOf('reveal_link.revoked', entitlementId, details)],
  };
};

const valuesOf = (linkIds: readonly string[]) => ({
  oldValue: { linkIds, status: 'active' },
  newValue: { linkIds, status: 'revoked' },
});

const eventOf = (type: string, aggregateId: string, data: Readonly<Record<string, unknown>>) => ({
  type,
  aggregateType: 'entitlement',
  aggregateId,
  data,
});
