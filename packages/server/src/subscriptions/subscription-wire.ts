import { parseBillingCycle } from '@kontor/domain/catalog/billing-cycle';
import { parseTerm } from '@kontor/domain/catalog/term';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import type { SubscriptionChange } from '@kontor/domain/subscription/change-subscription';
import type { ScheduledChange } from '@kontor/domain/subscription/subscription';
import { formatInstant } from '@kontor/domain/time';
import type { subscriptionPatch } from '@kontor/wire/subscription-schemas';
import type { z } from 'zod';
import type { CloudSubscriptionRow } from '../reservations/cloud-subscription-store.ts';
import { orderEtag } from '../wire/etag.ts';
import { link } from '../wire/seek-page.ts';
import type { SubscriptionRecord } from './list-subscriptions.ts';
import type { SupportContact, TermLineRow } from './subscription-store.ts';

type Patch = z.infer<typeof subscriptionPatch>;

/** What never ends ends here on the wire (reference 0.3). */
const never = '9999-12-10T00:00:00Z';

const openLines = (lines: readonly TermLineRow[]): readonly TermLineRow[] =>
  lines.filter((line) => line.status !== 'cancelled' && line.cancellable_until !== null);

/** Until when each part of the quantity can be given back, and what for. */
const refundWire = (lines: readonly TermLineRow[]) => {
  const open = openLines(lines);
  if (open.length === 0) return {};
  const details = open.map((line) => ({
    quantity: line.quantity,
    allowedUntilDateTime: formatInstant(line.cancellable_until ?? line.purchased_at),
  }));
  const last = Math.max(...open.map((line) => line.cancellable_until ?? 0));
  const [first] = open;
  return {
    cancellationAllowedUntilDate: new Date(last).toISOString(),
    refundOptions: open.map((line) => ({
      type: line.credit_rule === 'full' ? 'Full' : 'Partial',
      expiresAt: formatInstant(line.cancellable_until ?? line.purchased_at),
    })),
    ...(first === undefined
      ? {}
      : {
          refundableQuantity: {
            totalQuantity: open.reduce((sum, line) => sum + line.quantity, 0),
            details,
          },
        }),
  };
};

const scheduledWire = (change: ScheduledChange, { row }: SubscriptionRecord) => ({
  product: {
    productId: change.productId ?? row.product_id,
    skuId: change.skuId ?? row.sku_id,
    billingCycle: change.billingCycle ?? row.billing_cycle,
    termDuration: change.term ?? row.term_duration,
  },
  quantity: change.quantity ?? row.quantity,
});

/** A subscription in the service's words (reference 7, recorded sessions). */
export const subscriptionWire = (record: SubscriptionRecord) => {
  const { row, lines, actions, nextCharge } = record;
  const self = `/customers/${row.customer_id}/subscriptions/${row.id}`;
  const country = `?country=${row.customer_market}`;
  const sku = `/products/${row.product_id}/skus/${row.sku_id}`;
  const can = [
    ...(actions.cancel.allowed ? ['Cancel'] : []),
    ...(actions.setAutoRenew.allowed ? ['Edit'] : []),
  ];
  return {
    id: row.id,
    offerId: `${row.product_id}:${row.sku_id}:${row.availability_id}`,
    ...(row.entitlement_id === null ? {} : { entitlementId: row.entitlement_id }),
    offerName: row.sku_title,
    friendlyName: row.friendly_name ?? row.sku_title,
    productType: { id: row.type_id, displayName: row.type_id },
    quantity: row.quantity,
    unitType: 'Licenses',
    hasPurchasableAddons: false,
    creationDate: formatInstant(row.created_at),
    effectiveStartDate: `${row.starts_on}T00:00:00Z`,
    commitmentEndDate: `${row.ends_on}T00:00:00Z`,
    commitmentEndDateTime: `${row.ends_on}T00:00:00Z`,
    ...refundWire(lines),
    ...(nextCharge === null
      ? {}
      : {
          billingCycleEndDate: `${nextCharge.date}T00:00:00Z`,
          billingCycleEndDateTime: `${nextCharge.date}T00:00:00Z`,
        }),
    status: row.status,
    autoRenewEnabled: row.auto_renew,
    isTrial: false,
    billingType: 'license',
    billingCycle: row.billing_cycle,
    termDuration: row.term_duration,
    renewalTermDuration: row.scheduled_change?.term ?? row.term_duration,
    isMicrosoftProduct: row.own_product,
    ...(row.partner_mpn_id === null ? {} : { partnerId: row.partner_mpn_id }),
    publisherName: row.publisher,
    actions: can,
    attentionNeeded: false,
    actionTaken: false,
    contractType: 'subscription',
    ...(row.status === 'suspended' ? { suspensionReasons: ['Partner'] } : {}),
    ...(row.promotion_id === null
      ? {}
      : { promotionId: `${row.product_id}:${row.sku_id}:${row.promotion_id}` }),
    ...(row.scheduled_change === null
      ? {}
      : { scheduledNextTermInstructions: scheduledWire(row.scheduled_change, record) }),
    links: {
      product: link(`/products/${row.product_id}${country}`),
      sku: link(`${sku}${country}`),
      availability: link(`${sku}/availabilities/${row.availability_id}${country}`),
      ...(row.entitlement_id === null
        ? {}
        : { entitlement: link(`/customers/${row.customer_id}/entitlements`) }),
      self: link(self),
    },
    orderId: row.order_id,
    attributes: { etag: orderEtag(row.id, row.version), objectType: 'Subscription' },
  };
};

