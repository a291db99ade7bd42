import { formatInstant } from '@kontor/domain/time';
import type { Pool } from '../../platform/db/pools.ts';
import { noTenant } from '../../platform/db/scope.ts';
import { withTransaction } from '../../platform/db/transaction.ts';
import { newUuid } from '../../platform/new-id.ts';
import type { DocumentLine } from '../invoice-document.ts';
import type { Example } from './example-documents.ts';

/** Puts a whole document into the tables, as a billing run would have. */
export const storeDocument = (system: Pool, accountId: string, { document, lines }: Example): Promise<void> =>
  withTransaction(system, noTenant, async ({ sql }) => {
    const { issuer, buyer } = document;
    const party = (whole: typeof issuer | typeof buyer) => ({
      ...whole,
      address: {
        line1: whole.streets[0] ?? '',
        line2: whole.streets[1],
        city: whole.city,
        postalCode: whole.postalCode,
      },
    });
    await sql(
      `insert into kontor.invoice (account_id, id, run_id, document_type, period, period_start, period_end, invoice_date,
         due_date, currency, net_minor, tax_minor, total_minor, balance_used_minor, amount_due_minor, line_count,
         tax_totals, issuer, buyer, einvoice)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
      [
        accountId,
        document.number,
        newUuid(),
        document.type,
        document.period,
        document.periodStart,
        document.periodEnd,
        document.issuedOn,
        document.dueOn,
        document.currency,
        document.net,
        document.tax,
        document.total,
        document.balanceUsed,
        document.amountDue,
        document.lineCount,
        JSON.stringify(
          document.taxTotals.map((total) => ({ ...total, net: String(total.net), tax: String(total.tax) })),
        ),
        JSON.stringify(party(issuer)),
        JSON.stringify({ ...party(buyer), accountId }),
        document.einvoice,
      ],
    );
    await sql(
      `insert into kontor.invoice_line select * from jsonb_populate_recordset(null::kontor.invoice_line, $1::jsonb)`,
      [JSON.stringify(lines.map((line) => rowOf(accountId, document.number, line)))],
    );
  });

const rowOf = (accountId: string, number: string, line: DocumentLine) => ({
  account_id: accountId,
  invoice_id: number,
  position: line.position,
  charge_id: line.chargeId,
  credits_charge_id: line.creditsChargeId,
  customer_id: line.customerId,
  customer_name: line.customerName,
  customer_domain: line.customerDomain,
  customer_market: line.customerMarket,
  order_id: line.orderId,
  line_number: line.lineNumber,
  order_date: formatInstant(line.orderedAt),
  product_id: line.productId,
  sku_id: line.skuId,
  availability_id: line.availabilityId,
  product_title: line.productTitle,
  sku_title: line.skuTitle,
  family: line.family,
  kind: line.kind,
  sign: line.sign,
  unit_minor: String(line.unit),
  list_unit_minor: String(line.listUnit),
  quantity: line.quantity,
  net_minor: String(line.net),
  tax_minor: String(line.tax),
  tax_mode: line.taxMode,
  tax_rate_basis_points: line.taxRateBasisPoints,
  tax_category: line.taxCategory,
  term_duration: line.termDuration,
  billing_cycle: line.billingCycle,
  period_start: line.periodStart,
  period_end: line.periodEnd,
  starts_on: line.startsOn,
  ends_on: line.endsOn,
  subscription_id: line.subscriptionId,
  friendly_name: line.friendlyName,
  pricing_currency: line.pricing?.currency ?? null,
  pricing_unit_minor: line.pricing ? String(line.pricing.unit) : null,
  exchange_rate: line.pricing?.rate ?? null,
  exchange_rate_at: line.pricing?.rateAt == null ? null : formatInstant(line.pricing.rateAt),
  promotion_id: line.promotionId,
  formula: line.formula,
  reason: line.reason,
  at: formatInstant(line.at),
});
