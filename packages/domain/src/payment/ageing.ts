import { add, type CurrencyCode, type Money, subtract, zero } from '../money.ts';
import { daysBetween, type LocalDate } from '../time.ts';
import type { OpenInvoice } from './allocate-payment.ts';

/** How long an amount has been overdue, in days. */
export const ageBuckets = ['current', 'days1to30', 'days31to60', 'days61to90', 'over90'] as const;
export type AgeBucket = (typeof ageBuckets)[number];

export type Ageing = Readonly<Record<AgeBucket, Money>> & {
  /** What was paid or credited beyond the documents; it counts against the rest. */
  readonly credit: Money;
  /** All buckets less the credit: what is owed. */
  readonly total: Money;
};

/** On its due date a document is still current; the day after it is one day overdue. */
export function ageBucketOf(dueOn: LocalDate, today: LocalDate): AgeBucket {
  const days = daysBetween(dueOn, today);
  if (days <= 0) return 'current';
  if (days <= 30) return 'days1to30';
  if (days <= 60) return 'days31to60';
  return days <= 90 ? 'days61to90' : 'over90';
}

/** What is owed on a day, by how long it has been overdue. */
export function ageing(
  invoices: readonly OpenInvoice[],
  facts: { readonly today: LocalDate; readonly currency: CurrencyCode; readonly credit: Money },
): Ageing {
  const none = zero(facts.currency);
  const sums = { current: none, days1to30: none, days31to60: none, days61to90: none, over90: none };
  let total = none;
  for (const { dueOn, open } of invoices) {
    const bucket = ageBucketOf(dueOn, facts.today);
    sums[bucket] = add(sums[bucket], open);
    total = add(total, open);
  }
  return { ...sums, credit: facts.credit, total: subtract(total, facts.credit) };
}

/** The part of the open amount whose due date has passed. */
export function overdueOf({ days1to30, days31to60, days61to90, over90 }: Ageing): Money {
  return [days31to60, days61to90, over90].reduce(add, days1to30);
}