/** A cloud subscription that reservations are bought for; what runs in it is not metered here. */
export const cloudSubscriptionWire = (row: CloudSubscriptionRow, customerId: string) => ({
  id: row.id,
  offerId: 'MS-AZR-0145P',
  entitlementId: row.id,
  offerName: 'Microsoft Azure',
  friendlyName: row.name,
  productType: { id: 'Azure', displayName: 'Azure' },
  quantity: 1,
  unitType: 'Usage-based',
  hasPurchasableAddons: false,
  creationDate: formatInstant(row.registered_at),
  effectiveStartDate: formatInstant(row.registered_at),
  commitmentEndDate: never,
  commitmentEndDateTime: never,
  status: 'active',
  autoRenewEnabled: false,
  isTrial: false,
  billingType: 'usage',
  billingCycle: 'monthly',
  actions: [] as string[],
  attentionNeeded: false,
  actionTaken: false,
  contractType: 'subscription',
  links: { self: link(`/customers/${customerId}/subscriptions/${row.id}`) },
  attributes: { etag: orderEtag(row.id, 1), objectType: 'Subscription' },
});

export const provisioningWire = ({ row, lines }: SubscriptionRecord) => ({
  skuId: row.sku_id,
  status:
    row.entitlement_status === 'provisioning' || row.status === 'pending'
      ? 'pending'
      : row.status === 'deleted'
        ? 'none'
        : 'success',
  quantity: lines.filter((line) => line.status !== 'cancelled').reduce((sum, line) => sum + line.quantity, 0),
  endDate: `${row.ends_on}T00:00:00Z`,
  attributes: { objectType: 'SubscriptionProvisioningStatus' },
});

export const supportContactWire = (contact: SupportContact, customerId: string, subscriptionId: string) => ({
  ...contact,
  links: { self: link(`/customers/${customerId}/subscriptions/${subscriptionId}/supportcontact`) },
  attributes: { objectType: 'SupportContact' },
});

/** What a PATCH of the whole resource asks for, beside what stays as it is. */
export type WireChange = {
  readonly cancel: boolean;
  readonly change: SubscriptionChange;
  /** The reseller on record, where it is to be another. */
  readonly mpnId: string | undefined;
};

type PatchRefusal =
  | { readonly code: 'subscription.status_change'; readonly from: string; readonly to: string }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

/**
 * The difference between a subscription and what a client sent back of it. `clears` says that the client sent an
 * explicit null in place of what was scheduled.
 */
