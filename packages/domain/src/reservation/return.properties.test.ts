import { describe, it } from 'vitest';
import { uncredited } from '../cancellation/credit.ts';
import { type Money, money, parseCurrency, subtract } from '../money.ts';
import { afterCredit, anyCharge, anyCurrencies, withEarlierCredits } from '../testing/chance-charges.ts';
import { boughtAt, must } from '../testing/fixtures.ts';
import { type Chance, forMany, holds, timesAsMany } from '../testing/many-cases.ts';
import { addTerm, type Instant, instant, localDateAt, millisecondsPerDay, utc } from '../time.ts';
import { exchangeReservation } from './exchange-reservation.ts';
import { keptOfRefund, refundReservation } from './refund-reservation.ts';
import type { ReturnableReservation } from './remaining-value.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;
const startsOn = localDateAt(boughtAt, utc);
const usd = must(parseCurrency('USD'));

const policy = (chance: Chance, cap: Money) => ({
  version: 1,
  fullRefundDays: 5,
  feeBasisPoints: chance.pick([0, 1, 1200, 9999, 10_000]),
  cap,
  capMonths: 12,
  zone: utc,
  effectiveFrom: 0 as Instant,
});

function anyReservation(chance: Chance): ReturnableReservation {
  const currency = chance.pick(anyCurrencies);
  const term = chance.pick(['P1Y', 'P3Y'] as const);
  const endsOn = addTerm(startsOn, term);
  const whole = { periodStart: startsOn, periodEnd: endsOn };
  const charge = { ...withEarlierCredits(chance, anyCharge(chance, currency)), ...whole };
  const usedAt = chance.flip() ? null : boughtAt;
  return {
    purchasedAt: boughtAt,
    usedAt,
    startsOn,
    endsOn,
    term,
    billingCycle: 'one_time',
    charges: [charge],
  };
}

const someDay = (chance: Chance) =>
  instant(boughtAt + chance.pick([0, 1, 4, 5, 6, 7, chance.int(0, 364)]) * millisecondsPerDay);

describe('a reservation given back, over very many', () => {
  it(
    'kept + credit + fee = charged, and the fee is its share of the unused days, cut',
    () => {
      forMany(runs(60_000), (chance) => {
        const reservation = anyReservation(chance);
        const { currency } = reservation.charges[0]?.net ?? money(0n, usd);
        const of = policy(chance, money(10n ** 20n, currency));
        const now = someDay(chance);
        const state = { status: 'active', endsOn: reservation.endsOn } as const;
        const question = { state, reservation, currency, policy: of, earlier: [], rates: [] };
        const decision = refundReservation(question, now);
        const facts = () => ({ reservation, of, now, decision });
        if (!decision.accepted) throw new Error(decision.refusal.code);
        const plan = decision.value;
        const [charge] = reservation.charges;
        const [credit] = plan.charges;
        if (charge === undefined || credit === undefined) throw new Error('there is a charge');
        const left = uncredited(charge).minor;
        const after = uncredited(afterCredit(charge, credit)).minor;
        const given = charge.taxMode === 'exclusive' ? credit.net.minor : credit.total.minor;
        holds(plan.fee.minor >= 0n && given >= 0n && after >= plan.fee.minor, 'nothing is negative', facts);
        holds(after + given === left, 'kept + credit = what was left', facts);
        const before = charge.taxMode === 'exclusive' ? charge.net : charge.gross;
        const kept = keptOfRefund(reservation.charges, plan).minor;
        holds(kept + given + plan.fee.minor === before.minor, 'kept + credit + fee = charged', facts);
        const whole = given + plan.fee.minor;
        holds(
          plan.fee.minor * 10_000n <= whole * BigInt(plan.feeBasisPoints),
          'the fee is never more than its share',
          facts,
        );
        holds(plan.rule === 'prorated' || given === left, 'a full refund gives all that is left', facts);
        const again = refundReservation(question, now);
        holds(JSON.stringify(again, bigints) === JSON.stringify(decision, bigints), 'preview = deed', facts);
      });
    },
    patienceMs,
  );

  it(
    'for another is worth exactly its unused days, and no smaller commitment will do',
    () => {
      forMany(runs(60_000), (chance) => {
        const reservation = anyReservation(chance);
        const { currency } = reservation.charges[0]?.net ?? money(0n, usd);
        const of = policy(chance, money(0n, currency));
        const now = someDay(chance);
        const state = { status: 'active', endsOn: reservation.endsOn } as const;
        const ask = (commitment: Money) =>
          exchangeReservation(
            { state, reservation, currency, policy: of, type: 'vm', target: { type: 'vm', commitment } },
            now,
          );
        const probe = ask(money(10n ** 20n, currency));
        if (!probe.accepted) throw new Error(probe.refusal.code);
        const { remaining, credit } = probe.value;
        const facts = () => ({ reservation, now, remaining, credit });
        holds(
          credit.net.minor === remaining.minor,
          'what is left of one charge is what is given back',
          facts,
        );
        const exact = ask(remaining);
        holds(exact.accepted && exact.value.difference.minor === 0n, 'as much will do', facts);
        const less = ask(subtract(remaining, money(1n, currency)));
        holds(
          !less.accepted && less.refusal.code === 'reservation.exchange_too_small',
          'less will not',
          facts,
        );
      });
    },
    patienceMs,
  );
});

const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
