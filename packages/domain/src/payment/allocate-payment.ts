import { type CurrencyCode, compare, isZero, type Money, smaller, subtract, sum } from '../money.ts';
import type { LocalDate } from '../time.ts';

/** A document with what is still to be paid on it. */
export type OpenInvoice = {
  readonly invoiceId: string;
  readonly invoiceDate: LocalDate;
  readonly dueOn: LocalDate;
  readonly open: Money;
};

export type Allocation = { readonly invoiceId: string; readonly amount: Money };

export type AllocationPlan = {
  readonly allocations: readonly Allocation[];
  /** What no invoice asked for; it becomes balance that following invoices consume. */
  readonly rest: Money;
};

/**
 * Spreads a payment over open invoices: over the named ones in the order in which they are named, else over all,
 * oldest first. Invoices are of the payment's currency. Never more than an invoice has open, nor than was paid.
 */
export function allocatePayment(
  amount: Money,
  invoices: readonly OpenInvoice[],
  named: readonly string[] = [],
): AllocationPlan {
  const wanted =
    named.length > 0
      ? [...new Set(named)].flatMap((id) => invoices.find(({ invoiceId }) => invoiceId === id) ?? [])
      : oldestFirst(invoices);
  const allocations: Allocation[] = [];
  let rest = amount;
  for (const { invoiceId, open } of wanted) {
    const part = smaller(rest, open);
    if (part.minor <= 0n) continue;
    allocations.push({ invoiceId, amount: part });
    rest = subtract(rest, part);
  }
  return { allocations, rest };
}

/** By due date, then date of the document, then number. */
export function oldestFirst(invoices: readonly OpenInvoice[]): OpenInvoice[] {
  const key = ({ dueOn, invoiceDate, invoiceId }: OpenInvoice) => `${dueOn} ${invoiceDate} ${invoiceId}`;
  return [...invoices].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** The invoices as they stand after a plan; those paid in full are gone. */
export function afterAllocation(invoices: readonly OpenInvoice[], plan: AllocationPlan): OpenInvoice[] {
  return invoices.flatMap((invoice) => {
    const paid = plan.allocations.find(({ invoiceId }) => invoiceId === invoice.invoiceId);
    if (!paid) return [invoice];
    const open = subtract(invoice.open, paid.amount);
    return isZero(open) ? [] : [{ ...invoice, open }];
  });
}

/** What is open in all. */
export function openTotal(invoices: readonly OpenInvoice[], currency: CurrencyCode): Money {
  return sum(
    invoices.map(({ open }) => open),
    currency,
  );
}

/** Named invoices that cannot be paid: unknown, of another currency, or with nothing open. */
export function unpayable(invoices: readonly OpenInvoice[], named: readonly string[]): string[] {
  return named.filter((id) => {
    const found = invoices.find(({ invoiceId }) => invoiceId === id);
    return found === undefined || compare(found.open, { ...found.open, minor: 0n }) <= 0;
  });
}
