import type { Readable } from 'node:stream';
import { accepted, refused } from '@kontor/domain/decision';
import { dispositionOf } from '../downloads/serve-download.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { actOnRequest } from './act-on-request.ts';
import type { AttachmentRow } from './conversation-store.ts';
import { detailsOf } from './create-support-request.ts';
import { findRequest, requestKeyFrom } from './find-request.ts';

export type GivenAttachment = { readonly file: AttachmentRow; readonly bytes: Readable };

/** A file of a request for whoever may see the request; on record before its first byte goes out. */
export const getSupportAttachment = async (ctx: RequestContext, idOrNumber: string, n: string) => {
  const found = await findRequest(ctx, 'support.read', requestKeyFrom(idOrNumber));
  if (!found.accepted) return found;
  const { row, attachments } = found.value.record;
  const file = attachments.find(({ number }) => number === Number(n));
  if (!file) return refused({ code: 'support.not_found' });
  if (file.scan === 'infected') return refused({ code: 'support.attachment_infected' });
  if (file.scan === 'pending') return refused({ code: 'support.attachment_pending' });
  const details = { ...detailsOf(row), n: file.number, fileName: file.file_name };
  const done = await actOnRequest(
    ctx,
    found.value,
    {
      writes: [],
      activity: [{ action: 'get_support_attachment', resourceId: row.id, details }],
      events: [],
    },
    undefined,
  );
  if (!done.accepted) return done;
  return accepted<GivenAttachment>({ file, bytes: ctx.files.open(file.storage_key) });
};

/** Never opened in the page that it is fetched from, whatever it is. */
export const attachmentHeaders = ({ file }: GivenAttachment): Readonly<Record<string, string>> => ({
  'content-type': 'application/octet-stream',
  'content-length': String(file.size_bytes),
  'content-disposition': dispositionOf(file.file_name),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, no-store',
});
