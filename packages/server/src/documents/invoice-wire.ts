import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { addDays, type LocalDate } from '@kontor/domain/time';
import { currencySymbol } from '../orders/currency-symbol.ts';
import { link } from '../wire/seek-page.ts';
import type { WireInvoiceRow } from './wire-invoice-store.ts';

const dateOf = (date: LocalDate): string => `${date}T00:00:00Z`;

/** Links name the kind of invoice before its number (recorded sessions). */
export const linkedId = (id: string): string => `OneTime-${id}`;
export const invoiceIdFrom = (text: string | undefined): string =>
  (text ?? '').replace(/^(onetime|recurring)-/i, '').toUpperCase();

const detailsOf = (id: string) => [
  {
    invoiceLineItemType: 'billing_line_items',
    billingProvider: 'one_time',
    links: { self: link(`/invoices/${linkedId(id)}/lineitems/OneTime/BillingLineItems`) },
    attributes: { objectType: 'InvoiceDetail' },
  },
];

/** One Invoice, its members in the order of the reference; amounts are numbers here, made from text so that they are exact. */
export const invoiceWire = (row: WireInvoiceRow, notes: readonly WireInvoiceRow[] = []): object => {
  const currency = parseCurrency(row.currency);
  invariant(currency, 'a document has a currency');
  const amount = (minor: bigint): number => Number(formatAmount(money(minor, currency)));
  return {
    id: row.id,
    invoiceDate: dateOf(row.invoice_date),
    billingPeriodStartDate: dateOf(row.period_start),
    billingPeriodEndDate: dateOf(addDays(row.period_end, -1)),
    totalCharges: amount(row.total_minor),
    paidAmount: amount(row.paid_minor),
    currencyCode: row.currency,
    currencySymbol: currencySymbol(row.currency),
    pdfDownloadLink: `/invoices/${row.id}/documents/statement`,
    taxReceipts: [],
    invoiceDetails: detailsOf(row.id),
    amendments: notes.filter(({ amends }) => amends === row.id).map((note) => invoiceWire(note)),
    documentType: row.document_type === 'credit_note' ? 'adjustment_note' : 'invoice',
    ...(row.amends === null ? {} : { amendsOf: row.amends }),
    // Everything of ours is billed the one-time way (reference 10).
    invoiceType: 'OneTime',
    links: { self: link(`/invoices/${linkedId(row.id)}`) },
    attributes: { objectType: 'Invoice' },
  };
};

const estimates = [
  {
    type: 'daily_rated_usage',
    title: 'Daily rated usage unbilled',
    description: 'Unbilled lines of what is charged by use.',
    asks: 'provider=Marketplace&invoicelineitemtype=UsageLineItems',
  },
  {
    type: 'non_consumption',
    title: 'Unbilled reconciliation',
    description: 'Unbilled lines of what is charged by purchase.',
    asks: 'provider=OneTime&invoicelineitemtype=BillingLineItems',
  },
] as const;

/** Where the unbilled lines of a currency stand, of either kind and month. */
export const estimateLinks = (currency: string) => {
  const items = estimates.flatMap(({ asks, ...words }) =>
    (['Current', 'Previous'] as const).map((period) => ({
      ...words,
      period,
      link: link(
        `/invoices/unbilled/lineitems?${asks}&currencycode=${currency}&period=${period.toLowerCase()}&size=2000`,
      ),
      attributes: { objectType: 'EstimateLink' },
    })),
  );
  return {
    totalCount: items.length,
    items,
    links: { self: link(`/invoices/estimates/links?currencycode=${currency}`) },
    attributes: { objectType: 'Collection' },
  };
};
