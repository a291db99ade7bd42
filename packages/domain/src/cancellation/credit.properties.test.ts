import { describe, expect, it } from 'vitest';
import { money } from '../money.ts';
import { afterCredit, anyCharge, anyPart, withEarlierCredits } from '../testing/chance-charges.ts';
import { type Chance, forMany, holds, timesAsMany } from '../testing/many-cases.ts';
import { addDays, daysBetween, type LocalDate } from '../time.ts';
import { type CreditableCharge, creditForCharge, creditOfAmount, sumCredits, uncredited } from './credit.ts';
import { explainCredit } from './explain.ts';
import { goodwillCredit } from './goodwill.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;

const dayNear = (chance: Chance, { periodStart, periodEnd }: CreditableCharge): LocalDate => {
  if (periodStart === undefined || periodEnd === undefined) return addDays('2027-02-10' as LocalDate, 0);
  const length = daysBetween(periodStart, periodEnd);
  return addDays(periodStart, chance.pick([-1, 0, 1, length - 1, length, length + 1, chance.int(0, length)]));
};
const credited = ({ alreadyCredited: { net, tax } }: CreditableCharge) => net.minor + tax.minor;

describe('a credit, over very many charges of every currency, mode and history', () => {
  it(
    'and what is kept are the charge: in net, in tax and in all, between nothing and what is left',
    () => {
      forMany(runs(300_000), (chance) => {
        const of = withEarlierCredits(chance, anyCharge(chance));
        const rule = chance.pick(['full', 'prorated'] as const);
        const day = dayNear(chance, of);
        const { net, tax, total } = creditForCharge(of, rule, day);
        const facts = () => ({ of, rule, day, net, tax });
        const { net: netBefore, tax: taxBefore } = of.alreadyCredited;
        holds(net.minor >= 0n && tax.minor >= 0n, 'no part of a credit is negative', facts);
        holds(total.minor === net.minor + tax.minor, 'a credit is its net and its tax', facts);
        holds(netBefore.minor + net.minor <= of.net.minor, 'the net given back was charged', facts);
        holds(taxBefore.minor + tax.minor <= of.tax.minor, 'the tax given back was charged', facts);
        const kept = of.gross.minor - credited(of) - total.minor;
        const after = afterCredit(of, { net, tax });
        holds(kept + credited(after) === of.gross.minor, 'kept + credit = charged', facts);
        if (rule === 'full') holds(kept === 0n, 'a full credit leaves nothing', facts);
        if (uncredited(after).minor === 0n)
          holds(credited(after) === of.gross.minor, 'what brings a charge to zero takes all its tax', facts);
      });
    },
    patienceMs,
  );

  it(
    'never grows from one day to the next',
    () => {
      forMany(runs(150_000), (chance) => {
        const of = withEarlierCredits(chance, anyCharge(chance));
        const day = dayNear(chance, of);
        const today = creditForCharge(of, 'prorated', day);
        const tomorrow = creditForCharge(of, 'prorated', addDays(day, 1));
        const facts = () => ({ of, day, today, tomorrow });
        holds(tomorrow.total.minor <= today.total.minor, 'the total never grows', facts);
        holds(tomorrow.net.minor <= today.net.minor, 'the net never grows', facts);
        holds(tomorrow.tax.minor <= today.tax.minor, 'the tax never grows', facts);
      });
    },
    patienceMs,
  );

  it(
    'is the unit’s share of the unused days, cut, times the quantity, and never more than what is left',
    () => {
      forMany(runs(100_000), (chance) => {
        const of = withEarlierCredits(chance, anyCharge(chance));
        const { periodStart, periodEnd } = of;
        if (periodStart === undefined || periodEnd === undefined) return;
        const day = dayNear(chance, of);
        const days = BigInt(daysBetween(periodStart, periodEnd));
        const gone = daysBetween(periodStart, day);
        const unused = days - BigInt(Math.min(Math.max(gone, 0), Number(days)));
        const wanted = ((of.unitPrice.minor * unused) / days) * BigInt(of.quantity);
        const left = uncredited(of).minor;
        const { net, total, formula } = creditForCharge(of, 'prorated', day);
        const given = of.taxMode === 'exclusive' ? net.minor : total.minor;
        const facts = () => ({ of, day, given, wanted, left });
        holds(given === (wanted < left ? wanted : left), 'the formula is the product’s', facts);
        holds((formula.inputs.limitedTo !== undefined) === wanted > left, 'a limit is told of', facts);
        const { sentence } = explainCredit(formula);
        holds(sentence.includes(`of ${days} days of`), 'the sentence says the days', facts);
      });
    },
    patienceMs,
  );

  it(
    'in parts, however it is cut, comes to exactly the charge and its tax',
    () => {
      forMany(runs(60_000), (chance) => {
        const of = anyCharge(chance);
        let left = of;
        let sum = { net: money(0n, of.net.currency), tax: money(0n, of.net.currency) };
        for (let part = chance.int(0, 6); part >= 0; part -= 1) {
          const rest = uncredited(left);
          const credit = creditOfAmount(left, part === 0 ? rest : anyPart(chance, rest));
          left = afterCredit(left, credit);
          sum = sumCredits([{ ...sum, total: sum.net }, credit], of.net.currency);
        }
        holds(sum.net.minor === of.net.minor, 'the parts’ net is the charge’s', () => of);
        holds(sum.tax.minor === of.tax.minor, 'the parts’ tax is the charge’s', () => of);
      });
    },
    patienceMs,
  );

  it(
    'of goodwill over several charges is the amount asked for, or is refused as more than is left',
    () => {
      forMany(runs(60_000), (chance) => {
        const first = anyCharge(chance);
        const { currency } = first.net;
        const more = Array.from({ length: chance.int(0, 3) }, () => {
          const other = anyCharge(chance, currency);
          // The lines of one order share a market, and so the way tax is shown.
          return other.taxMode === first.taxMode ? withEarlierCredits(chance, other) : undefined;
        });
        const charges = [first, ...more.filter((other) => other !== undefined)];
        const left = charges.reduce((total, of) => total + uncredited(of).minor, 0n);
        const wanted = anyPart(chance, money(left, currency));
        const over = chance.int(0, 9) === 0 ? money(left + 1n, currency) : wanted;
        const plan = goodwillCredit(charges, over, '2027-03-01' as LocalDate);
        holds(plan.accepted === over.minor <= left, 'more than is left is refused', () => ({
          charges,
          over,
        }));
        if (!plan.accepted) return;
        const given = first.taxMode === 'exclusive' ? plan.value.net : plan.value.total;
        holds(given.minor === over.minor, 'the amount is the amount', () => ({ charges, over }));
        const parts = sumCredits(plan.value.charges, currency);
        holds(
          parts.total.minor === plan.value.total.minor && parts.tax.minor === plan.value.tax.minor,
          'its charges sum to it',
          () => ({ charges, over }),
        );
      });
    },
    patienceMs,
  );

  it('fails with the seed of its case, which makes the case again', () => {
    const failing = () => forMany(10, ({ int }) => holds(int(1, 3) !== 2, 'never two'));
    expect(failing).toThrow(/case \d+ of 10, seed \d+: never two/);
  });
});
