import { accepted, refused } from '@kontor/domain/decision';
import type { FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import { revealLinkExpiry } from '@kontor/domain/entitlement/reveal-link';
import type { CustomerId, EntitlementId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatInstant, type Instant } from '@kontor/domain/time';
import { hashOfToken } from '../downloads/download-token.ts';
import {
  holdEntitlement,
  readEntitlement,
  readEntitlementArtifacts,
  readIssuedKeys,
} from '../entitlements/entitlement-store.ts';
import { planLook } from '../entitlements/reveal-key.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import { insertRevealLink } from './reveal-link-store.ts';

export type RevealLinkInput = {
  readonly customerId: CustomerId;
  readonly entitlementId: EntitlementId;
  readonly choice: FulfilmentChoice;
  readonly expiresInSeconds: number | undefined;
  readonly recipient: string;
};

/** A link that has just been made; its token is in here and nowhere else. */
export type GivenRevealLink = { readonly id: string; readonly token: string; readonly expiresAt: Instant };

/** A link that shows the keys of a fulfilment to whoever opens it first. No key is taken or read to make it. */
export const createRevealLink = (ctx: RequestContext, input: RevealLinkInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { customerId, entitlementId, choice, recipient } = input;
    const read = await readAs(ctx, 'keys.read', customerId, [
      readEntitlement(accountId, customerId, entitlementId),
      readEntitlementArtifacts(accountId, entitlementId),
      readIssuedKeys(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], artifacts, issued] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const plan = planLook({ row, artifacts, issued, choice }, caller.now);
    if (!plan.accepted) return plan;
    const expiry = revealLinkExpiry(input.expiresInSeconds, caller.now);
    if (!expiry.accepted) return expiry;
    const { userId } = caller.actor;
    invariant(userId, 'only a person makes a link to a key');
    const given: GivenRevealLink = { id: newUuid(), token: newToken(), expiresAt: expiry.value };
    const details = {
      linkId: given.id,
      orderId: row.order_id,
      productId: row.product_id,
      skuId: row.sku_id,
      productTitle: row.product_title,
      skuTitle: row.sku_title,
      ...choice,
      ...(recipient === '' ? {} : { recipient }),
      expiresAt: formatInstant(given.expiresAt),
    };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          holdEntitlement(accountId, entitlementId, row.version),
          insertRevealLink({
            tokenHash: hashOfToken(given.token),
            accountId,
            customerId,
            id: given.id,
            entitlementId,
            choice,
            recipient,
            createdBy: userId,
            createdAt: caller.now,
            expiresAt: given.expiresAt,
          }),
        ],
        activity: [{ action: 'create_reveal_link', resourceId: entitlementId, details }],
        events: [
          {
            type: 'reveal_link.created',
            aggregateType: 'entitlement',
            aggregateId: entitlementId,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(given) : done;
  });
