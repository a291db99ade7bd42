import type { CreditableCharge } from '../cancellation/credit.ts';
import { creditOfAmount, uncredited } from '../cancellation/credit.ts';
import { taxedAmounts } from '../market/tax.ts';
import { type CurrencyCode, type Money, money, parseCurrency, type TaxMode, zero } from '../money.ts';
import { addDays, addTerm } from '../time.ts';
import { charge, date, must } from './fixtures.ts';
import type { Chance } from './many-cases.ts';

/** None, two and three decimals. */
export const anyCurrencies: readonly CurrencyCode[] = ['JPY', 'EUR', 'KWD'].map((code) =>
  must(parseCurrency(code)),
);
export const modes: readonly TaxMode[] = ['exclusive', 'inclusive'];
const rates = [0, 1, 500, 700, 999, 1000, 1900, 2000, 2550, 10_000];
const terms = ['P1M', 'P1Y', 'P3Y'];
const { chargeId } = charge({ unit: '1.00 EUR', quantity: 1 });
const firstStart = date('2027-02-10');

/** A unit price whose charge stays inside 64 bits, as the cart sees to. */
export const anyUnit = (chance: Chance, currency: CurrencyCode): Money => money(chance.minor(), currency);

/** A charge as checkout freezes it, without credits. */
export function anyCharge(chance: Chance, currency = chance.pick(anyCurrencies)): CreditableCharge {
  const taxMode = chance.pick(modes);
  const taxRateBasisPoints = chance.pick(rates);
  const unitPrice = anyUnit(chance, currency);
  const quantity = chance.flip() ? chance.int(1, 12) : chance.int(1, 5000);
  const none = zero(currency);
  const perpetual = chance.int(0, 9) === 0;
  const start = addDays(firstStart, chance.int(0, 1500));
  return {
    chargeId,
    unitPrice,
    quantity,
    ...taxedAmounts(unitPrice, quantity, { mode: taxMode, rateBasisPoints: taxRateBasisPoints }),
    taxMode,
    taxRateBasisPoints,
    ...(!perpetual && { periodStart: start, periodEnd: addTerm(start, chance.pick(terms)) }),
    alreadyCredited: { net: none, tax: none },
  };
}

/** A part of an amount: nothing, all, one minor unit less than all, or anything between. */
export function anyPart(chance: Chance, whole: Money): Money {
  const { minor, currency } = whole;
  const parts = [0n, minor, minor > 0n ? minor - 1n : 0n, (minor * BigInt(chance.int(0, 1000))) / 1000n];
  return money(chance.pick(parts), currency);
}

/** The charge with up to three earlier credits. */
export function withEarlierCredits(chance: Chance, of: CreditableCharge): CreditableCharge {
  let charged = of;
  for (let count = chance.int(0, 3); count > 0; count -= 1) {
    const { net, tax } = creditOfAmount(charged, anyPart(chance, uncredited(charged)));
    charged = afterCredit(charged, { net, tax });
  }
  return charged;
}

export function afterCredit(
  of: CreditableCharge,
  { net, tax }: { readonly net: Money; readonly tax: Money },
): CreditableCharge {
  const before = of.alreadyCredited;
  const { currency } = net;
  return {
    ...of,
    alreadyCredited: {
      net: money(before.net.minor + net.minor, currency),
      tax: money(before.tax.minor + tax.minor, currency),
    },
  };
}
