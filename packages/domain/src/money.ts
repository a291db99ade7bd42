import { invariant } from './invariant.ts';

/** Three upper-case letters, ISO 4217. */
export type CurrencyCode = string & { readonly __brand: 'CurrencyCode' };

/** An amount as a whole number of the currency's minor unit (cents, yen, fils). */
export type Money = { readonly minor: bigint; readonly currency: CurrencyCode };

/** Hundredths of a percent: 1900 is 19 %. */
export type BasisPoints = number;

/** Whether a price is before tax or has the tax inside (product 2). */
export type TaxMode = 'exclusive' | 'inclusive';

const withoutDecimals = new Set('JPY KRW VND CLP ISK UGX XAF XOF XPF PYG RWF BIF DJF GNF KMF VUV'.split(' '));
const withThreeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Fifteen whole digits keep every amount inside a 64-bit integer with three decimals. */
const amountPattern = /^(-?)(\d{1,15})(?:\.(\d{1,3}))?$/;

export function parseCurrency(text: string): CurrencyCode | undefined {
  if (!/^[A-Za-z]{3}$/.test(text)) return undefined;
  return text.toUpperCase() as CurrencyCode; // three ASCII letters, checked above
}

/** Decimals of the currency by ISO 4217; two where the standard is not one of the exceptions. */
export function minorDigits(currency: CurrencyCode): 0 | 2 | 3 {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
}

export function money(minor: bigint, currency: CurrencyCode): Money {
  return { minor, currency };
}

export function zero(currency: CurrencyCode): Money {
  return { minor: 0n, currency };
}

/** Reads a decimal text exactly; undefined when it is not an amount or has more decimals than the currency. */
export function parseAmount(text: string, currency: CurrencyCode): Money | undefined {
  const match = amountPattern.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = minorDigits(currency);
  if (fraction.length > digits) return undefined;
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  return { minor: sign ? -minor : minor, currency };
}

/** The amount with exactly the currency's decimals: "94.20", "786065", "8.253". */
export function formatAmount(amount: Money): string {
  const digits = minorDigits(amount.currency);
  const sign = amount.minor < 0n ? '-' : '';
  const text = magnitude(amount.minor).toString();
  if (digits === 0) return sign + text;
  const padded = text.padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

export function add(a: Money, b: Money): Money {
  return { minor: a.minor + sameCurrency(a, b).minor, currency: a.currency };
}

export function subtract(a: Money, b: Money): Money {
  return { minor: a.minor - sameCurrency(a, b).minor, currency: a.currency };
}

export function multiply(amount: Money, times: bigint | number): Money {
  return { minor: amount.minor * BigInt(times), currency: amount.currency };
}

export function negate(amount: Money): Money {
  return { minor: -amount.minor, currency: amount.currency };
}

/** Negative, zero or positive as a is below, equal to or above b. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  const other = sameCurrency(a, b).minor;
  if (a.minor === other) return 0;
  return a.minor < other ? -1 : 1;
}

export function smaller(a: Money, b: Money): Money {
  return compare(a, b) <= 0 ? a : b;
}

export function isZero(amount: Money): boolean {
  return amount.minor === 0n;
}

export function sum(amounts: readonly Money[], currency: CurrencyCode): Money {
  return amounts.reduce(add, zero(currency));
}

/** amount × numerator ÷ denominator, cut toward zero to the minor unit. */
export function truncateRatio(amount: Money, numerator: bigint, denominator: bigint): Money {
  invariant(denominator > 0n, 'a ratio needs a positive denominator');
  return { minor: (amount.minor * numerator) / denominator, currency: amount.currency };
}

/** amount × numerator ÷ denominator, rounded to the nearest minor unit, halves away from zero. */
export function roundHalfUpRatio(amount: Money, numerator: bigint, denominator: bigint): Money {
  invariant(denominator > 0n, 'a ratio needs a positive denominator');
  const product = amount.minor * numerator;
  const rounded = (magnitude(product) * 2n + denominator) / (denominator * 2n);
  return { minor: product < 0n ? -rounded : rounded, currency: amount.currency };
}

/** Splits by weight so that the parts add up to the whole: largest remainder first, ties by position. */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  invariant(total > 0n && weights.every((w) => w >= 0n), 'weights must be non-negative and not all zero');
  const whole = magnitude(amount.minor);
  const parts = weights.map((w) => (whole * w) / total);
  const left = Number(whole - parts.reduce((a, b) => a + b, 0n));
  const byRemainder = weights
    .map((w, index) => ({ index, remainder: (whole * w) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const receivers = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return parts.map((part, index) => {
    const minor = receivers.has(index) ? part + 1n : part;
    return { minor: amount.minor < 0n ? -minor : minor, currency: amount.currency };
  });
}

/** Tax on an amount before tax: round_half_up(net × rate) (product 2). */
export function taxOnNet(net: Money, rate: BasisPoints): Money {
  return roundHalfUpRatio(net, basisPoints(rate), 10_000n);
}

/** The amount before tax of a price with tax inside: round_half_up(gross ÷ (1 + rate)) (product 2). */
export function netOfGross(gross: Money, rate: BasisPoints): Money {
  return roundHalfUpRatio(gross, 10_000n, 10_000n + basisPoints(rate));
}

function basisPoints(rate: BasisPoints): bigint {
  invariant(Number.isInteger(rate) && rate >= 0, 'a tax rate is a whole number of basis points');
  return BigInt(rate);
}

function magnitude(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

function sameCurrency(a: Money, b: Money): Money {
  invariant(a.currency === b.currency, `cannot mix ${a.currency} and ${b.currency}`);
  return b;
}
