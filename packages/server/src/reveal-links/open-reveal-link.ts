import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import { openRevealLink as decide, type RevealLinkRefusal } from '@kontor/domain/entitlement/reveal-link';
import { type Instant, instant } from '@kontor/domain/time';
import { hashOfToken, isToken } from '../downloads/download-token.ts';
import {
  readEntitlement,
  readEntitlementArtifacts,
  readIssuedKeys,
} from '../entitlements/entitlement-store.ts';
import { showKeysOf } from '../entitlements/reveal-key.ts';
import type { Caller } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { type FoundRevealLink, findRevealLink, markOpened } from './reveal-link-store.ts';

export type OpeningRefusal = RevealLinkRefusal | { readonly code: 'reveal_link.not_found' };

/** A link and what may be done with it now; looking changes nothing and leaves no trace. */
export type SeenRevealLink = {
  readonly row: FoundRevealLink;
  readonly now: Instant;
  readonly use: Decision<void, RevealLinkRefusal>;
};

export const seeRevealLink = async (
  services: Services,
  token: string,
): Promise<SeenRevealLink | undefined> => {
  if (!isToken(token)) return undefined;
  const [row] = await query(services.pools.lookup, noTenant, findRevealLink(hashOfToken(token)));
  if (!row) return undefined;
  const now = instant(services.realNow() + Number(row.clock_offset_ms));
  return { row, now, use: useOf(row, now) };
};

const useOf = (row: FoundRevealLink, now: Instant): Decision<void, RevealLinkRefusal> => {
  const use = decide(
    {
      expiresAt: row.expires_at,
      openedAt: row.opened_at,
      revokedAt: row.revoked_at,
      entitlement: { status: row.entitlement_status, expiresAt: row.entitlement_expires_at },
    },
    now,
  );
  if (use.accepted && row.suspended) return refused({ code: 'reveal_link.revoked', because: 'suspended' });
  return use;
};

export type Opening = { readonly token: string; readonly address: string; readonly requestId: string };

/**
 * Shows the keys of a link to whoever opens it first. The look is on record as the maker's, with the address it came
 * from and that it came by a link, under the lock that a cancel takes; the link is used up in the same transaction.
 */
export const openRevealLink = (services: Services, { token, address, requestId }: Opening) =>
  withRetries(async () => {
    const seen = await seeRevealLink(services, token);
    if (!seen) return refused({ code: 'reveal_link.not_found' });
    if (!seen.use.accepted) return seen.use;
    const { row } = seen;
    const caller = makerOf(seen);
    const ctx: RequestContext = {
      ...services,
      principal: {
        kind: 'partner_user',
        accountId: row.account_id,
        userId: row.created_by,
        secondFactor: true,
      },
      requestId,
      correlationId: requestId,
      address,
      locale: 'en',
    };
    const [[entitlement], artifacts, issued] = await readBatch(services.pools.app, caller.scope, [
      readEntitlement(row.account_id, row.customer_id, row.entitlement_id),
      readEntitlementArtifacts(row.account_id, row.entitlement_id),
      readIssuedKeys(row.account_id, row.entitlement_id),
    ]);
    if (!entitlement) return refused({ code: 'reveal_link.not_found' });
    const { version, language, bitness, recipient, link_id: linkId } = row;
    const choice: FulfilmentChoice = { version, language, bitness };
    const facts = { kind: 'reveal_link', linkId, ...(recipient === '' ? {} : { recipient }) };
    const shown = await showKeysOf(
      ctx,
      caller,
      { row: entitlement, artifacts, issued, choice },
      {
        writes: [markOpened(row.account_id, linkId, caller.now)],
        details: facts,
        events: [
          {
            type: 'reveal_link.opened',
            aggregateType: 'entitlement',
            aggregateId: row.entitlement_id,
            data: { linkId, ...choice },
          },
        ],
      },
    );
    return shown.accepted ? accepted({ keys: shown.value, row, openedAt: caller.now }) : shown;
  });

/** Who opens a link is not known: whoever made it answers for the look. */
const makerOf = ({ row, now }: SeenRevealLink): Caller => ({
  actor: {
    kind: 'partner_user',
    accountId: row.account_id,
    userId: row.created_by,
    roles: row.maker_roles,
    scopes: [],
    secondFactor: true,
  },
  accountId: row.account_id,
  scope: { tenant: row.account_id },
  now,
  sandbox: row.sandbox,
  person:
    row.maker_email === null
      ? undefined
      : { email: row.maker_email, displayName: row.maker_name ?? row.maker_email },
  application: undefined,
  customer: {
    id: row.customer_id,
    name: row.customer_name,
    market: row.customer_market,
    region: row.customer_region,
  },
  account: { name: row.account_name, country: row.account_country },
});
