import type * as contract from '@kontor/contract/billing';
import type { AnswerOf } from '@kontor/contract/operation';
import { amountIn } from './invoice-view.ts';
import type { Reconciliation } from './reconcile.ts';

export const reconciliationView = (found: Reconciliation): AnswerOf<typeof contract.getReconciliation> => ({
  period: found.period,
  counts: {
    orderLines: found.counts.order_lines,
    entitlements: found.counts.entitlements,
    charges: found.counts.charges,
    invoiceLines: found.counts.invoice_lines,
  },
  figures: found.figures.map((row) => {
    const amount = amountIn(row.currency);
    return {
      currency: row.currency,
      ordered: amount(row.ordered),
      charged: amount(row.charged),
      credited: amount(row.credited),
      invoiced: amount(row.invoiced),
      parked: amount(row.parked),
      notYetBilled: amount(row.not_yet_billed),
    };
  }),
  unexplained: found.unexplained.map(({ check, account_id, subject, detail }) => ({
    check,
    partnerId: account_id,
    subject,
    detail,
  })),
});
