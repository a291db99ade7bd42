import { describe, it } from 'vitest';
import { money, multiply, sum } from '../money.ts';
import { anyCurrencies } from '../testing/chance-charges.ts';
import { date } from '../testing/fixtures.ts';
import { type Chance, forMany, holds, timesAsMany } from '../testing/many-cases.ts';
import { addDays, daysBetween } from '../time.ts';
import { prorateUnit } from './add-quantity.ts';
import {
  anchorDayOf,
  type ChargedTerm,
  chargedPeriodAt,
  chargedPeriods,
  remainingDays,
  termEndsOn,
} from './cycles.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;

const kinds = [
  ['P1M', 'one_time'],
  ['P1M', 'monthly'],
  ['P1Y', 'one_time'],
  ['P1Y', 'monthly'],
  ['P1Y', 'annual'],
  ['P3Y', 'one_time'],
  ['P3Y', 'monthly'],
  ['P3Y', 'annual'],
  ['P3Y', 'triennial'],
] as const;

function anyTerm(chance: Chance): ChargedTerm {
  const [term, billingCycle] = chance.pick(kinds);
  const startsOn = addDays(date('2026-01-01'), chance.int(0, 4000));
  const anchorDay = Number(startsOn.slice(8));
  return { startsOn, endsOn: termEndsOn(startsOn, term, anchorDay), term, billingCycle, anchorDay };
}

describe('the charged periods of a term, over very many terms', () => {
  it(
    'follow each other from its first day to its last, without gap or overlap',
    () => {
      forMany(runs(20_000), (chance) => {
        const of = anyTerm(chance);
        const periods = chargedPeriods(of);
        let next = of.startsOn;
        for (const { start, end } of periods) {
          holds(start === next && end > start, 'each begins where the one before ended', () => ({
            of,
            periods,
          }));
          next = end;
        }
        holds(next === of.endsOn, 'the last ends with the term', () => ({ of, periods }));
        const day = addDays(of.startsOn, chance.int(0, daysBetween(of.startsOn, of.endsOn) - 1));
        const held = periods.filter(({ start, end }) => start <= day && day < end);
        const found = chargedPeriodAt(of, day);
        holds(held.length === 1 && held[0]?.start === found.start, 'every day lies in one', () => ({
          of,
          day,
        }));
      });
    },
    patienceMs,
  );

  it(
    'keep to the day of the first purchase through every renewal, as far as the month has it',
    () => {
      forMany(runs(20_000), (chance) => {
        const { startsOn: first, term } = anyTerm(chance);
        if (term === '') return;
        let startsOn = first;
        for (let renewals = chance.int(1, 12); renewals > 0; renewals -= 1) {
          startsOn = termEndsOn(startsOn, term, anchorDayOf(startsOn, first));
          const isLastOfMonth = addDays(startsOn, 1).endsWith('-01');
          const [wanted, is] = [Number(first.slice(8)), Number(startsOn.slice(8))];
          holds(is === wanted || (is < wanted && isLastOfMonth), 'no drift', () => ({
            first,
            term,
            startsOn,
          }));
        }
      });
    },
    patienceMs,
  );

  it(
    'cost for the days that remain never more than for all of them, and less from day to day',
    () => {
      forMany(runs(60_000), (chance) => {
        const of = anyTerm(chance);
        const [period] = chargedPeriods(of);
        if (period === undefined) throw new Error('a term has a period');
        const unit = money(chance.minor(), chance.pick(anyCurrencies));
        const gone = chance.int(0, daysBetween(period.start, period.end) - 1);
        const share = remainingDays(period, addDays(period.start, gone));
        const cost = prorateUnit(unit, share);
        const facts = () => ({ of, unit, gone, cost });
        holds(cost.minor >= 0n && cost.minor <= unit.minor, 'between nothing and the unit', facts);
        holds(gone > 0 || cost.minor === unit.minor, 'the first day costs all', facts);
        const later = prorateUnit(unit, { ...share, remaining: share.remaining - 1 });
        holds(later.minor <= cost.minor, 'a day less never costs more', facts);
        const quantity = chance.int(1, 40);
        const parts = Array.from({ length: quantity }, () => cost);
        const whole = multiply(cost, quantity);
        holds(sum(parts, unit.currency).minor === whole.minor, 'one by one or together', facts);
      });
    },
    patienceMs,
  );
});
