import { describe, it } from 'vitest';
import { taxedAmounts } from './market/tax.ts';
import {
  add,
  allocate,
  formatAmount,
  money,
  multiply,
  negate,
  netOfGross,
  parseAmount,
  roundHalfUpRatio,
  sum,
  taxOnNet,
  truncateRatio,
} from './money.ts';
import { applyDiscounts } from './pricing/discount.ts';
import { convertUnit } from './pricing/exchange-rate.ts';
import { anyCurrencies, modes } from './testing/chance-charges.ts';
import { type Chance, forMany, holds, timesAsMany } from './testing/many-cases.ts';
import type { Instant } from './time.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;

const anyMoney = (chance: Chance) => {
  const amount = money(chance.minor(), chance.pick(anyCurrencies));
  return chance.int(0, 3) === 0 ? negate(amount) : amount;
};
const magnitude = (minor: bigint) => (minor < 0n ? -minor : minor);

describe('money, over very many amounts', () => {
  it(
    'split by weights and added up again is what it was, each part within a unit of its share',
    () => {
      forMany(runs(120_000), (chance) => {
        const amount = anyMoney(chance);
        const drawn = Array.from({ length: chance.int(1, 8) }, () => BigInt(chance.int(0, 1000)));
        const weights = drawn.some((weight) => weight > 0n) ? drawn : [1n];
        const total = weights.reduce((a, b) => a + b, 0n);
        const parts = allocate(amount, weights);
        const facts = () => ({ amount, weights, parts });
        holds(sum(parts, amount.currency).minor === amount.minor, 'split then sum is the whole', facts);
        parts.forEach((part, index) => {
          const exact = amount.minor * (weights[index] ?? 0n);
          holds(
            magnitude(part.minor * total - exact) < total,
            'a part is its share, give or take less than a unit',
            facts,
          );
        });
        const mirrored = allocate(negate(amount), weights);
        holds(
          mirrored.every((part, index) => part.minor === -(parts[index]?.minor ?? 0n)),
          'what is taken splits as what is given',
          facts,
        );
      });
    },
    patienceMs,
  );

  it(
    'sums to the same however its terms are grouped',
    () => {
      forMany(runs(60_000), (chance) => {
        const currency = chance.pick(anyCurrencies);
        const amounts = Array.from({ length: chance.int(0, 12) }, () => money(chance.minor(), currency));
        const cut = chance.int(0, amounts.length);
        const apart = add(sum(amounts.slice(0, cut), currency), sum(amounts.slice(cut), currency));
        holds(apart.minor === sum(amounts, currency).minor, 'sum of sums is the sum', () => amounts);
      });
    },
    patienceMs,
  );

  it(
    'is cut toward zero, and rounded with halves away from it',
    () => {
      forMany(runs(120_000), (chance) => {
        const amount = anyMoney(chance);
        const numerator = BigInt(chance.int(0, 40_000));
        const denominator = BigInt(chance.int(1, 40_000));
        const facts = () => ({ amount, numerator, denominator });
        const exact = amount.minor * numerator;
        const cut = truncateRatio(amount, numerator, denominator).minor;
        holds(magnitude(cut) * denominator <= magnitude(exact), 'cut is never more', facts);
        holds(magnitude(exact) < (magnitude(cut) + 1n) * denominator, 'cut loses less than a unit', facts);
        const rounded = roundHalfUpRatio(amount, numerator, denominator).minor;
        const off = 2n * (magnitude(rounded) * denominator - magnitude(exact));
        holds(-denominator < off && off <= denominator, 'rounded is the nearest, halves up', facts);
        holds(rounded === 0n || rounded < 0n === amount.minor < 0n, 'the sign stays', facts);
      });
    },
    patienceMs,
  );

  it(
    'reads back from its own text',
    () => {
      forMany(runs(80_000), (chance) => {
        const amount = anyMoney(chance);
        const read = parseAmount(formatAmount(amount), amount.currency);
        holds(read?.minor === amount.minor, 'text and amount are the same', () => amount);
      });
    },
    patienceMs,
  );

  it(
    'is net and tax, whichever way the price is told; the tax is the rate’s share to half a unit',
    () => {
      forMany(runs(100_000), (chance) => {
        const currency = chance.pick(anyCurrencies);
        const unit = money(chance.minor(), currency);
        const quantity = chance.int(1, 5000);
        const rateBasisPoints = chance.int(0, 10_000);
        const mode = chance.pick(modes);
        const { net, tax, gross } = taxedAmounts(unit, quantity, { mode, rateBasisPoints });
        const facts = () => ({ unit, quantity, rateBasisPoints, mode });
        holds(net.minor + tax.minor === gross.minor, 'gross = net + tax', facts);
        const told = mode === 'exclusive' ? net : gross;
        holds(told.minor === multiply(unit, quantity).minor, 'unit × quantity is what was told', facts);
        holds(net.minor >= 0n && tax.minor >= 0n, 'neither is negative', facts);
        // Halves are rounded up, so that the tax on the net lies within a unit where the net was itself rounded.
        const slack = mode === 'exclusive' ? 0n : 1n;
        holds(
          magnitude(tax.minor - taxOnNet(net, rateBasisPoints).minor) <= slack,
          'the tax is the rate’s',
          facts,
        );
        if (mode === 'inclusive')
          holds(netOfGross(gross, rateBasisPoints).minor === net.minor, 'the net is the gross’s', facts);
      });
    },
    patienceMs,
  );

  it(
    'discounted never goes up, nor below nothing, and is cut once',
    () => {
      forMany(runs(60_000), (chance) => {
        const list = money(chance.minor(), chance.pick(anyCurrencies));
        const shares = Array.from({ length: chance.int(0, 2) }, () => chance.int(0, 10_000));
        const discounts = shares.map((basisPoints, index) => ({
          kind: index === 0 ? ('partner' as const) : ('promotion' as const),
          id: String(index),
          basisPoints,
        }));
        const left = applyDiscounts(list, discounts);
        const exact = shares.reduce((value, share) => value * BigInt(10_000 - share), list.minor);
        const whole = 10_000n ** BigInt(shares.length);
        holds(
          left.minor === exact / whole && left.minor <= list.minor && left.minor >= 0n,
          'cut once',
          () => ({
            list,
            shares,
          }),
        );
      });
    },
    patienceMs,
  );

  it(
    'converted is cut to the other currency’s unit, and more never becomes less',
    () => {
      forMany(runs(60_000), (chance) => {
        const [from, to] = [chance.pick(anyCurrencies), chance.pick(anyCurrencies)];
        if (from === to) return;
        const rate = { from, to, rate: BigInt(chance.int(1, 2_000_000_000)) * 1000n, at: 0 as Instant };
        const unit = money(chance.minor(), from);
        const converted = convertUnit(unit, rate);
        const more = convertUnit(money(unit.minor + BigInt(chance.int(0, 1000)), from), rate);
        holds(converted.currency === to && converted.minor >= 0n, 'it is money of the other', () => ({
          unit,
          rate,
        }));
        holds(more.minor >= converted.minor, 'more stays more', () => ({ unit, rate }));
      });
    },
    patienceMs,
  );
});
