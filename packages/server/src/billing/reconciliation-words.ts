import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { Family } from '@kontor/domain/market/family';
import type { Discount } from '@kontor/domain/pricing/discount';

/** What the service's own files say for each kind (reference 10). */
export const chargeTypes: Readonly<Record<ChargeKind, string>> = {
  new: 'new',
  renew: 'renew',
  cycle_charge: 'cycleCharge',
  add_quantity: 'addQuantity',
  remove_quantity: 'removeQuantity',
  move_quantity: 'moveQuantity',
  cancel_immediate: 'cancelImmediate',
  convert: 'convert',
  change_billing_plan: 'changeBillingPlan',
  customer_credit: 'customerCredit',
  extend_term: 'extendTerm',
};

const terms: Readonly<Record<Term, string>> = { P1M: '1 Month', P1Y: '1 Year', P3Y: '3 Years', '': '' };
/** How often it is billed; blank is once. */
export const frequencies: Readonly<Record<BillingCycle, string>> = {
  one_time: '',
  none: '',
  monthly: 'Monthly',
  annual: 'Annual',
  triennial: 'Triennial',
};

/** Tools tell the kinds of products apart by these words; blank is perpetual. */
export const termAndBillingCycle = (term: Term, cycle: BillingCycle, family: Family): string => {
  if (term === '') return '';
  const kind = family === 'reservation' ? 'Reservation' : 'Subscription';
  return [`${terms[term]} ${kind}`, frequencies[cycle]].filter((part) => part !== '').join(', ');
};

const adjustmentWords: Readonly<Record<Discount['kind'], string>> = {
  partner: 'Partner discount',
  promotion: 'Promotion',
};

/** Why the effective unit price is below the list price: "Partner discount 10%; Promotion 2.5%". */
export const adjustmentsOf = (discounts: readonly Discount[]): string =>
  discounts
    .map(({ kind, basisPoints }) => `${adjustmentWords[kind]} ${trimmed((basisPoints / 100).toFixed(2))}%`)
    .join('; ');

const trimmed = (decimal: string): string => decimal.replace(/\.?0+$/, '');

/** The rate without the zeros that only fill its column. */
export const rateText = (rate: string | null): string => (rate === null ? '1' : trimmed(rate));
