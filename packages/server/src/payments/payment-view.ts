import type {
  ageing,
  balance,
  bankImport,
  customerBalance,
  payment,
  statement,
} from '@kontor/contract/payments';
import { formatAmount } from '@kontor/domain/money';
import type { Ageing } from '@kontor/domain/payment/ageing';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { amountText } from '../orders/amount-text.ts';
import type { BankImportRow, NamedBankLine } from './bank-store.ts';
import type { ImportedStatement } from './import-bank-statement.ts';
import type { CustomerBalance } from './list-customer-balances.ts';
import type { PaymentRow } from './payment-store.ts';
import type { Balance } from './read-balance.ts';
import type { AccountStatement } from './read-statement.ts';

export const paymentView = (row: PaymentRow): z.infer<typeof payment> => {
  const parts = (row.invoice_ids ?? []).map((invoiceId, index) => ({
    invoiceId,
    minor: row.allocated_minor?.[index] ?? 0n,
  }));
  const rest = parts.reduce((left, { minor }) => left - minor, row.amount_minor);
  return {
    id: row.id,
    partnerId: row.account_id,
    partnerName: row.account_name,
    currency: row.currency,
    amount: amountText(row.amount_minor, row.currency),
    method: row.method,
    reference: row.reference,
    note: row.note,
    paidOn: row.paid_on,
    recordedAt: formatInstant(row.at),
    allocations: parts.map(({ invoiceId, minor }) => ({
      invoiceId,
      amount: amountText(minor, row.currency),
    })),
    unallocated: amountText(rest, row.currency),
  };
};

export const importSummaryView = (row: BankImportRow) => ({
  id: row.id,
  fileName: row.file_name,
  importedAt: formatInstant(row.imported_at),
  rows: row.row_count,
  matched: row.matched,
  duplicates: row.duplicates,
  unmatched: row.unmatched,
});

export const bankLineView = (row: NamedBankLine) => ({
  line: row.line,
  paidOn: row.paid_on,
  currency: row.currency,
  amount: amountText(row.amount_minor, row.currency),
  reference: row.reference,
  counterparty: row.counterparty,
  status: row.status,
  reason: row.reason,
  ...(row.matched_account_id === null ? {} : { partnerId: row.matched_account_id }),
  ...(row.account_name === null ? {} : { partnerName: row.account_name }),
  ...(row.payment_id === null ? {} : { paymentId: row.payment_id }),
});

export const bankImportView = ({ summary, lines }: ImportedStatement): z.infer<typeof bankImport> => ({
  ...importSummaryView(summary),
  lines: lines.map(bankLineView),
});

export const balanceView = (row: Balance): z.infer<typeof balance> => ({
  currency: row.currency,
  limit: formatAmount(row.limit),
  used: formatAmount(row.used),
  available: formatAmount(row.available),
  unbilled: formatAmount(row.unbilled),
  open: formatAmount(row.open),
  overdue: formatAmount(row.overdue),
  creditBalance: formatAmount(row.creditBalance),
});

export const customerBalanceView = (row: CustomerBalance): z.infer<typeof customerBalance> => ({
  customerId: row.customerId,
  customerName: row.customerName,
  currency: row.total.currency,
  unbilled: formatAmount(row.unbilled),
  onOpenInvoices: formatAmount(row.onOpenInvoices),
  committedFuture: formatAmount(row.committedFuture),
  total: formatAmount(row.total),
});

const ageingView = (ages: Ageing): z.infer<typeof ageing> => ({
  current: formatAmount(ages.current),
  days1to30: formatAmount(ages.days1to30),
  days31to60: formatAmount(ages.days31to60),
  days61to90: formatAmount(ages.days61to90),
  over90: formatAmount(ages.over90),
  credit: formatAmount(ages.credit),
  total: formatAmount(ages.total),
});

export const statementView = (account: AccountStatement): z.infer<typeof statement> => ({
  currency: account.currency,
  from: account.from,
  to: account.to,
  opening: formatAmount(account.opening),
  lines: account.lines.map((line) => ({
    date: line.on,
    kind: line.kind,
    id: line.id,
    reference: line.reference,
    ...(line.dueOn === null ? {} : { dueOn: line.dueOn }),
    amount: formatAmount(line.amount),
    balance: formatAmount(line.balance),
  })),
  closing: formatAmount(account.closing),
  ageing: ageingView(account.ageing),
});
