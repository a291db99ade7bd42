/** Every address of the portals. A test keeps the list, so that no link changes unseen. */
type ArtifactPlace = {
  readonly productId?: string;
  readonly skuId?: string;
  readonly version?: string;
  readonly language?: string;
  readonly bitness?: string;
};

export const portalNames = ['partner', 'customer', 'operator'] as const;
export type PortalName = (typeof portalNames)[number];
/** Customers are told by their partner. */
export type NoticePortal = Exclude<PortalName, 'customer'>;

type Search = Readonly<Record<string, string | undefined>>;

function withSearch(path: string, search: Search): string {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

const customer = (customerId: string): string => `/partner/customers/${encodeURIComponent(customerId)}`;
const account = (partnerId: string): string => `/operator/partners/${encodeURIComponent(partnerId)}`;

/** What the settings of the activity log are about; the first stands at their own address. */
export const logParts = ['unusual', 'archives', 'checkpoints', 'people', 'keeping'] as const;
export type LogPart = (typeof logParts)[number];
const partBelow = (part: LogPart): string => (part === 'unusual' ? '' : `/${part}`);

export const paths = {
  start: (): string => '/',
  signIn: (portal: PortalName, returnTo?: string): string =>
    withSearch(`/${portal}/sign-in`, { return: returnTo }),
  portal: (portal: PortalName): string => `/${portal}`,
  consent: (search: { version?: string; query?: string } = {}): string => withSearch('/consent', search),
  device: (): string => '/device',
  verify: (): string => '/verify',

  customers: (search?: string): string => withSearch('/partner/customers', { search }),
  customer,
  software: (customerId: string, search: { search?: string; item?: string } = {}): string =>
    withSearch(`${customer(customerId)}/software`, search),
  subscriptions: (customerId: string, search: { item?: string } = {}): string =>
    withSearch(`${customer(customerId)}/subscriptions`, search),
  reservations: (customerId: string, search: { item?: string } = {}): string =>
    withSearch(`${customer(customerId)}/reservations`, search),
  customerOrders: (customerId: string): string => `${customer(customerId)}/orders`,
  order: (customerId: string, orderId: string): string =>
    `${customer(customerId)}/orders/${encodeURIComponent(orderId)}`,
  addProducts: (customerId: string, search: { product?: string; family?: string } = {}): string =>
    withSearch(`${customer(customerId)}/add-products`, search),
  review: (customerId: string, cartId: string): string =>
    withSearch(`${customer(customerId)}/review`, { cart: cartId }),
  confirmation: (customerId: string, orderIds: readonly string[]): string =>
    withSearch(`${customer(customerId)}/confirmation`, { orders: orderIds.join(',') }),
  orders: (search?: string): string => withSearch('/partner/orders', { search }),
  billing: (search: { month?: string; currency?: string } = {}): string =>
    withSearch('/partner/billing', search),
  invoice: (invoiceId: string): string => `/partner/billing/invoices/${encodeURIComponent(invoiceId)}`,
  statement: (): string => '/partner/billing/statement',
  activity: (search: { preset?: string; range?: string; resource?: string; record?: string } = {}): string =>
    withSearch('/partner/activity', search),
  partnerActivity: (partner?: string, search: { preset?: string; record?: string } = {}): string =>
    withSearch('/operator/activity', { partner, ...search }),
  logSettings: (part: LogPart = 'unusual'): string => `/partner/log-settings${partBelow(part)}`,
  partnerLogSettings: (part: LogPart = 'unusual', partner?: string): string =>
    withSearch(`/operator/log-settings${partBelow(part)}`, { partner }),
  sandboxes: (): string => '/partner/sandboxes',
  supportRequests: (search: { status?: string } = {}): string => withSearch('/partner/support', search),
  supportRequest: (requestId: string, search: { reported?: 'yes' } = {}): string =>
    withSearch(`/partner/support/${encodeURIComponent(requestId)}`, search),
  report: (search: { type?: string; customer?: string } = {}): string =>
    withSearch('/partner/support/new', search),
  /** The server leads here from a refused cancel, with what it knows in the address. */
  support: (order: string, lines: string): string =>
    withSearch('/partner/support/new', { type: 'csp_purchase_refund', order, lines }),

  mySoftware: (search: { search?: string } = {}): string =>
    withSearch('/customer/billing/products/software', search),
  mySoftwareHistory: (): string => '/customer/billing/products/history',

  notices: (portal: NoticePortal): string => `/${portal}/notices`,
  noticePreferences: (portal: NoticePortal): string => `/${portal}/notices/preferences`,
  mails: (status?: string): string => withSearch('/operator/mails', { status }),

  billingRuns: (): string => '/operator/billing',
  billingRun: (runId: string): string => `/operator/billing/runs/${encodeURIComponent(runId)}`,
  partnerInvoices: (partner?: string): string => withSearch('/operator/billing/invoices', { partner }),
  partnerInvoice: (partner: string, invoiceId: string): string =>
    withSearch(`/operator/billing/invoices/${encodeURIComponent(invoiceId)}`, { partner }),
  payments: (partner?: string): string => withSearch('/operator/billing/payments', { partner }),
  bankStatements: (): string => '/operator/billing/bank-statements',
  bankStatement: (importId: string): string =>
    `/operator/billing/bank-statements/${encodeURIComponent(importId)}`,
  reconciliation: (search: { month?: string; partner?: string } = {}): string =>
    withSearch('/operator/billing/reconciliation', search),

  supportQueue: (search: { partner?: string; overdue?: 'true' } = {}): string =>
    withSearch('/operator/support', search),
  queuedRequest: (requestId: string): string => `/operator/support/${encodeURIComponent(requestId)}`,

  policies: (): string => '/operator/policies',
  reservationPolicies: (): string => '/operator/reservation-policies',
  reviewRules: (): string => '/operator/review-rules',
  marketAvailability: (): string => '/operator/markets',
  taxRates: (): string => '/operator/tax-rates',
  promotions: (): string => '/operator/promotions',
  exchangeRates: (): string => '/operator/exchange-rates',
  partnerAccounts: (): string => '/operator/partners',
  partnerAccount: account,
  partnerCustomers: (partnerId: string, search?: string): string =>
    withSearch(`${account(partnerId)}/customers`, { search }),
  partnerCredits: (partnerId: string, order?: string): string =>
    withSearch(`${account(partnerId)}/credits`, { order }),
  billingSettings: (): string => '/operator/billing-settings',
  priceSheets: (): string => '/operator/price-sheets',
  keyPools: (): string => '/operator/keys',
  keyPool: (productId: string, skuId: string): string =>
    `/operator/keys/${encodeURIComponent(productId)}/${encodeURIComponent(skuId)}`,
  keyImport: (sku: { productId?: string; skuId?: string } = {}): string =>
    withSearch('/operator/keys/import', { product: sku.productId, sku: sku.skuId }),
  keySettings: (): string => '/operator/keys/settings',
  artifactUpload: (at: ArtifactPlace = {}): string =>
    withSearch('/operator/artifacts', {
      product: at.productId,
      sku: at.skuId,
      version: at.version,
      language: at.language,
      bit: at.bitness,
    }),

  /** Our own page about what a key or a link can do in the wrong hands; the server serves the docs. */
  risks: (): string => '/docs/keys-and-downloads',
  problem: (code: string): string => `/docs/errors/${code}`,
} as const;
