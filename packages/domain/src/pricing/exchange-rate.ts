import { invariant } from '../invariant.ts';
import { type CurrencyCode, type Money, minorDigits } from '../money.ts';
import type { Instant } from '../time.ts';

/** How many units of `to` one unit of `from` is worth. */
export type ExchangeRate = {
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  /** A whole number of ten-billionths: 345000000000 is 34.5. */
  readonly rate: bigint;
  /** When it took effect. */
  readonly at: Instant;
};

/** The currency in which everything of an account is billed, with the rates into it. */
export type Billing = { readonly currency: CurrencyCode; readonly rates: readonly ExchangeRate[] };

const decimals = 10;
const one = 10n ** BigInt(decimals);

/** Reads a decimal text of at most ten whole digits and ten decimals; undefined when it is none or not above zero. */
export function parseRate(text: string): bigint | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,10}))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const rate = BigInt(whole + fraction.padEnd(decimals, '0'));
  return rate > 0n ? rate : undefined;
}

/** The rate with all of its ten decimals: "34.5000000000". */
export function formatRate(rate: bigint): string {
  const text = rate.toString().padStart(decimals + 1, '0');
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** The rate in force; of two from the same instant the one that comes last in the rows. */
export function chooseExchangeRate(
  rates: readonly ExchangeRate[],
  { from, to }: { readonly from: CurrencyCode; readonly to: CurrencyCode },
  at: Instant,
): ExchangeRate | undefined {
  let latest: ExchangeRate | undefined;
  for (const rate of rates) {
    if (rate.from !== from || rate.to !== to || rate.at > at) continue;
    if (!latest || rate.at >= latest.at) latest = rate;
  }
  return latest;
}

/** round_down(unit × rate) in the minor unit of the other currency, whatever decimals the two have (product 2). */
export function convertUnit(unit: Money, { from, to, rate }: ExchangeRate): Money {
  invariant(unit.currency === from, `a rate from ${from} does not convert ${unit.currency}`);
  invariant(unit.minor >= 0n && rate > 0n, 'prices and rates are not negative');
  const scaled = unit.minor * rate * 10n ** BigInt(minorDigits(to));
  return { minor: scaled / (one * 10n ** BigInt(minorDigits(from))), currency: to };
}
