import type { charge, order, orderDetail, orderLine } from '@kontor/contract/orders';
import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import type { CreditFormula } from '@kontor/domain/cancellation/credit';
import { explainCredit } from '@kontor/domain/cancellation/explain';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { amountText, optionalInstant } from './amount-text.ts';
import type { OrderLineRow, OrderRecord } from './order-rows.ts';
import type { ChargeRow } from './purchase-store.ts';
import type { OrderWithCharges } from './read-orders.ts';

const cancellationView = (line: OrderLineRow) => ({
  cancellable: line.cancellable_until !== null,
  ...(line.cancellation_window === null ? {} : { window: line.cancellation_window }),
  ...(line.credit_rule === null ? {} : { credit: line.credit_rule }),
  cancellableUntil: optionalInstant(line.cancellable_until),
  ...(line.closed_on === null ? {} : { closedOn: line.closed_on }),
  ...(line.policy_version === null ? {} : { policyVersion: String(line.policy_version) }),
});

const lineView = (line: OrderLineRow): z.infer<typeof orderLine> => ({
  lineNumber: line.line_number,
  catalogItemId: `${line.product_id}:${line.sku_id}:${line.availability_id}`,
  productId: line.product_id,
  skuId: line.sku_id,
  productTitle: line.product_title,
  skuTitle: line.sku_title,
  quantity: line.quantity,
  termDuration: line.term_duration,
  billingCycle: line.billing_cycle,
  listUnitPrice: amountText(line.list_unit_minor ?? line.unit_minor, line.currency),
  unitPrice: amountText(line.unit_minor, line.currency),
  discounts: [...line.discounts],
  ...(line.promotion_id === null ? {} : { promotionId: line.promotion_id }),
  net: amountText(line.net_minor, line.currency),
  tax: amountText(line.tax_minor, line.currency),
  total: amountText(line.net_minor + line.tax_minor, line.currency),
  taxMode: line.tax_mode,
  taxRateBasisPoints: line.tax_rate_basis_points,
  taxCategory: line.tax_category,
  status: line.status,
  ...(line.entitlement_id === null ? {} : { entitlementId: line.entitlement_id }),
  ...(line.starts_on === null ? {} : { startsOn: line.starts_on }),
  ...(line.ends_on === null ? {} : { endsOn: line.ends_on }),
  cancellation: cancellationView(line),
});

export const orderView = ({ order: row, lines }: OrderRecord): z.infer<typeof order> => ({
  id: row.id,
  alternateId: row.alternate_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  status: row.status,
  currency: row.currency,
  createdAt: formatInstant(row.created_at),
  net: amountText(row.net_minor, row.currency),
  tax: amountText(row.tax_minor, row.currency),
  total: amountText(row.net_minor + row.tax_minor, row.currency),
  lines: lines.map(lineView),
});

const chargeView = (row: ChargeRow): z.infer<typeof charge> => {
  const sign = BigInt(row.sign);
  // A formula is written by creditForCharge alone, and read back as it was.
  const formula = row.formula as CreditFormula | null;
  return {
    id: row.id,
    lineNumber: row.line_number,
    type: row.kind,
    at: formatInstant(row.at),
    currency: row.currency,
    net: amountText(row.net_minor * sign, row.currency),
    tax: amountText(row.tax_minor * sign, row.currency),
    total: amountText((row.net_minor + row.tax_minor) * sign, row.currency),
    ...conversionView(row),
    ...(formula === null ? {} : { explanation: explainCredit(formula).sentence, formula: { ...formula } }),
    billingPeriod: billingPeriodOf(row.at),
    invoiceDate: invoiceDateOf(row.at),
  };
};

const conversionView = (row: ChargeRow): Pick<z.infer<typeof charge>, 'conversion'> => {
  const { pricing_currency, pricing_unit_minor, exchange_rate, exchange_rate_at } = row;
  if (pricing_currency === null || pricing_unit_minor === null) return {};
  if (exchange_rate === null || exchange_rate_at === null) return {};
  return {
    conversion: {
      pricingCurrency: pricing_currency,
      pricingUnitPrice: amountText(pricing_unit_minor, pricing_currency),
      exchangeRate: exchange_rate,
      exchangeRateAt: formatInstant(exchange_rate_at),
    },
  };
};

export const orderDetailView = (record: OrderWithCharges): z.infer<typeof orderDetail> => ({
  ...orderView(record),
  charges: record.charges.map(chargeView),
});
