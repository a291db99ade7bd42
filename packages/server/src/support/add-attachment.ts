import { accepted, refused } from '@kontor/domain/decision';
import type { FastifyRequest } from 'fastify';
import { claimFile } from '../catalog/stored-file-store.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { StoredFile } from '../platform/storage/file-store.ts';
import { usualSupport } from '../platform/support-settings.ts';
import { actOnRequest } from './act-on-request.ts';
import { type AttachmentRow, insertAttachment } from './conversation-store.ts';
import { detailsOf } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import { nameOf } from './move-support-request.ts';
import { type ArrivedFile, receiveFile } from './receive-file.ts';
import { updateRequest } from './support-store.ts';

const chunkBytes = 262_144;

/** Adds one file to a request. The file lies in the store before a row names it; what no row names is swept. */
export const addSupportAttachment = async (
  ctx: RequestContext,
  idOrNumber: string,
  request: FastifyRequest,
) => {
  const key = requestKeyFrom(idOrNumber);
  const found = await findRequest(ctx, 'support.answer', key);
  if (!found.accepted) return found;
  const room = roomIn(ctx, found.value);
  if (!room.accepted) return room;
  const arrived = await receiveFile(request, room.value);
  if (!arrived.accepted) return arrived;
  try {
    const stored = await keepFile(ctx, arrived.value);
    return await withRetries(async () => {
      const again = await findRequest(ctx, 'support.answer', key);
      if (!again.accepted) return again;
      // Others may have sent files meanwhile.
      const left = roomIn(ctx, again.value);
      if (!left.accepted) return left;
      if (stored.sizeBytes > left.value)
        return refused({ code: 'support.attachment_too_large', mostBytes: left.value });
      return addRow(ctx, again.value, attachmentOf(ctx, again.value, arrived.value, stored));
    });
  } finally {
    await arrived.value.spool.close();
  }
};

/** How large the next file may be. */
const roomIn = (ctx: RequestContext, { record }: FoundRequest) => {
  const { attachments: limits } = ctx.support ?? usualSupport;
  if (record.row.status === 'closed') return refused({ code: 'support.closed' });
  if (record.attachments.length >= limits.mostFiles)
    return refused({ code: 'support.attachments_full', mostFiles: limits.mostFiles });
  const used = record.attachments.reduce((sum, { size_bytes }) => sum + Number(size_bytes), 0);
  const left = Math.min(limits.mostBytesOfFile, limits.mostBytesOfRequest - used);
  return left > 0
    ? accepted(left)
    : refused({ code: 'support.attachments_full', mostBytes: limits.mostBytesOfRequest });
};

/** The claim commits first: a sweep that has the same content in hand is done before the file takes its place. */
export const keepFile = async (
  { pools, files }: RequestContext,
  { spool }: Pick<ArrivedFile, 'spool'>,
): Promise<StoredFile> => {
  const received = await files.receive(spool.read(chunkBytes));
  try {
    await writeBatch(pools.system, noTenant, [claimFile(received.storageKey)]);
    await received.keep();
    return received;
  } catch (error) {
    await received.discard();
    throw error;
  }
};

const attachmentOf = (
  ctx: RequestContext,
  found: FoundRequest,
  { fileName, contentType }: ArrivedFile,
  { storageKey, sizeBytes, sha256 }: StoredFile,
): AttachmentRow => ({
  account_id: found.accountId,
  request_id: found.record.row.id,
  number: Math.max(0, ...found.record.attachments.map(({ number }) => number)) + 1,
  side: found.side,
  author_id: found.caller.actor.userId ?? null,
  author_name: nameOf(found),
  file_name: fileName,
  content_type: contentType,
  size_bytes: BigInt(sizeBytes),
  sha256,
  storage_key: storageKey,
  scan: ctx.support?.scanner === undefined ? 'not_scanned' : 'pending',
  at: found.now,
});

const addRow = async (ctx: RequestContext, found: FoundRequest, file: AttachmentRow) => {
  const { row } = found.record;
  const details = {
    ...detailsOf(row),
    n: file.number,
    fileName: file.file_name,
    contentType: file.content_type,
    sizeBytes: Number(file.size_bytes),
    sha256: file.sha256.toString('hex'),
  };
  const done = await actOnRequest(
    ctx,
    found,
    {
      writes: [updateRequest(row, { ...row, modified_at: found.now }), insertAttachment(file)],
      activity: [{ action: 'add_support_attachment', resourceId: row.id, newValue: details, details }],
      events: [],
    },
    file,
  );
  return done.accepted ? accepted(done.value.value) : refused(done.refusal);
};
