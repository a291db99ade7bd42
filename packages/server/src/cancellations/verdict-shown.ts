import type { credit as creditShape, verdict as verdictShape } from '@kontor/contract/cancellations';
import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import type { PurchaseEnding } from '@kontor/domain/cancellation/cancel-purchase';
import { type CancellationVerdict, verdictOf } from '@kontor/domain/cancellation/verdict';
import { formatAmount } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';

type Verdict = z.infer<typeof verdictShape>;
type Credit = z.infer<typeof creditShape>;

/** Where the support form opens with everything filled in (product 6). */
export const supportRequestUrl = (
  publicUrl: string,
  facts: { readonly orderId: string; readonly lines: readonly number[] },
) =>
  `${publicUrl}/partner/support/new?type=csp_purchase_refund&order=${facts.orderId}&lines=${facts.lines.join(',')}`;

export const verdictView = (verdict: CancellationVerdict, publicUrl: string): Verdict => ({
  code: verdict.code,
  lines: [...verdict.lines],
  ...(verdict.daysRemaining === undefined ? {} : { daysRemaining: verdict.daysRemaining }),
  ...(verdict.hoursRemaining === undefined ? {} : { hoursRemaining: verdict.hoursRemaining }),
  ...(verdict.cancellableUntil === undefined
    ? {}
    : { cancellableUntil: formatInstant(verdict.cancellableUntil) }),
  ...(verdict.closedOn === undefined ? {} : { closedOn: verdict.closedOn }),
  ...(verdict.closedAt === undefined ? {} : { closedAt: formatInstant(verdict.closedAt) }),
  ...(verdict.reviewRule === undefined ? {} : { reviewRule: verdict.reviewRule }),
  ...(verdict.policyVersion === undefined ? {} : { policyVersion: String(verdict.policyVersion) }),
  ...(verdict.supportRequest === undefined
    ? {}
    : { supportRequestUrl: supportRequestUrl(publicUrl, verdict.supportRequest) }),
});

export const decisionView = (decision: Parameters<typeof verdictOf>[0], publicUrl: string): Verdict =>
  verdictView(verdictOf(decision), publicUrl);

/** The plan's credit: positive amounts, each line with its formula and its arithmetic in words. */
export const creditView = (plan: PurchaseEnding): Credit => ({
  currency: plan.credit.total.currency,
  net: formatAmount(plan.credit.net),
  tax: formatAmount(plan.credit.tax),
  total: formatAmount(plan.credit.total),
  lines: plan.lines.map((line) => ({
    lineItemNumber: line.lineNumber,
    net: formatAmount(line.net),
    tax: formatAmount(line.tax),
    total: formatAmount(line.total),
    formula: { charges: line.charges.map((charge) => ({ chargeId: charge.chargeId, ...charge.formula })) },
    explanation: line.explanation,
  })),
  billingPeriod: billingPeriodOf(plan.cancelledAt),
  invoiceDate: invoiceDateOf(plan.cancelledAt),
});
