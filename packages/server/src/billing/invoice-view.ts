import type * as contract from '@kontor/contract/billing';
import type { AnswerOf } from '@kontor/contract/operation';
import { explainCredit } from '@kontor/domain/cancellation/explain';
import { invariant } from '@kontor/domain/invariant';
import { type CurrencyCode, formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { InvoiceLineRow, InvoiceRow } from './invoice-store.ts';

export type InvoiceView = AnswerOf<typeof contract.getInvoice>;
export type InvoiceLineView = AnswerOf<typeof contract.listInvoiceLines>['items'][number];

/** Minor units of a row in its currency's decimals. */
export const amountIn = (currency: string): ((minor: bigint) => string) => {
  const code: CurrencyCode | undefined = parseCurrency(currency);
  invariant(code, 'a row has a currency');
  return (minor) => formatAmount(money(minor, code));
};

export const invoiceView = (row: InvoiceRow): InvoiceView => {
  const amount = amountIn(row.currency);
  return {
    id: row.id,
    type: row.document_type,
    period: row.period,
    invoiceDate: row.invoice_date,
    dueDate: row.due_date,
    currency: row.currency,
    net: amount(row.net_minor),
    tax: amount(row.tax_minor),
    total: amount(row.total_minor),
    balanceUsed: amount(row.balance_used_minor),
    amountDue: amount(row.amount_due_minor),
    open: amount(row.amount_due_minor - row.paid_minor),
    lines: row.line_count,
    taxTotals: row.tax_totals.map(({ category, rateBasisPoints, net, tax }) => ({
      category,
      rateBasisPoints,
      net: amount(BigInt(net)),
      tax: amount(BigInt(tax)),
    })),
    einvoice: row.einvoice,
    partner: { id: row.account_id, name: row.partner_name },
  };
};

export const invoiceLineView = (row: InvoiceLineRow): InvoiceLineView => {
  const amount = amountIn(row.currency);
  const sign = BigInt(row.sign);
  return {
    position: row.position,
    chargeId: row.charge_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    orderId: row.order_id,
    lineItemNumber: row.line_number,
    orderedAt: formatInstant(row.order_date),
    ...(row.subscription_id === null ? {} : { subscriptionId: row.subscription_id }),
    productTitle: row.product_title,
    skuTitle: row.sku_title,
    kind: row.kind,
    listUnitPrice: amount(row.list_unit_minor),
    unitPrice: amount(row.unit_minor),
    quantity: row.quantity,
    net: amount(sign * row.net_minor),
    tax: amount(sign * row.tax_minor),
    total: amount(sign * (row.net_minor + row.tax_minor)),
    taxMode: row.tax_mode,
    taxRateBasisPoints: row.tax_rate_basis_points,
    taxCategory: row.tax_category,
    ...(row.period_start === null ? {} : { periodStart: row.period_start }),
    ...(row.period_end === null ? {} : { periodEnd: row.period_end }),
    ...(row.credits_charge_id === null ? {} : { creditsChargeId: row.credits_charge_id }),
    ...explained(row),
    ...(row.reason === '' ? {} : { reason: row.reason }),
    at: formatInstant(row.at),
  };
};

/** The arithmetic of a credit in words and as data. */
const explained = ({ formula }: InvoiceLineRow) =>
  formula === null ? {} : { formula, explanation: explainCredit(formula).sentence };
