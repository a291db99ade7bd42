import type { AccountId } from '@kontor/domain/ids';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { newUuid } from '../platform/new-id.ts';
import type { BoughtLine } from './purchases.ts';

export type InvoiceFacts = {
  readonly accountId: AccountId;
  readonly id: string;
  readonly currency: string;
  /** Signed: a credit note's is negative. */
  readonly totalMinor: bigint;
  readonly balanceUsedMinor?: bigint;
  readonly invoiceDate?: string;
  readonly dueDate?: string;
};

/** A document that has been issued, for tests of what is paid on it; without lines unless charges are put on it. */
export const arrangeInvoice = (
  system: Pool,
  facts: InvoiceFacts,
  bought: readonly BoughtLine[] = [],
): Promise<void> =>
  withTransaction(system, noTenant, async ({ sql }) => {
    const { accountId, id, currency, totalMinor, balanceUsedMinor = 0n } = facts;
    const { invoiceDate = '2026-11-01', dueDate = '2026-12-01' } = facts;
    const isNote = totalMinor < 0n;
    await sql(
      `insert into kontor.invoice (account_id, id, run_id, document_type, period, period_start, period_end,
         invoice_date, due_date, currency, net_minor, tax_minor, total_minor, balance_used_minor, amount_due_minor,
         line_count, tax_totals, issuer, buyer, einvoice)
       values ($1, $2, $3, $4, '2026-10', '2026-10-01', '2026-10-31', $5, $6, $7, $8, 0, $8, $9, $10, 1, '[]', '{}',
         '{}', 'ready')`,
      [
        accountId,
        id,
        newUuid(),
        isNote ? 'credit_note' : 'invoice',
        invoiceDate,
        dueDate,
        currency,
        totalMinor,
        balanceUsedMinor,
        isNote ? 0n : totalMinor - balanceUsedMinor,
      ],
    );
    await sql(
      `insert into kontor.account_balance as b (account_id, currency, credit_minor) values ($1, $2, $3)
       on conflict (account_id, currency) do update set credit_minor = b.credit_minor + excluded.credit_minor - $4`,
      [accountId, currency, isNote ? -totalMinor : 0n, balanceUsedMinor],
    );
    for (const [position, { chargeId }] of bought.entries())
      await sql(
        `insert into kontor.invoice_line (account_id, invoice_id, position, charge_id, customer_id, customer_name,
           customer_domain, customer_market, order_id, line_number, order_date, product_id, sku_id, availability_id,
           product_title, sku_title, family, kind, sign, unit_minor, list_unit_minor, quantity, net_minor, tax_minor,
           tax_mode, tax_rate_basis_points, tax_category, term_duration, billing_cycle, reason, at)
         select account_id, $2, $3, id, customer_id, '', '', '', order_id, line_number, at, '', '', '', '', '', '', kind,
           sign, unit_minor, unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points,
           tax_category, '', '', '', at from kontor.charge where account_id = $1 and id = $4`,
        [accountId, id, position + 1, chargeId],
      );
  });
