import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  type DownloadQuestion,
  type DownloadRefusal,
  download,
  sessionDownloadExpiry,
} from '@kontor/domain/entitlement/download';
import { createLink, type LinkExpiryRefusal, type LinkPlan } from '@kontor/domain/entitlement/download-link';
import type { Fulfilment, FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import type { CustomerId, EntitlementId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatInstant, type Instant } from '@kontor/domain/time';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { holdEntitlement } from '../entitlements/entitlement-store.ts';
import { act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import {
  type ArtifactRow,
  type DownloadableRow,
  insertLink,
  type LinkPurpose,
  readArtifactsOf,
  readDownloadable,
} from './download-store.ts';
import { hashOfToken } from './download-token.ts';

export type DownloadInput = {
  readonly permission: Permission;
  /** Undefined on a customer's own surface for somebody who is no customer. */
  readonly customerId: CustomerId | undefined;
  readonly entitlementId: EntitlementId;
  readonly choice: FulfilmentChoice;
};

/** An address that has just been made; its token is in here and nowhere else. */
export type GivenDownload = LinkPlan & { readonly token: string };

type Decide = (
  question: DownloadQuestion,
  now: Instant,
) => Decision<LinkPlan, DownloadRefusal | LinkExpiryRefusal>;

/** A link for the customer, checked against the purchase on every request. */
export const createDownloadLink = (
  ctx: RequestContext,
  input: DownloadInput & { readonly expiresInSeconds?: number | undefined },
) => {
  const { expiresInSeconds } = input;
  const own = expiresInSeconds === undefined ? {} : { expiresInSeconds };
  return giveDownload(ctx, input, 'link', (question, now) => createLink({ ...question, ...own }, now));
};

/** An address for this person to download from within five minutes; it goes on record as a download. */
export const startDownload = (ctx: RequestContext, input: DownloadInput) =>
  giveDownload(ctx, input, 'download', (question, now) => {
    const allowed = download(question, now);
    if (!allowed.accepted) return allowed;
    return accepted({ artifact: allowed.value, expiresAt: sessionDownloadExpiry(now) });
  });

const giveDownload = (ctx: RequestContext, input: DownloadInput, purpose: LinkPurpose, decide: Decide) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { permission, customerId, entitlementId, choice } = input;
    const read = await readAs(ctx, permission, customerId, [
      readDownloadable(accountId, customerId ?? null, entitlementId),
      readArtifactsOf(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], artifacts] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const entitlement = { status: row.status, expiresAt: row.expires_at };
    const question = { entitlement, fulfilments: artifacts.map(fulfilmentOf), choice };
    const decision = decide(question, caller.now);
    if (!decision.accepted) return decision;
    const token = newToken();
    const given: GivenDownload = { ...decision.value, token };
    const done = await act(ctx, caller, deedOf(caller, row, { input, purpose, given }), given);
    return done.accepted ? accepted(given) : done;
  });

const fulfilmentOf = ({ version, language, bitness, ...file }: ArtifactRow): Fulfilment => ({
  version,
  language,
  bitness,
  // Which key goes with it is not asked here.
  key: null,
  artifact: {
    fileName: file.file_name,
    sizeBytes: Number(file.size_bytes),
    sha256: file.sha256.toString('hex'),
  },
});

type Giving = { readonly input: DownloadInput; readonly purpose: LinkPurpose; readonly given: GivenDownload };

const deedOf = (caller: Caller, row: DownloadableRow, { input, purpose, given }: Giving) => {
  const { userId } = caller.actor;
  invariant(userId, 'only a person is given a download');
  const id = newUuid();
  const link = {
    tokenHash: hashOfToken(given.token),
    accountId: caller.accountId,
    id,
    purpose,
    createdBy: userId,
    createdAt: caller.now,
    expiresAt: given.expiresAt,
  };
  const details = detailsOf(row, { input, purpose, given }, id);
  const action = purpose === 'link' ? 'get_software_download_link' : 'software_download';
  const activity: [ActivityEntry] = [{ action, resourceId: row.id, details }];
  const events: EventEntry[] =
    purpose === 'link'
      ? [{ type: 'download_link.created', aggregateType: 'entitlement', aggregateId: row.id, data: details }]
      : [];
  return {
    writes: [holdEntitlement(caller.accountId, row.id, row.version), insertLink(link, row, input.choice)],
    activity,
    events,
  };
};

const detailsOf = (row: DownloadableRow, { input, purpose, given }: Giving, linkId: string) => ({
  ...(purpose === 'link' ? { linkId } : { kind: 'session' }),
  orderId: row.order_id,
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  ...input.choice,
  fileName: given.artifact.fileName,
  expiresAt: formatInstant(given.expiresAt),
});
