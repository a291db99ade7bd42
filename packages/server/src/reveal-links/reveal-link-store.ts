import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { Bitness, FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import type { AccountId, CustomerId, EntitlementId, LinkId, UserId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Revocation } from '../downloads/download-store.ts';
import type { Statement } from '../platform/db/statement.ts';

export type NewRevealLink = {
  readonly tokenHash: Buffer;
  readonly accountId: AccountId;
  readonly customerId: CustomerId;
  readonly id: string;
  readonly entitlementId: string;
  readonly choice: FulfilmentChoice;
  readonly recipient: string;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

export const insertRevealLink = (link: NewRevealLink): Statement => ({
  name: 'reveal_links.insert',
  text: `insert into kontor.reveal_link (token_hash, account_id, customer_id, id, entitlement_id, version, language,
      bitness, recipient, created_by, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
  values: [
    link.tokenHash,
    link.accountId,
    link.customerId,
    link.id,
    link.entitlementId,
    link.choice.version,
    link.choice.language,
    link.choice.bitness,
    link.recipient,
    link.createdBy,
    new Date(link.createdAt),
    new Date(link.expiresAt),
  ],
});

export type RevealLinkRow = {
  readonly id: string;
  readonly created_at: Instant;
  readonly created_by: string | null;
  readonly recipient: string;
  readonly expires_at: Instant;
  readonly opened_at: Instant | null;
  readonly revoked_at: Instant | null;
  readonly revoked_by: string | null;
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
};

const rowText = `select l.id, l.created_at, p.email as created_by, l.recipient, l.expires_at, l.opened_at, l.revoked_at,
  r.email as revoked_by, l.version, l.language, l.bitness
from kontor.reveal_link l
left join kontor.person p on p.account_id = l.account_id and p.id = l.created_by
left join kontor.person r on r.account_id = l.account_id and r.id = l.revoked_by
where l.account_id = $1 and l.customer_id = $2 and l.entitlement_id = $3`;

/** Newest first; as many as a page may hold. */
export const readRevealLinks = (
  accountId: AccountId,
  customerId: CustomerId,
  entitlementId: EntitlementId,
): Statement<RevealLinkRow> => ({
  name: 'reveal_links.list',
  text: `${rowText} order by l.created_at desc, l.id desc limit 500`,
  values: [accountId, customerId, entitlementId],
});

export const readRevealLink = (
  accountId: AccountId,
  customerId: CustomerId,
  entitlementId: EntitlementId,
  linkId: LinkId,
): Statement<RevealLinkRow> => ({
  name: 'reveal_links.read',
  text: `${rowText} and l.id = $4`,
  values: [accountId, customerId, entitlementId, linkId],
});

export const readRevealLinksInUse = (
  accountId: AccountId,
  entitlementId: EntitlementId,
): Statement<{ readonly id: string; readonly expires_at: Instant }> => ({
  name: 'reveal_links.read_in_use',
  text: `select id, expires_at from kontor.reveal_link
    where account_id = $1 and entitlement_id = $2 and opened_at is null and revoked_at is null`,
  values: [accountId, entitlementId],
});

/** All of them, or it is read again: another has ended or opened one meanwhile. */
export const revokeRevealLinks = ({ accountId, linkIds, by, at }: Revocation): Statement => ({
  name: 'reveal_links.revoke',
  text: `with l as (
    update kontor.reveal_link set revoked_at = $3, revoked_by = $4
    where account_id = $1 and id = any ($2::uuid[]) and revoked_at is null and opened_at is null returning 1)
  select kontor.expect(count(*), cardinality($2::uuid[]), 'reveal_link.changed') from l`,
  values: [accountId, linkIds, new Date(at), by],
});

/** The one opening: of two at once the second finds it used, and is told so when it reads again. */
export const markOpened = (accountId: AccountId, linkId: string, at: Instant): Statement => ({
  name: 'reveal_links.mark_opened',
  text: `with l as (
    update kontor.reveal_link set opened_at = $3
    where account_id = $1 and id = $2 and opened_at is null and revoked_at is null returning 1)
  select kontor.expect(count(*), 1, 'reveal_link.changed') from l`,
  values: [accountId, linkId, new Date(at)],
});

/** Everything an opening is decided by, found by the hash of the token alone. */
export type FoundRevealLink = {
  readonly account_id: AccountId;
  readonly account_name: string;
  readonly account_country: string;
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
  readonly suspended: boolean;
  readonly customer_id: CustomerId;
  readonly customer_name: string;
  readonly customer_market: string;
  readonly customer_region: string;
  readonly link_id: string;
  readonly entitlement_id: EntitlementId;
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly recipient: string;
  readonly created_by: UserId;
  readonly maker_email: string | null;
  readonly maker_name: string | null;
  readonly maker_roles: string[];
  readonly expires_at: Instant;
  readonly opened_at: Instant | null;
  readonly revoked_at: Instant | null;
  readonly entitlement_status: EntitlementStatus;
  readonly entitlement_expires_at: Instant | null;
  readonly product_title: string;
  readonly sku_title: string;
};

export const findRevealLink = (tokenHash: Buffer): Statement<FoundRevealLink> => ({
  name: 'reveal_links.find',
  text: 'select * from kontor.find_reveal_link($1)',
  values: [tokenHash],
});
