import type { Readable } from 'node:stream';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId, OrderId } from '@kontor/domain/ids';
import { safeFileName } from '@kontor/domain/support/attachment-name';
import type { FastifyRequest } from 'fastify';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { type Spool, spoolStream } from '../platform/storage/spool.ts';
import { usualSupport } from '../platform/support-settings.ts';
import { keepFile } from '../support/add-attachment.ts';
import { type ArrivedFile, checkArrived } from '../support/receive-file.ts';
import { insertAttachments, type OrderAttachment, readAttachments } from './attachment-store.ts';
import { readOrder } from './read-orders.ts';

type Target = { readonly customerId: CustomerId; readonly orderId: OrderId };

const kinds = { pofiles: 'purchase_order', tenderfiles: 'tender' } as const;
type PartName = keyof typeof kinds;
type Arrived = ArrivedFile & { readonly kind: OrderAttachment['kind'] };

type Stated = {
  readonly isPartOfTender: boolean;
  readonly customerPrice?: number;
  readonly currency?: string;
  readonly fxRate?: number;
  readonly tenderLink?: string;
};

/** The part that is no file: JSON, its names in any case. */
const statedFrom = (sent: unknown): Stated | undefined => {
  try {
    // A part that says it is JSON has been read already.
    const value: unknown = typeof sent === 'string' ? JSON.parse(sent) : sent;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
    const price = members.get('customerprice');
    const currency = members.get('currency');
    const rate = members.get('fxrate');
    const link = members.get('tenderlink');
    const isFigure = (value: unknown) =>
      value == null || (Number.isFinite(Number(value)) && Number(value) >= 0);
    if (!isFigure(price) || !isFigure(rate) || members.size === 0) return undefined;
    if (currency != null && !/^[A-Za-z]{3}$/.test(String(currency))) return undefined;
    if (link != null && String(link).length > 2000) return undefined;
    return {
      isPartOfTender: /^true$/i.test(String(members.get('ispartoftender') ?? false)),
      ...(price == null ? {} : { customerPrice: Number(price) }),
      ...(currency == null ? {} : { currency: String(currency).toUpperCase() }),
      ...(rate == null ? {} : { fxRate: Number(rate) }),
      ...(link == null ? {} : { tenderLink: String(link) }),
    };
  } catch {
    return undefined;
  }
};

const isPartName = (name: string): name is PartName => Object.hasOwn(kinds, name);

/** Files of an order with what is said of them. Whoever gets them closes the spools. */
const receive = async (request: FastifyRequest, spools: Spool[]) => {
  if (!request.isMultipart()) return refused({ code: 'order.po_missing' as const });
  const { mostBytesOfFile, mostFiles } = usualSupport.attachments;
  const limits = {
    fileSize: mostBytesOfFile,
    files: mostFiles,
    fields: 5,
    fieldSize: 20_000,
    parts: mostFiles + 5,
  };
  const files: { readonly spool: Spool; readonly name: string; readonly part: PartName }[] = [];
  let stated: Stated | undefined;
  try {
    for await (const part of request.parts({ limits })) {
      const name = part.fieldname.toLowerCase();
      if (part.type === 'file') {
        const spool = await spoolStream(part.file);
        spools.push(spool);
        if (part.file.truncated)
          return refused({ code: 'support.attachment_too_large' as const, mostBytes: mostBytesOfFile });
        if (isPartName(name)) files.push({ spool, name: part.filename, part: name });
      } else if (name === 'metadata') stated = statedFrom(part.value);
    }
  } catch (error) {
    // Whatever is wrong with the parts, the metadata that has to be among them was not read.
    request.log.debug(error);
    return refused({ code: 'order.metadata_invalid' as const });
  }
  if (!stated) return refused({ code: 'order.metadata_invalid' as const });
  if (!files.some(({ part }) => part === 'pofiles')) return refused({ code: 'order.po_missing' as const });
  if (stated.isPartOfTender && !stated.tenderLink && !files.some(({ part }) => part === 'tenderfiles'))
    return refused({ code: 'order.tender_missing' as const });
  const arrived: Arrived[] = [];
  for (const { spool, name, part } of files) {
    const checked = await checkArrived(spool, safeFileName(name));
    if (!checked.accepted) return checked;
    arrived.push({ ...checked.value, kind: kinds[part] });
  }
  return accepted({ arrived, stated });
};

/** Files a purchase order, and the papers of a tender, with an order. */
export const addOrderAttachments = async (ctx: RequestContext, target: Target, request: FastifyRequest) => {
  const read = await readAs(ctx, 'orders.buy', target.customerId, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const { idempotency: _kept, ...plain } = ctx;
  const found = await readOrder(plain, target);
  if (!found.accepted) return found;
  const spools: Spool[] = [];
  try {
    const received = await receive(request, spools);
    if (!received.accepted) return received;
    const rows: OrderAttachment[] = [];
    for (const file of received.value.arrived) {
      const { storageKey, sizeBytes, sha256 } = await keepFile(ctx, file);
      rows.push({
        account_id: caller.accountId,
        order_id: target.orderId,
        id: newUuid(),
        customer_id: target.customerId,
        kind: file.kind,
        file_name: file.fileName,
        content_type: file.contentType,
        size_bytes: BigInt(sizeBytes),
        sha256,
        storage_key: storageKey,
        stated: received.value.stated,
        at: caller.now,
      });
    }
    const files = rows.map(({ id, kind, file_name, sha256 }) => ({
      id,
      kind,
      fileName: file_name,
      sha256: sha256.toString('hex'),
    }));
    const newValue = { orderId: target.orderId, attachments: files, ...received.value.stated };
    const done = await act(
      ctx,
      caller,
      {
        writes: [insertAttachments(rows)],
        activity: [{ action: 'update_order', resourceId: target.orderId, newValue, details: newValue }],
        events: [],
      },
      rows,
    );
    return done.accepted ? accepted<readonly OrderAttachment[]>(rows) : done;
  } finally {
    for (const spool of spools) await spool.close();
  }
};

export const listOrderAttachments = async (ctx: RequestContext, target: Target) => {
  const { accountId } = ctx.principal;
  const found = await readOrder(ctx, target);
  if (!found.accepted) return found;
  const read = await readAs(ctx, 'orders.read', target.customerId, [
    readAttachments(accountId, target.customerId, target.orderId),
  ]);
  return read.accepted ? accepted<readonly OrderAttachment[]>(read.value.rows[0]) : read;
};

export type GivenFile = { readonly file: OrderAttachment; readonly bytes: Readable };

export const getOrderAttachment = async (
  ctx: RequestContext,
  { id, ...target }: Target & { readonly id: string },
): Promise<
  Decision<
    GivenFile,
    | Exclude<Awaited<ReturnType<typeof listOrderAttachments>>, { accepted: true }>['refusal']
    | { readonly code: 'order.attachment_not_found' }
  >
> => {
  const found = await listOrderAttachments(ctx, target);
  if (!found.accepted) return found;
  const file = found.value.find((row) => row.id === id.toLowerCase());
  return file
    ? accepted({ file, bytes: ctx.files.open(file.storage_key) })
    : refused({ code: 'order.attachment_not_found' });
};
