import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId, EntitlementId, LinkId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readDownloadable, readLink, readLinks, revokeLink } from './download-store.ts';

export type PurchaseInput = { readonly customerId: CustomerId; readonly entitlementId: EntitlementId };

/** The links given out for a purchase, dead ones too. */
export const listLinks = async (ctx: RequestContext, { customerId, entitlementId }: PurchaseInput) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'links.manage', customerId, [
    readDownloadable(accountId, customerId, entitlementId),
    readLinks(accountId, customerId, entitlementId),
  ]);
  if (!read.accepted) return read;
  const [[entitlement], links] = read.value.rows;
  return entitlement ? accepted(links) : refused({ code: 'entitlement.not_found' });
};

/** Makes a link stop working at once; twice is once. */
export const revokeDownloadLink = (
  ctx: RequestContext,
  { customerId, entitlementId, linkId }: PurchaseInput & { readonly linkId: LinkId },
) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'links.manage', customerId, [
      readLink(accountId, customerId, entitlementId, linkId),
    ]);
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
        writes: [revokeLink(accountId, linkId, caller.now)],
        activity: [{ action: 'revoke_download_link', resourceId: entitlementId, details }],
        events: [
          {
            type: 'download_link.revoked',
            aggregateType: 'entitlement',
            aggregateId: entitlementId,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
