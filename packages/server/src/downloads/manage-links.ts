import { accepted, refused } from '@kontor/domain/decision';
import { type LinkStatus, linkStatusAt } from '@kontor/domain/entitlement/download-link';
import type { CustomerId, EntitlementId, LinkId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type DownloadableRow,
  type LinkMakers,
  type LinkRow,
  type LinksOf,
  readDownloadable,
  readLink,
  readLinks,
  revokeLinks,
} from './download-store.ts';

export type LinksInput = {
  readonly permission: 'links.manage' | 'my_keys.read';
  /** Undefined on a customer's own surface for somebody who is no customer. */
  readonly customerId: CustomerId | undefined;
  readonly entitlementId: EntitlementId;
};

export type GivenLink = {
  readonly row: LinkRow;
  readonly status: LinkStatus;
  readonly revokedBy: string | undefined;
};

/** An agent sees every link of the partner's customer; a customer those that their own people made. */
const makersOf = (permission: LinksInput['permission']): LinkMakers =>
  permission === 'links.manage' ? 'anybody' : 'customer';

const linksOf = (ctx: RequestContext, { permission, customerId, entitlementId }: LinksInput): LinksOf => ({
  accountId: ctx.principal.accountId,
  customerId: customerId ?? null,
  entitlementId,
  makers: makersOf(permission),
});

/** The links given out for a purchase, dead ones too. */
export const listLinks = async (ctx: RequestContext, input: LinksInput) => {
  const of = linksOf(ctx, input);
  const read = await readAs(ctx, input.permission, input.customerId, [
    readDownloadable(of.accountId, of.customerId, of.entitlementId),
    readLinks(of),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[entitlement], links] = rows;
  if (!entitlement) return refused({ code: 'entitlement.not_found' });
  return accepted(links.map((row) => givenLink(row, entitlement, caller)));
};

const givenLink = (row: LinkRow, of: DownloadableRow, caller: Caller): GivenLink => ({
  row,
  status: linkStatusAt(
    {
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      entitlement: { status: of.status, expiresAt: of.expires_at },
    },
    caller.now,
  ),
  revokedBy: row.revoked_by === null ? undefined : (row.revoked_by_name ?? caller.account.name),
});

/** Makes a link stop working at once; twice is once. */
export const revokeDownloadLink = (
  ctx: RequestContext,
  { linkId, ...input }: LinksInput & { readonly linkId: LinkId },
) =>
  withRetries(async () => {
    const of = linksOf(ctx, input);
    const read = await readAs(ctx, input.permission, input.customerId, [readLink(of, linkId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[link]] = rows;
    if (!link) return refused({ code: 'link.not_found' });
    if (link.revoked_at !== null) return accepted(undefined);
    const { version, language, bitness, file_name: fileName } = link;
    const details = { linkId, version, language, bitness, fileName };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          revokeLinks({
            accountId: of.accountId,
            linkIds: [linkId],
            by: caller.actor.userId ?? null,
            at: caller.now,
          }),
        ],
        activity: [
          {
            action: 'revoke_download_link',
            resourceId: of.entitlementId,
            oldValue: { linkIds: [linkId], status: 'active' },
            newValue: { linkIds: [linkId], status: 'revoked' },
            details,
          },
        ],
        events: [
          {
            type: 'download_link.revoked',
            aggregateType: 'entitlement',
            aggregateId: of.entitlementId,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
