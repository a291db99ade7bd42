import multipart from '@fastify/multipart';
import type { Participant } from '@kontor/domain/cart/line-wishes';
import { accepted, refused } from '@kontor/domain/decision';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { CartLineRequest } from '../carts/cart-lines.ts';
import { wishesFrom } from '../carts/cart-wishes.ts';
import { dispositionOf } from '../downloads/serve-download.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom, orderIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import type { OrderAttachment } from './attachment-store.ts';
import { createOrder } from './create-order.ts';
import { addOrderAttachments, getOrderAttachment, listOrderAttachments } from './order-attachments.ts';
import { orderWire, provisioningStatusWire } from './order-wire.ts';
import { readOrder } from './read-orders.ts';

type OrderBody = z.infer<(typeof operations)['createOrder']['body']>;

const targetOf = (params: Readonly<Record<string, string>>) => ({
  customerId: customerIdFrom(params.customer),
  orderId: orderIdFrom(params.order),
});

/** Their order body → our lines, in the order of their numbers. A cycle "unknown" is what a client sends that has nothing to say. */
const linesFrom = ({ billingCycle, currencyCode, lineItems }: OrderBody): CartLineRequest[] =>
  lineItems
    .map((line, index) => ({ line, number: line.lineItemNumber ?? index }))
    .sort((a, b) => a.number - b.number)
    .map(({ line }) => ({
      catalogItemId: line.offerId,
      quantity: line.quantity,
      ...(billingCycle === undefined || billingCycle === 'unknown' ? {} : { billingCycle }),
      ...(line.termDuration === undefined || line.termDuration === ''
        ? {}
        : { term: line.termDuration.toUpperCase() }),
      ...(currencyCode === undefined || currencyCode === '' ? {} : { currency: currencyCode }),
      ...(line.friendlyName === undefined ? {} : { friendlyName: line.friendlyName }),
      ...(line.provisioningContext === undefined ? {} : { provisioningContext: line.provisioningContext }),
      ...wishesFrom({ ...line, participants: participantsOf(line) }),
    }));

type Line = OrderBody['lineItems'][number];

/** An order names its resellers by members of their own. */
const participantsOf = ({ partnerIdOnRecord, additionalPartnerIdsOnRecord = [] }: Line): Participant[] => [
  ...(partnerIdOnRecord ? [{ key: 'transaction_reseller' as const, value: partnerIdOnRecord }] : []),
  ...additionalPartnerIdsOnRecord.map((value) => ({
    key: 'additional_transaction_reseller' as const,
    value,
  })),
];

const numbersTwice = ({ lineItems }: OrderBody): number[] => {
  const numbers = lineItems.map((line, index) => line.lineItemNumber ?? index);
  return [...new Set(numbers.filter((number, index) => numbers.indexOf(number) !== index))];
};

const create = async (
  ctx: RequestContext,
  { params, body }: WireInput<(typeof operations)['createOrder']>,
) => {
  const customerId = customerIdFrom(params.customer);
  const twice = numbersTwice(body);
  const hasParent = body.lineItems.some((line) => line.parentSubscriptionId);
  if (twice.length > 0 || hasParent) {
    // Whether they may is told before what is wrong with it.
    const allowed = await readAs(ctx, 'orders.buy', customerId, []);
    if (!allowed.accepted) return allowed;
    return hasParent
      ? refused({ code: 'order.add_on_unknown' as const })
      : refused({
          code: 'request.invalid' as const,
          errors: twice.map((number) => ({
            path: 'lineItems',
            message: `must have lineItemNumber ${number} once; number the line items from 0`,
          })),
        });
  }
  return createOrder(ctx, { customerId, lines: linesFrom(body) });
};

/** How an order was delivered; users only (reference 1.3). */
const provisioning = async (ctx: RequestContext, { params }: Pick<WireInput<never>, 'params'>) => {
  const target = targetOf(params);
  const read = await readAs(ctx, 'subscription_support.read', target.customerId, []);
  return read.accepted ? readOrder(ctx, target) : read;
};

/** Nothing that is sold here is activated at its publisher's: a purchase is delivered at once or waits for its key. */
const activationLinks = async (ctx: RequestContext, { params }: Pick<WireInput<never>, 'params'>) => {
  const found = await readOrder(ctx, targetOf(params));
  if (!found.accepted || params.line === undefined) return found;
  const line = found.value.lines.find(({ line_number }) => String(line_number) === params.line);
  return line
    ? accepted(found.value)
    : refused({ code: 'order.line_unknown' as const, lines: [params.line] });
};

const collection = (items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  attributes: { objectType: 'Collection' },
});

export const registerOrderCallsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.createOrder, {
    run: create,
    view: (record) => orderWire(record, { includePrice: false }),
  });
  registerWire(app, surface, operations.getOrderProvisioning, {
    run: provisioning,
    view: (record) => collection(record.lines.map(provisioningStatusWire)),
  });
  registerAttachments(app, surface);
  for (const operation of [operations.listOrderActivationLinks, operations.listLineActivationLinks])
    registerWire(app, surface, operation, { run: activationLinks, view: () => collection([]) });
};

const attachmentWire = (file: OrderAttachment) => ({
  attachmentId: file.id,
  fileName: file.file_name,
  sizeInKB: Math.ceil(Number(file.size_bytes) / 1024),
  attachmentType: file.kind === 'tender' ? 'TenderAttachment' : 'POAttachment',
});

const registerAttachments = (app: FastifyInstance, surface: WireSurface): void => {
  const view = (files: readonly OrderAttachment[]) => collection(files.map(attachmentWire));
  // Bodies of several parts are read by calls that say so only.
  app.register(async (uploads) => {
    await uploads.register(multipart);
    registerWire(uploads, surface, operations.addOrderAttachments, {
      run: (ctx, { params, request }) => addOrderAttachments(ctx, targetOf(params), request),
      view,
    });
  });
  registerWire(app, surface, operations.listOrderAttachments, {
    run: (ctx, { params }) => listOrderAttachments(ctx, targetOf(params)),
    view,
  });
  registerWire(app, surface, operations.getOrderAttachment, {
    run: (ctx, { params }) => getOrderAttachment(ctx, { ...targetOf(params), id: params.attachment ?? '' }),
    view: () => undefined,
    send: ({ file, bytes }, reply) =>
      reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-length': String(file.size_bytes),
          'content-disposition': dispositionOf(file.file_name),
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
          'cache-control': 'private, no-store',
        })
        .send(bytes),
  });
};
