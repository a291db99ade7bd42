import {
  cancelPurchases as cancelOperation,
  getCreditLeft,
  giveCredit as giveOperation,
  previewCancellation,
} from '@kontor/contract/cancellations';
import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import { formatAmount } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom, orderIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { cancelPurchases, previewCancellations, totalsView } from './cancel-many.ts';
import { type CreditLeft, readCreditLeft } from './credit-left.ts';
import { giveCredit } from './give-credit.ts';

export const registerCancellationsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, previewCancellation, {
    run: (ctx, { params, body }) => previewCancellations(ctx, customerIdFrom(params.customerId), body.orders),
    view: ({ orders, totals }) => ({ orders: [...orders], totals: totalsView(totals) }),
  });
  registerKontor(app, surface, cancelOperation, {
    run: (ctx, { params, body }) =>
      cancelPurchases(ctx, customerIdFrom(params.customerId), {
        orders: body.orders,
        acknowledged: body.acknowledged === true,
      }),
    view: ({ orders }) => ({ orders: [...orders] }),
  });
  registerKontor(app, surface, getCreditLeft, {
    run: (ctx, { params }) =>
      readCreditLeft(ctx, { partnerId: params.partnerId, orderId: orderIdFrom(params.orderId) }),
    view: creditLeftView,
  });
  registerKontor(app, surface, giveOperation, {
    run: (ctx, { params, body }) =>
      giveCredit(ctx, { ...body, partnerId: params.partnerId, orderId: orderIdFrom(params.orderId) }),
    view: ({ orderId, lineNumber, plan, explanation, at }) => ({
      orderId,
      lineNumber,
      currency: plan.total.currency,
      net: formatAmount(plan.net),
      tax: formatAmount(plan.tax),
      total: formatAmount(plan.total),
      explanation,
      billingPeriod: billingPeriodOf(at),
      invoiceDate: invoiceDateOf(at),
    }),
  });
};

const creditLeftView = ({ first, lines }: CreditLeft) => ({
  orderId: first.order_id,
  customerId: first.customer_id,
  customerName: first.customer_name,
  createdAt: formatInstant(first.created_at),
  lines: lines.map(({ row, left }) => ({
    lineNumber: row.line_number,
    skuTitle: row.sku_title,
    quantity: row.quantity,
    status: row.status,
    currency: left.currency,
    taxMode: row.tax_mode,
    left: formatAmount(left),
    ...(row.reservation_id === null || row.reservation_name === null || row.reservation_status === null
      ? {}
      : {
          reservation: {
            id: row.reservation_id,
            name: row.reservation_name,
            status: row.reservation_status,
          },
        }),
  })),
});
