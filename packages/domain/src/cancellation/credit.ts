import type { ChargeId } from '../ids.ts';
import { invariant } from '../invariant.ts';
import {
  add,
  type BasisPoints,
  type CurrencyCode,
  compare,
  formatAmount,
  type Money,
  multiply,
  netOfGross,
  smaller,
  subtract,
  sum,
  type TaxMode,
  taxOnNet,
  truncateRatio,
} from '../money.ts';
import { daysBetween, type LocalDate } from '../time.ts';
import type { CreditRule } from './policy.ts';

/** One charge of an order line as it was frozen, with what earlier credits already gave back. */
export type CreditableCharge = {
  readonly chargeId: ChargeId;
  /** Before tax in 'exclusive' mode, tax inside in 'inclusive' mode; unit × quantity is what was charged. */
  readonly unitPrice: Money;
  readonly quantity: number;
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
  readonly taxMode: TaxMode;
  readonly taxRateBasisPoints: BasisPoints;
  /** The charged period as local dates in the policy's zone, start inclusive, end exclusive; absent when perpetual. */
  readonly periodStart?: LocalDate;
  readonly periodEnd?: LocalDate;
  readonly alreadyCredited: { readonly net: Money; readonly tax: Money };
};

/** Amounts given back, as positive numbers; total = net + tax. */
export type CreditAmounts = { readonly net: Money; readonly tax: Money; readonly total: Money };

/** How a credit was computed, in texts and whole numbers only, to be stored with it for ever. */
export type CreditFormula = {
  readonly id: 'full/1' | 'prorated/1' | 'prorated_less_fee/1' | 'amount/1' | 'total/1';
  readonly inputs: {
    readonly currency: CurrencyCode;
    readonly unitPrice: string;
    readonly quantity: number;
    readonly taxMode: TaxMode;
    readonly taxRateBasisPoints: BasisPoints;
    readonly alreadyCreditedNet: string;
    readonly alreadyCreditedTax: string;
    readonly cancelDate: LocalDate;
    readonly period?: {
      readonly start: LocalDate;
      readonly end: LocalDate;
      readonly days: number;
      readonly unusedDays: number;
      readonly creditPerUnit: string;
    };
    /**
     * Present where a person said how much: the part of it that this charge gives. In the price's own mode for
     * 'amount/1', tax included for 'total/1'.
     */
    readonly amount?: string;
    /** Present when earlier credits left less than the formula gives: what was left, in the price's own mode. */
    readonly limitedTo?: string;
    /** Kept of what the formula gives, in the price's own mode: of each unit, or of the whole when it was limited. */
    readonly fee?: { readonly basisPoints: BasisPoints; readonly perUnit?: string; readonly amount: string };
  };
};

export type ChargeCredit = CreditAmounts & { readonly chargeId: ChargeId; readonly formula: CreditFormula };

/** The credit of one charge under a rule (product 6): full, or truncate(unit × unused ÷ days) × quantity. */
export function creditForCharge(
  charge: CreditableCharge,
  rule: CreditRule,
  cancelDate: LocalDate,
): ChargeCredit {
  assertConsistent(charge);
  const period = rule === 'prorated' ? proratedPeriod(charge, cancelDate) : undefined;
  const wanted = period ? multiply(period.perUnit, charge.quantity) : charged(charge);
  const left = uncredited(charge);
  const limited = compare(wanted, left) > 0;
  return {
    chargeId: charge.chargeId,
    ...creditOfAmount(charge, limited ? left : wanted),
    formula: {
      id: period ? 'prorated/1' : 'full/1',
      inputs: {
        currency: charge.unitPrice.currency,
        unitPrice: formatAmount(charge.unitPrice),
        quantity: charge.quantity,
        taxMode: charge.taxMode,
        taxRateBasisPoints: charge.taxRateBasisPoints,
        alreadyCreditedNet: formatAmount(charge.alreadyCredited.net),
        alreadyCreditedTax: formatAmount(charge.alreadyCredited.tax),
        cancelDate,
        ...(period && { period: period.record }),
        ...(limited && { limitedTo: formatAmount(left) }),
      },
    },
  };
}

/**
 * Splits an amount to give back, stated in the price's own mode (net when exclusive, gross when inclusive),
 * into net and tax. Never more than is left; what brings the charge to zero takes all the tax that remains.
 */
export function creditOfAmount(charge: CreditableCharge, amount: Money): CreditAmounts {
  const netLeft = subtract(charge.net, charge.alreadyCredited.net);
  const taxLeft = subtract(charge.tax, charge.alreadyCredited.tax);
  const left = uncredited(charge);
  invariant(amount.minor >= 0n && compare(amount, left) <= 0, 'a credit lies between zero and what is left');
  if (compare(amount, left) === 0) return { net: netLeft, tax: taxLeft, total: add(netLeft, taxLeft) };
  if (charge.taxMode === 'exclusive') {
    const tax = smaller(taxOnNet(amount, charge.taxRateBasisPoints), taxLeft);
    return { net: amount, tax, total: add(amount, tax) };
  }
  const untaxed = smaller(netOfGross(amount, charge.taxRateBasisPoints), netLeft);
  const tax = smaller(subtract(amount, untaxed), taxLeft);
  return { net: subtract(amount, tax), tax, total: amount };
}

export function sumCredits(credits: readonly CreditAmounts[], currency: CurrencyCode): CreditAmounts {
  return {
    net: sum(
      credits.map(({ net }) => net),
      currency,
    ),
    tax: sum(
      credits.map(({ tax }) => tax),
      currency,
    ),
    total: sum(
      credits.map(({ total }) => total),
      currency,
    ),
  };
}

/** What was charged in the price's own mode: unit × quantity. */
function charged(charge: CreditableCharge): Money {
  return charge.taxMode === 'exclusive' ? charge.net : charge.gross;
}

/** How much of a charge has not been given back yet, in the price's own mode. */
export function uncredited(charge: CreditableCharge): Money {
  const { net, tax } = charge.alreadyCredited;
  return subtract(charged(charge), charge.taxMode === 'exclusive' ? net : add(net, tax));
}

function proratedPeriod(charge: CreditableCharge, cancelDate: LocalDate) {
  const { periodStart: start, periodEnd: end, unitPrice } = charge;
  if (start === undefined || end === undefined) return undefined; // nothing runs out, so nothing was used up
  const days = daysBetween(start, end);
  invariant(days > 0, 'a charged period has at least one day');
  const usedDays = Math.min(Math.max(daysBetween(start, cancelDate), 0), days);
  const unusedDays = days - usedDays;
  const perUnit = truncateRatio(unitPrice, BigInt(unusedDays), BigInt(days));
  return { perUnit, record: { start, end, days, unusedDays, creditPerUnit: formatAmount(perUnit) } };
}

function assertConsistent(charge: CreditableCharge): void {
  invariant(compare(add(charge.net, charge.tax), charge.gross) === 0, 'a charge is its net and its tax');
  const atUnitPrice = multiply(charge.unitPrice, charge.quantity);
  invariant(compare(atUnitPrice, charged(charge)) === 0, 'a charge is its unit price times its quantity');
}
