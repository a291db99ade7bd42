import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { AccountId, CustomerId, EntitlementId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { LinkPurpose } from './download-store.ts';

/** Everything one request of a link is decided by, found by the hash of its token alone. */
export type DownloadRow = {
  readonly account_id: AccountId;
  readonly customer_id: CustomerId;
  readonly customer_name: string;
  readonly link_id: string;
  readonly entitlement_id: EntitlementId;
  readonly purpose: LinkPurpose;
  readonly expires_at: Instant;
  readonly revoked_at: Instant | null;
  readonly entitlement_status: EntitlementStatus;
  readonly entitlement_expires_at: Instant | null;
  readonly clock_offset_ms: bigint;
  readonly order_id: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: string;
  /** Null, like the four below, when the operator has taken the file away. */
  readonly file_name: string | null;
  readonly size_bytes: bigint | null;
  readonly sha256: Buffer | null;
  readonly storage_key: string | null;
  readonly uploaded_at: Instant | null;
};

export const findDownload = (tokenHash: Buffer): Statement<DownloadRow> => ({
  name: 'downloads.find',
  text: 'select * from kontor.find_download($1)',
  values: [tokenHash],
});

/** A cancel that has begun is waited for; one that has committed makes this raise. */
export const holdEntitlement = (row: DownloadRow): Statement => ({
  name: 'downloads.hold_entitlement',
  text: `with e as (
    select 1 from kontor.entitlement where account_id = $1 and id = $2 and status = 'active' for share)
  select kontor.expect(count(*), 1, 'entitlement.changed') from e`,
  values: [row.account_id, row.entitlement_id],
});

// A part from the middle goes on with a transfer that is on record, unless none is.
const counted = (at: string) => `with counted as (
  update kontor.download_link set downloads = downloads + 1, last_download_at = ${at}
  where account_id = $1 and id = $2 and revoked_at is null and ($3 or downloads = 0) returning created_by)`;

/** A session's own download was recorded when it was asked for. */
export const countDownload = (row: DownloadRow, { at, fromStart }: TransferStart): Statement => ({
  name: 'downloads.count',
  text: `${counted('$4')} select count(*) from counted`,
  values: [row.account_id, row.link_id, fromStart, new Date(at)],
});

const recordText = `${counted('$5')}
insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
  customer_name, person_id, person_name, roles, address, request_id, correlation_id, details)
select $1, $4, $5, 'software_download', 'succeeded', 'software_download_link', $6, $7, $8, counted.created_by, p.email,
  coalesce(p.roles, '{}'), $9, $10, $10, $11::jsonb
from counted left join kontor.person p on p.account_id = $1 and p.id = counted.created_by`;

export type TransferStart = {
  readonly at: Instant;
  readonly fromStart: boolean;
  readonly address: string;
  readonly requestId: string;
};

/** Counts the transfer and puts it on record under whoever made the link: who follows one is not known. */
export const recordDownload = (row: DownloadRow, start: TransferStart): Statement => ({
  name: 'downloads.record',
  text: recordText,
  values: [
    row.account_id,
    row.link_id,
    start.fromStart,
    newUuid(),
    new Date(start.at),
    row.entitlement_id,
    row.customer_id,
    row.customer_name,
    start.address,
    start.requestId,
    JSON.stringify(detailsOf(row)),
  ],
});

const detailsOf = (row: DownloadRow) => ({
  kind: 'link',
  linkId: row.link_id,
  orderId: row.order_id,
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  version: row.version,
  language: row.language,
  bitness: row.bitness,
  fileName: row.file_name,
});

/** Who gave a link out and what it is of, for the page that people see. */
export type SenderRow = {
  readonly account_name: string;
  readonly customer_name: string;
  readonly maker_kind: string | null;
  readonly sku_title: string;
};

export const findSender = (tokenHash: Buffer): Statement<SenderRow> => ({
  name: 'downloads.find_sender',
  text: 'select * from kontor.find_link_sender($1)',
  values: [tokenHash],
});
