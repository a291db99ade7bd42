import { accepted, type Decision, refused } from '../decision.ts';
import { type CurrencyCode, formatAmount, type Money, smaller, subtract, sum } from '../money.ts';
import type { LocalDate } from '../time.ts';
import {
  type ChargeCredit,
  type CreditAmounts,
  type CreditableCharge,
  creditOfAmount,
  sumCredits,
  uncredited,
} from './credit.ts';

export type GoodwillPlan = CreditAmounts & { readonly charges: readonly ChargeCredit[] };

export type GoodwillRefusal =
  | { readonly code: 'credit.currency_differs'; readonly currency: CurrencyCode }
  | { readonly code: 'credit.above_left'; readonly left: Money };

/**
 * An amount that a person gives back of a line, in the price's own mode (net when tax comes on top, gross when it is
 * inside): taken from its latest charge first, never more than all of them still hold.
 */
export function goodwillCredit(
  charges: readonly CreditableCharge[],
  amount: Money,
  givenOn: LocalDate,
): Decision<GoodwillPlan, GoodwillRefusal> {
  const [first] = charges;
  const currency = first?.net.currency ?? amount.currency;
  if (amount.currency !== currency) return refused({ code: 'credit.currency_differs', currency });
  const left = sum(charges.map(uncredited), currency);
  if (amount.minor > left.minor) return refused({ code: 'credit.above_left', left });
  const credits: ChargeCredit[] = [];
  let open = amount;
  for (const charge of [...charges].reverse()) {
    const part = smaller(open, uncredited(charge));
    if (part.minor <= 0n) continue;
    credits.push(creditOf(charge, part, givenOn));
    open = subtract(open, part);
  }
  return accepted({ charges: credits, ...sumCredits(credits, currency) });
}

function creditOf(charge: CreditableCharge, part: Money, givenOn: LocalDate): ChargeCredit {
  const { chargeId, unitPrice, quantity, taxMode, taxRateBasisPoints, alreadyCredited } = charge;
  return {
    chargeId,
    ...creditOfAmount(charge, part),
    formula: {
      id: 'amount/1',
      inputs: {
        currency: unitPrice.currency,
        unitPrice: formatAmount(unitPrice),
        quantity,
        taxMode,
        taxRateBasisPoints,
        alreadyCreditedNet: formatAmount(alreadyCredited.net),
        alreadyCreditedTax: formatAmount(alreadyCredited.tax),
        cancelDate: givenOn,
        amount: formatAmount(part),
      },
    },
  };
}
