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
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
  readonly file_name: string | null;
  readonly downloads: number;
};

const linkText = `select l.id, l.created_at, p.email as created_by, l.expires_at, l.revoked_at, l.version, l.language,
  l.bitness, f.file_name, l.downloads
from kontor.download_link l
left join kontor.person p on p.account_id = l.account_id and p.id = l.created_by
left join kontor.artifact f on f.product_id = l.product_id and f.sku_id = l.sku_id and f.version = l.version
  and f.language = l.language and f.bitness = l.bitness
where l.account_id = $1 and l.customer_id = $2 and l.entitlement_id = $3 and l.purpose = 'link'`;

/** Links given out for a purchase, newest first; as many as a page may hold. */
export const readLinks = (
  accountId: AccountId,
  customerId: CustomerId,
  entitlementId: EntitlementId,
): Statement<LinkRow> => ({
  name: 'downloads.read_links',
  text: `${linkText} order by l.created_at desc, l.id desc limit 500`,
  values: [accountId, customerId, entitlementId],
});

export const readLink = (
  accountId: AccountId,
  customerId: CustomerId,
  entitlementId: EntitlementId,
  linkId: LinkId,
): Statement<LinkRow> => ({
  name: 'downloads.read_link',
  text: `${linkText} and l.id = $4`,
  values: [accountId, customerId, entitlementId, linkId],
});

export const revokeLink = (accountId: AccountId, linkId: LinkId, at: Instant): Statement => ({
  name: 'downloads.revoke_link',
  text: `with l as (
    update kontor.download_link set revoked_at = $3 where account_id = $1 and id = $2 and revoked_at is null returning 1)
  select kontor.expect(count(*), 1, 'link.changed') from l`,
  values: [accountId, linkId, new Date(at)],
});
