import {
  type CancellableLine,
  endingOf,
  isCancellable,
  type PurchaseEnding,
} from '../cancellation/cancel-purchase.ts';
import {
  type ChargeCredit,
  type CreditAmounts,
  type CreditableCharge,
  creditOfAmount,
  sumCredits,
} from '../cancellation/credit.ts';
import { explainCredits } from '../cancellation/explain.ts';
import type { Purchase, PurchaseLine } from '../cancellation/purchase.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { invariant } from '../invariant.ts';
import type { Family } from '../market/family.ts';
import {
  add,
  type CurrencyCode,
  compare,
  formatAmount,
  type Money,
  netOfGross,
  smaller,
  subtract,
  sum,
} from '../money.ts';
import type { Instant, LocalDate } from '../time.ts';

export type RefundQuestion = {
  readonly purchase: Purchase;
  /** Absent: every line that is not cancelled yet. */
  readonly lineNumbers?: readonly number[];
};

export type RefundDecisionRefusal =
  | { readonly code: 'support.order_cancelled'; readonly lines: readonly number[] }
  | {
      readonly code: 'support.not_cancellable';
      readonly lines: readonly number[];
      readonly families: readonly Family[];
    }
  | { readonly code: 'credit.above_left'; readonly left: Money }
  | { readonly code: 'credit.currency_differs'; readonly currency: CurrencyCode };

/**
 * What the operator's decision to refund ends: the same lines and the same credit as a cancel, with its window and its
 * review overridden. What is never cancelled stays so; lines that are cancelled already are skipped.
 */
export function endByDecision(
  { purchase, lineNumbers }: RefundQuestion,
  now: Instant,
): Decision<PurchaseEnding, RefundDecisionRefusal> {
  const named = namedLines(purchase, lineNumbers);
  const open = named.filter(({ status }) => status !== 'cancelled');
  if (open.length === 0) return refused({ code: 'support.order_cancelled', lines: numbersOf(named) });
  const lines = open.filter((line): line is CancellableLine => isCancellable(line));
  if (lines.length < open.length) {
    const never = open.filter((line) => !isCancellable(line));
    const families = [...new Set(never.map(({ family }) => family))];
    return refused({ code: 'support.not_cancellable', lines: numbersOf(never), families });
  }
  return accepted(endingOf(purchase, lines, now));
}

/** What of the named lines is charged and not given back yet, tax included. */
export function leftOf({ purchase, lineNumbers }: RefundQuestion, currency: CurrencyCode): Money {
  return sum(chargesOf(namedLines(purchase, lineNumbers)).map(totalLeft), currency);
}

/** The currency of what was charged, which is another than the order's where the account is billed in one. */
export function chargedCurrency(questions: readonly RefundQuestion[]): CurrencyCode | undefined {
  const lines = questions.flatMap(({ purchase, lineNumbers }) => namedLines(purchase, lineNumbers));
  return chargesOf(lines)[0]?.net.currency ?? questions[0]?.purchase.total.currency;
}

/** The same endings with an amount that a person said in place of what the formula gives. */
export function withAmount(
  endings: readonly PurchaseEnding[],
  questions: readonly RefundQuestion[],
  amount: Money,
): Decision<readonly PurchaseEnding[], RefundDecisionRefusal> {
  const ended = questions.map(({ purchase }) => {
    const ending = endings.find(({ orderId }) => orderId === purchase.orderId);
    return { purchase, ...(ending ? { lineNumbers: ending.lineNumbers } : {}) };
  });
  const givenOn = endings[0]?.lines[0]?.cancelDate;
  invariant(givenOn, 'an ending has lines');
  const given = giveBack(ended, amount, givenOn);
  if (!given.accepted) return given;
  return accepted(
    endings.map((ending) => {
      const lines = ending.lines.map((line) => {
        const charges = given.value.filter(({ chargeId }) =>
          line.charges.some((charge) => charge.chargeId === chargeId),
        );
        return {
          ...line,
          charges,
          ...sumCredits(charges, amount.currency),
          explanation: explainCredits(charges.map(({ formula }) => formula)),
        };
      });
      return { ...ending, lines, credit: sumCredits(lines, amount.currency) };
    }),
  );
}

/** A credit of lines that stay as they are: keys and links go on working. */
export type KeptCredit = CreditAmounts & { readonly charges: readonly ChargeCredit[] };

export function creditOnly(
  questions: readonly RefundQuestion[],
  amount: Money,
  givenOn: LocalDate,
): Decision<KeptCredit, RefundDecisionRefusal> {
  const given = giveBack(questions, amount, givenOn);
  if (!given.accepted) return given;
  return accepted({ charges: given.value, ...sumCredits(given.value, amount.currency) });
}

/** An amount with its tax, taken from the latest charges first, never more than all of them still hold. */
function giveBack(
  questions: readonly RefundQuestion[],
  amount: Money,
  givenOn: LocalDate,
): Decision<readonly ChargeCredit[], RefundDecisionRefusal> {
  const charges = questions.flatMap(({ purchase, lineNumbers }) =>
    chargesOf(namedLines(purchase, lineNumbers)),
  );
  const currency = chargedCurrency(questions) ?? amount.currency;
  if (amount.currency !== currency) return refused({ code: 'credit.currency_differs', currency });
  const left = sum(charges.map(totalLeft), currency);
  if (compare(amount, left) > 0) return refused({ code: 'credit.above_left', left });
  const credits: ChargeCredit[] = [];
  let open = amount;
  for (const charge of charges.toReversed()) {
    const part = smaller(open, totalLeft(charge));
    if (part.minor <= 0n) continue;
    credits.push(creditOf(charge, part, givenOn));
    open = subtract(open, part);
  }
  return accepted(credits.toReversed());
}

function creditOf(charge: CreditableCharge, part: Money, givenOn: LocalDate): ChargeCredit {
  const { chargeId, unitPrice, quantity, taxMode, taxRateBasisPoints, alreadyCredited } = charge;
  return {
    chargeId,
    ...splitTotal(charge, part),
    formula: {
      id: 'total/1',
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

/** Splits an amount with its tax; what brings the charge to zero takes all the tax that remains. */
export function splitTotal(charge: CreditableCharge, total: Money): CreditAmounts {
  if (charge.taxMode === 'inclusive') return creditOfAmount(charge, total);
  const netLeft = subtract(charge.net, charge.alreadyCredited.net);
  const taxLeft = subtract(charge.tax, charge.alreadyCredited.tax);
  if (compare(total, add(netLeft, taxLeft)) === 0) return { net: netLeft, tax: taxLeft, total };
  const wanted = smaller(netOfGross(total, charge.taxRateBasisPoints), netLeft);
  const tax = smaller(subtract(total, wanted), taxLeft);
  return { net: subtract(total, tax), tax, total };
}

function totalLeft({ gross, alreadyCredited }: CreditableCharge): Money {
  return subtract(gross, add(alreadyCredited.net, alreadyCredited.tax));
}

function namedLines(purchase: Purchase, lineNumbers: readonly number[] | undefined): readonly PurchaseLine[] {
  return purchase.lines.filter(({ lineNumber }) => lineNumbers?.includes(lineNumber) ?? true);
}

function chargesOf(lines: readonly PurchaseLine[]): readonly CreditableCharge[] {
  return lines.flatMap(({ charges }) => charges);
}

function numbersOf(lines: readonly PurchaseLine[]): number[] {
  return lines.map(({ lineNumber }) => lineNumber);
}
