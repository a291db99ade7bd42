// biome-ignore-all lint/performance/noBarrelFile: a package has one door, and this is it
// The public face of the package @kontor/credit-calculator: what others need to come to the same number as we do.
// It is built by tools/build-package.ts; nothing of ours imports it.
import { parseChargeId } from '../ids.ts';
import { taxedAmounts } from '../market/tax.ts';
import { formatAmount, type Money, parseAmount, parseCurrency, type TaxMode } from '../money.ts';
import { type LocalDate, parseLocalDate } from '../time.ts';
import { type CreditableCharge, type CreditFormula, creditForCharge, creditOfAmount } from './credit.ts';
import { explainCredit } from './explain.ts';
import type { CreditRule } from './policy.ts';

export { parseChargeId, parsePolicyId, parseProductId } from '../ids.ts';
export type { TaxedAmounts } from '../market/tax.ts';
export type { CurrencyCode, Money, TaxMode } from '../money.ts';
export { formatAmount, minorDigits, money, parseAmount, parseCurrency } from '../money.ts';
export type { Instant, LocalDate, Zone } from '../time.ts';
export { addTerm, formatInstant, parseInstant, parseLocalDate, parseZone } from '../time.ts';
export type { ChargeCredit, CreditAmounts, CreditFormula } from './credit.ts';
export type { CreditExplanation } from './explain.ts';
export { explainCredits } from './explain.ts';
export type { CancellationPolicy, CreditRule } from './policy.ts';
export type { LineCancellation, Standing, Window } from './window.ts';
export { freezeCancellation, resolveWindow, standing, windowOf } from './window.ts';
export type { CreditableCharge };
export { creditForCharge, creditOfAmount, explainCredit, taxedAmounts };

/** A charge in texts, as it stands on an order or an invoice. */
export type ChargeTexts = {
  readonly currency: string;
  /** Of one unit: before tax in 'exclusive' mode, tax inside in 'inclusive' mode. */
  readonly unitPrice: string;
  readonly quantity: number;
  readonly taxMode?: TaxMode;
  /** Hundredths of a percent: 1900 is 19 %. */
  readonly taxRateBasisPoints?: number;
  /** The charged days, 'YYYY-MM-DD'; the end is the first day that was not paid for. Absent when perpetual. */
  readonly periodStart?: string;
  readonly periodEnd?: string;
  /** What earlier credits of this charge gave back. */
  readonly creditedNet?: string;
  readonly creditedTax?: string;
};

export type CreditTexts = {
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** Absent where the amount was given and not computed. */
  readonly explanation?: string;
  readonly formula?: CreditFormula;
};

/**
 * The credit of one charge, texts in and texts out. 'prorated' gives back the unused days, the day of the cancel
 * among them; 'full' gives back all.
 * @throws RangeError naming the fact that cannot be read
 */
export function calculateCredit(
  charge: ChargeTexts,
  how: { readonly rule: CreditRule; readonly cancelDate: string },
): CreditTexts {
  const { net, tax, total, formula } = creditForCharge(
    chargeFrom(charge),
    how.rule,
    dateFrom('cancelDate', how.cancelDate),
  );
  return { ...textsOf({ net, tax, total }), explanation: explainCredit(formula).sentence, formula };
}

/**
 * Net and tax of an amount that a person decided to give back, stated as the unit price is.
 * @throws RangeError naming the fact that cannot be read, or when it is more than is left
 */
export function splitCredit(charge: ChargeTexts, amount: string): CreditTexts {
  const of = chargeFrom(charge);
  return textsOf(creditOfAmount(of, amountFrom('amount', amount, of.unitPrice)));
}

/** The charge as checkout freezes it: unit × quantity, with its tax. @throws RangeError */
export function chargeFrom(texts: ChargeTexts): CreditableCharge {
  const { quantity, taxMode = 'exclusive', taxRateBasisPoints = 0 } = texts;
  const currency = parseCurrency(texts.currency);
  if (currency === undefined) throw new RangeError('currency is three letters, such as EUR');
  if (!Number.isSafeInteger(quantity) || quantity < 0) throw new RangeError('quantity is a whole number');
  const of: Money = { minor: 0n, currency };
  const unitPrice = amountFrom('unitPrice', texts.unitPrice, of);
  const tax = { mode: taxMode, rateBasisPoints: taxRateBasisPoints };
  return {
    // One charge is looked at, so that any id will do.
    chargeId: parseChargeId('00000000-0000-4000-8000-000000000000') as CreditableCharge['chargeId'],
    unitPrice,
    quantity,
    ...taxedAmounts(unitPrice, quantity, tax),
    taxMode,
    taxRateBasisPoints,
    ...(texts.periodStart !== undefined && { periodStart: dateFrom('periodStart', texts.periodStart) }),
    ...(texts.periodEnd !== undefined && { periodEnd: dateFrom('periodEnd', texts.periodEnd) }),
    alreadyCredited: {
      net: texts.creditedNet === undefined ? of : amountFrom('creditedNet', texts.creditedNet, of),
      tax: texts.creditedTax === undefined ? of : amountFrom('creditedTax', texts.creditedTax, of),
    },
  };
}

function amountFrom(name: string, text: string, { currency }: Money): Money {
  const amount = parseAmount(text, currency);
  if (amount === undefined) throw new RangeError(`${name} is no amount of ${currency}: ${text}`);
  return amount;
}

function dateFrom(name: string, text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === undefined) throw new RangeError(`${name} is no date such as 2026-11-22: ${text}`);
  return date;
}

function textsOf(amounts: { readonly net: Money; readonly tax: Money; readonly total: Money }) {
  const { net, tax, total } = amounts;
  return { net: formatAmount(net), tax: formatAmount(tax), total: formatAmount(total) };
}
