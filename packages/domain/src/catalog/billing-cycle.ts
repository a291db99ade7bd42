import type { Term } from './term.ts';

/** How often a purchase is charged; 'none' is for usage (product 3). */
export const billingCycles = ['one_time', 'monthly', 'annual', 'triennial', 'none'] as const;
export type BillingCycle = (typeof billingCycles)[number];

export function parseBillingCycle(text: string): BillingCycle | undefined {
  return billingCycles.find((cycle) => cycle === text);
}

/**
 * The first period that is charged at purchase, as a term: the whole term when it is paid once,
 * one year or month when it is paid in parts; '' where nothing runs out.
 */
export function firstChargedTerm(term: Term, cycle: BillingCycle): Term {
  if (term === '') return '';
  if (cycle === 'monthly') return 'P1M';
  if (cycle === 'annual') return term === 'P3Y' ? 'P1Y' : term;
  return term;
}

/** Whether a billing cycle can pay for a term: a part can never be longer than the whole. */
export function cycleFitsTerm(term: Term, cycle: BillingCycle): boolean {
  if (cycle === 'none') return term === '';
  if (cycle === 'one_time') return true;
  if (cycle === 'triennial') return term === 'P3Y';
  if (cycle === 'annual') return term === 'P1Y' || term === 'P3Y';
  return term !== '';
}
