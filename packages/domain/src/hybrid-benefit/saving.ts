import { compare, type Money, subtract, zero } from '../money.ts';

export type Saving = {
  readonly amount: Money;
  /** Cut to one decimal: "40.0". */
  readonly percent: string;
};

/** What the base (Linux) rate spares against the rate with the operating system in it; never a constant (product 3). */
export function savingOf(windowsRate: Money, baseRate: Money): Saving {
  const amount =
    compare(windowsRate, baseRate) > 0 ? subtract(windowsRate, baseRate) : zero(windowsRate.currency);
  const tenths = windowsRate.minor > 0n ? (amount.minor * 1000n) / windowsRate.minor : 0n;
  return { amount, percent: `${tenths / 10n}.${tenths % 10n}` };
}
