import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { Bitness } from '@kontor/domain/entitlement/fulfilment';
import type { AccountId, CustomerId, EntitlementId, LinkId, UserId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type LinkPurpose = 'link' | 'download';

export type DownloadableRow = {
  readonly id: EntitlementId;
  readonly customer_id: CustomerId;
  readonly order_id: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly status: EntitlementStatus;
  readonly version: number;
  readonly expires_at: Instant | null;
};

/** The entitlement that a download would be of; none for a customer who does not have it. */
export const readDownloadable = (
  accountId: AccountId,
  customerId: CustomerId | null,
  entitlementId: EntitlementId,
): Statement<DownloadableRow> => ({
  name: 'downloads.read_entitlement',
  text: `select e.id, e.customer_id, e.order_id, e.product_id, e.sku_id, p.title as product_title, e.status, e.version, e.expires_at
    from kontor.entitlement e join kontor.product p on p.id = e.product_id
    where e.account_id = $1 and e.customer_id = $2 and e.id = $3`,
  values: [accountId, customerId, entitlementId],
});

export type ArtifactRow = {
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly file_name: string;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
};

export const readArtifactsOf = (
  accountId: AccountId,
  entitlementId: EntitlementId,
): Statement<ArtifactRow> => ({
  name: 'downloads.read_artifacts',
  text: `select f.version, f.language, f.bitness, f.file_name, f.size_bytes, f.sha256
    from kontor.entitlement e join kontor.artifact f on f.product_id = e.product_id and f.sku_id = e.sku_id
    where e.account_id = $1 and e.id = $2`,
  values: [accountId, entitlementId],
});

export type NewLink = {
  readonly tokenHash: Buffer;
  readonly accountId: AccountId;
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

export const insertLink = (
  link: NewLink,
  of: DownloadableRow,
  choice: { readonly version: string; readonly language: string; readonly bitness: Bitness },
): Statement => ({
  name: 'downloads.insert_link',
  text: `insert into kontor.download_link (token_hash, account_id, customer_id, id, entitlement_id, product_id, sku_id,
      version, language, bitness, purpose, created_by, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
  values: [
    link.tokenHash,
    link.accountId,
    of.customer_id,
    link.id,
    of.id,
    of.product_id,
    of.sku_id,
    choice.version,
    choice.language,
    choice.bitness,
    link.purpose,
    link.createdBy,
    new Date(link.createdAt),
    new Date(link.expiresAt),
  ],
});

export type LinkRow = {
  readonly id: string;
  readonly created_at: Instant;
  readonly created_by: string | null;
  readonly expires_at: Instant;
  readonly revoked_at: Instant | null;
  /** Null where it was not a person; its name too where the reader may not know who it was. */
  readonly revoked_by: string | null;
  readonly revoked_by_name: string | null;
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly file_name: string | null;
  readonly downloads: number;
  readonly last_download_at: Instant | null;
};

const linkText = `select l.id, l.created_at, p.email as created_by, l.expires_at, l.revoked_at, l.revoked_by,
  r.email as revoked_by_name, l.version, l.language, l.bitness, f.file_name, l.downloads, l.last_download_at
from kontor.download_link l
left join kontor.person p on p.account_id = l.account_id and p.id = l.created_by
left join kontor.person r on r.account_id = l.account_id and r.id = l.revoked_by
left join kontor.artifact f on f.product_id = l.product_id and f.sku_id = l.sku_id and f.version = l.version
  and f.language = l.language and f.bitness = l.bitness
where l.account_id = $1 and l.customer_id = $2 and l.entitlement_id = $3 and l.purpose = 'link'
  and ($4 = 'anybody' or p.customer_id is not null)`;

/** Whose links: anybody's, or those that people of the customer made themselves. */
export type LinkMakers = 'anybody' | 'customer';

export type LinksOf = {
  readonly accountId: AccountId;
  /** Null for a person who is nobody's customer: they have none. */
  readonly customerId: CustomerId | null;
  readonly entitlementId: EntitlementId;
  readonly makers: LinkMakers;
};

const placeOf = ({ accountId, customerId, entitlementId, makers }: LinksOf) => [
  accountId,
  customerId,
  entitlementId,
  makers,
];

/** Links given out for a purchase, newest first; as many as a page may hold. */
export const readLinks = (of: LinksOf): Statement<LinkRow> => ({
  name: 'downloads.read_links',
  text: `${linkText} order by l.created_at desc, l.id desc limit 500`,
  values: placeOf(of),
});

export const readLink = (of: LinksOf, linkId: LinkId): Statement<LinkRow> => ({
  name: 'downloads.read_link',
  text: `${linkText} and l.id = $5`,
  values: [...placeOf(of), linkId],
});

export const readLinksInUse = (
  accountId: AccountId,
  entitlementId: EntitlementId,
): Statement<{ readonly id: string; readonly expires_at: Instant }> => ({
  name: 'downloads.read_links_in_use',
  text: `select id, expires_at from kontor.download_link
    where account_id = $1 and entitlement_id = $2 and purpose = 'link' and revoked_at is null`,
  values: [accountId, entitlementId],
});

export type Revocation = {
  readonly accountId: AccountId;
  readonly linkIds: readonly string[];
  readonly by: string | null;
  readonly at: Instant;
};

/** All of them, or it is read again: another has ended one meanwhile. */
export const revokeLinks = ({ accountId, linkIds, by, at }: Revocation): Statement => ({
  name: 'downloads.revoke_links',
  text: `with l as (
    update kontor.download_link set revoked_at = $3, revoked_by = $4
    where account_id = $1 and id = any ($2::uuid[]) and revoked_at is null returning 1)
  select kontor.expect(count(*), cardinality($2::uuid[]), 'link.changed') from l`,
  values: [accountId, linkIds, new Date(at), by],
});
