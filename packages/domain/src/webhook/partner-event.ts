/** Names that a registration of Partner Center's form may ask for (reference 13); Kontor raises the first three. */
export const partnerEventNames = [
  'test-created',
  'subscription-updated',
  'invoice-ready',
  'usagerecords-thresholdExceeded',
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
  'granular-admin-relationship-approved',
  'granular-admin-relationship-activated',
  'granular-admin-relationship-terminated',
  'granular-admin-relationship-expired',
  'granular-admin-access-assignment-created',
  'granular-admin-access-assignment-activated',
  'granular-admin-access-assignment-updated',
  'granular-admin-access-assignment-deleted',
  'reseller-relationship-accepted-by-customer',
  'dap-admin-relationship-approved',
  'dap-admin-relationship-terminated',
  'dap-admin-relationship-terminated-by-microsoft',
  'azure-fraud-event-detected',
] as const;
export type PartnerEventName = (typeof partnerEventNames)[number];

const byLowerCase: ReadonlyMap<string, PartnerEventName> = new Map(
  partnerEventNames.map((name) => [name.toLowerCase(), name]),
);

/** A name however a client spells it. */
export const parsePartnerEventName = (text: string): PartnerEventName | undefined =>
  byLowerCase.get(text.toLowerCase());

export type PartnerEvent = {
  readonly name: PartnerEventName;
  readonly resourceName: string;
  /** Under the installation's address. */
  readonly path: string;
};

type Happened = {
  readonly type: string;
  readonly aggregate_id: string;
  readonly data: Readonly<Record<string, unknown>>;
};

const ofSubscriptions: ReadonlySet<string> = new Set([
  'subscription.updated',
  'subscription.renewed',
  'subscription.expired',
  'subscription.cancelled',
]);

/** What the service's own webhooks would say of something that happened; of most things, nothing. */
export const partnerEventOf = ({ type, aggregate_id: id, data }: Happened): PartnerEvent | undefined => {
  if (type === 'invoice.issued')
    return { name: 'invoice-ready', resourceName: 'invoice', path: `/v1/invoices/${id}` };
  const { customerId } = data;
  if (!ofSubscriptions.has(type) || typeof customerId !== 'string') return undefined;
  return {
    name: 'subscription-updated',
    resourceName: 'subscription',
    path: `/v1/customers/${customerId}/subscriptions/${id}`,
  };
};
