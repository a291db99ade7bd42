import { formatInstant, type Instant } from '@kontor/domain/time';
import { amountText } from '../orders/amount-text.ts';
import { currencySymbol } from '../orders/currency-symbol.ts';
import { link } from '../wire/seek-page.ts';
import type { CostRow, LicenceCountRow, MfaCountRow, MfaGapRow, UsedCustomerRow } from './usage-store.ts';

/** The first instant of the month of `at` and of the one behind it, in UTC. */
export const monthOf = (at: Instant, ahead = 0): { readonly from: number; readonly to: number } => {
  const date = new Date(at);
  const first = (more: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead + more, 1);
  return { from: first(0), to: first(1) };
};

const text = (at: number): string => formatInstant(at as Instant); // a whole second of a calendar month

/** What nothing meters costs nothing; the period is the month that runs. */
export const usageWire = (
  of: { readonly resourceId: string; readonly resourceName: string; readonly currency: string },
  now: Instant,
  objectType: string,
) => {
  const { from, to } = monthOf(now);
  return {
    resourceId: of.resourceId,
    resourceName: of.resourceName,
    billingStartDate: text(from),
    billingEndDate: text(to),
    totalCost: 0,
    currencyLocale: of.currency,
    currencyCode: of.currency,
    lastModifiedDate: formatInstant(now),
    attributes: { objectType },
  };
};

export const budgetWire = (row: UsedCustomerRow) => ({
  ...(row.budget === null ? {} : { amount: Number(row.budget) }),
  attributes: { objectType: 'SpendingBudget' },
});

export const customerUsageWire = (row: UsedCustomerRow, now: Instant, objectType: string) => {
  const { attributes, ...usage } = usageWire(
    { resourceId: row.id, resourceName: row.name, currency: row.currency },
    now,
    objectType,
  );
  return {
    budget: budgetWire(row),
    ...usage,
    ...(row.budget === null || Number(row.budget) === 0 ? {} : { percentUsed: 0 }),
    attributes,
  };
};

const sumOf = (rows: readonly CostRow[], pick: (row: CostRow) => bigint): bigint =>
  rows.reduce((sum, row) => sum + BigInt(row.sign) * pick(row), 0n);

/** Costs are in one currency on the wire: that of what arose last, else the customer's own. */
export const costsInOneCurrency = (rows: readonly CostRow[], usual: string) => {
  const currency = rows.at(-1)?.currency ?? usual;
  return { currency, rows: rows.filter((row) => row.currency === currency) };
};

const costSums = (rows: readonly CostRow[], currency: string) => {
  const net = sumOf(rows, (row) => row.net_minor);
  const tax = sumOf(rows, (row) => row.tax_minor);
  return {
    pretaxTotal: Number(amountText(net, currency)),
    tax: Number(amountText(tax, currency)),
    afterTaxTotal: Number(amountText(net + tax, currency)),
    currencyCode: currency,
    currencySymbol: currencySymbol(currency),
  };
};

export type Costs = {
  readonly customerId: string;
  readonly currency: string;
  readonly rows: readonly CostRow[];
  readonly from: number;
  readonly to: number;
};

const kindOf = (row: CostRow): string => (row.billing_cycle === 'one_time' ? 'OneTime' : 'Recurring');

export const serviceCostsWire = ({ customerId, currency, rows, from, to }: Costs) => {
  const period = { billingStartDate: text(from), billingEndDate: text(to) };
  const path = `/customers/${customerId}/servicecosts/mostrecent`;
  return {
    ...period,
    ...costSums(rows, currency),
    customerId,
    details: ['OneTime', 'Recurring'].flatMap((invoiceType) => {
      const own = rows.filter((row) => kindOf(row) === invoiceType);
      return own.length === 0
        ? []
        : [{ invoiceType, summary: { ...period, ...costSums(own, currency), customerId } }];
    }),
    links: { serviceCostLineItems: link(`${path}/lineitems`), self: link(path) },
    attributes: { objectType: 'ServiceCostsSummary' },
  };
};

export const costLineWire = (row: CostRow, customerId: string) => ({
  ...(row.period_start === null ? {} : { startDate: `${row.period_start}T00:00:00Z` }),
  ...(row.period_end === null ? {} : { endDate: `${row.period_end}T00:00:00Z` }),
  subscriptionFriendlyName: row.product_title,
  ...(row.subscription_id === null ? {} : { subscriptionId: row.subscription_id }),
  orderId: row.order_id,
  offerName: row.product_title,
  chargeType: row.kind,
  unitPrice: Number(amountText(row.unit_minor, row.currency)),
  quantity: row.quantity,
  ...costSums([row], row.currency),
  customerId,
  invoiceType: kindOf(row),
  attributes: { objectType: 'ServiceCostLineItem' },
});

const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;

export const deploymentWire = (row: LicenceCountRow, now: Instant, ofCustomer: boolean) => ({
  ...(ofCustomer ? { customerId: row.customer_id } : {}),
  customerName: row.customer_name,
  productName: row.product_title,
  licensesDeployed: row.deployed,
  deploymentPercent: percent(row.deployed, row.sold),
  licensesSold: row.sold,
  processedDateTime: formatInstant(now),
  serviceName: row.product_id,
  channel: 'reseller',
  attributes: {
    objectType: ofCustomer ? 'CustomerLicensesDeploymentInsights' : 'PartnerLicensesDeploymentInsights',
  },
});

export const licenceUsageWire = (row: LicenceCountRow, now: Instant, ofCustomer: boolean) => ({
  ...(ofCustomer ? { customerId: row.customer_id } : {}),
  customerName: row.customer_name,
  productName: row.product_title,
  workloadName: row.product_title,
  licensesActive: row.active,
  licensesQualified: row.deployed,
  proratedLicensesUsagePercent: percent(row.active, row.deployed),
  processedDateTime: formatInstant(now),
  serviceName: row.product_id,
  channel: 'reseller',
  attributes: { objectType: ofCustomer ? 'CustomerLicensesUsageInsights' : 'PartnerLicensesUsageInsights' },
});

export const mfaGapWire = (row: MfaGapRow, tenantId: string) => ({
  objectId: row.id,
  tenantId,
  upn: row.email,
  lastNonMfaCompliantRequestDateTime: formatInstant(row.last_at),
});

export const mfaAdoptionWire = (row: MfaCountRow) => ({
  loginDate: `${row.day}T00:00:00Z`,
  mfaCompliantRequestCount: Number(row.compliant),
  totalRequestCount: Number(row.total),
  applicationId: row.client_id,
  applicationName: row.name,
});