export const changeFromWire = (
  record: SubscriptionRecord,
  body: Patch,
  clears: boolean,
): Decision<WireChange, PatchRefusal> => {
  const { row } = record;
  const status = statusFromWire(row.status, body.status);
  if (!status.accepted) return status;
  const scheduled = scheduledFromWire(row.billing_cycle, body);
  if (!scheduled.accepted) return scheduled;
  const scheduledChange = scheduled.value ?? (clears && row.scheduled_change !== null ? null : undefined);
  const change: SubscriptionChange = {
    ...(status.value === undefined ? {} : { status: status.value }),
    ...(body.quantity === undefined || body.quantity === row.quantity ? {} : { quantity: body.quantity }),
    ...(body.autoRenewEnabled === undefined || body.autoRenewEnabled === row.auto_renew
      ? {}
      : { autoRenew: body.autoRenewEnabled }),
    ...(body.friendlyName === undefined || body.friendlyName === (row.friendly_name ?? row.sku_title)
      ? {}
      : { friendlyName: body.friendlyName }),
    ...(scheduledChange === undefined || isShown(scheduledChange, record) ? {} : { scheduledChange }),
  };
  const mpnId =
    body.partnerId === undefined || body.partnerId === row.partner_mpn_id ? undefined : body.partnerId;
  return accepted({ cancel: body.status === 'deleted', change, mpnId });
};

const statusFromWire = (
  from: string,
  to: Patch['status'],
): Decision<'active' | 'suspended' | undefined, PatchRefusal> => {
  if (to === undefined || to === 'none' || to === from || to === 'deleted') return accepted(undefined);
  if (to === 'active' || to === 'suspended') return accepted(to);
  return refused({ code: 'subscription.status_change', from, to });
};

// What a client read and sends back is no change.
const isShown = (wanted: ScheduledChange | null, { row }: SubscriptionRecord): boolean => {
  const scheduled = row.scheduled_change;
  if (wanted === null || scheduled === null) return wanted === scheduled;
  const shown = {
    quantity: scheduled.quantity ?? row.quantity,
    term: scheduled.term ?? row.term_duration,
    billingCycle: scheduled.billingCycle ?? row.billing_cycle,
    productId: scheduled.productId ?? row.product_id,
    skuId: scheduled.skuId ?? row.sku_id,
  };
  const members = ['quantity', 'term', 'billingCycle', 'productId', 'skuId'] as const;
  return members.every((name) => wanted[name] === undefined || wanted[name] === shown[name]);
};

// A billing cycle changes with the next term only; clients write that either way (reference 14.3).
const scheduledFromWire = (
  running: string,
  { scheduledNextTermInstructions: wanted, billingCycle }: Patch,
): Decision<ScheduledChange | undefined, PatchRefusal> => {
  const cycleText = wanted?.product?.billingCycle ?? (billingCycle === running ? undefined : billingCycle);
  if (wanted === undefined && cycleText === undefined) return accepted(undefined);
  const product = wanted?.product;
  const productId = product?.productId === undefined ? undefined : parseProductId(product.productId);
  const skuId = product?.skuId === undefined ? undefined : parseSkuId(product.skuId);
  const term = product?.termDuration === undefined ? undefined : parseTerm(product.termDuration);
  const cycle = cycleText === undefined ? undefined : parseBillingCycle(cycleText);
  const path = 'scheduledNextTermInstructions';
  const errors = [
    ...(product?.productId !== undefined && productId === undefined
      ? [{ path: `${path}.product.productId`, message: 'must be a product id of twelve letters or digits' }]
      : []),
    ...(product?.skuId !== undefined && skuId === undefined
      ? [{ path: `${path}.product.skuId`, message: 'must be a SKU id of four letters or digits' }]
      : []),
    ...(product?.termDuration !== undefined && !term
      ? [{ path: `${path}.product.termDuration`, message: 'must be P1M, P1Y or P3Y' }]
      : []),
    ...(cycleText !== undefined && cycle === undefined
      ? [{ path: `${path}.product.billingCycle`, message: 'must be one_time, monthly, annual or triennial' }]
      : []),
    ...(wanted?.customTermEndDate === undefined
      ? []
      : [{ path: `${path}.customTermEndDate`, message: 'is not offered: terms end on their anniversary' }]),
  ];
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  return accepted({
    ...(wanted?.quantity === undefined ? {} : { quantity: wanted.quantity }),
    ...(term ? { term } : {}),
    ...(cycle === undefined ? {} : { billingCycle: cycle }),
    ...(productId === undefined ? {} : { productId }),
    ...(skuId === undefined ? {} : { skuId }),
  });
};
