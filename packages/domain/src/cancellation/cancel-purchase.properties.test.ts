import { describe, it } from 'vitest';
import { money, sum, zero } from '../money.ts';
import { orderStatusAfterCancel } from '../order/order.ts';
import { afterCredit, anyCharge, anyCurrencies, withEarlierCredits } from '../testing/chance-charges.ts';
import { boughtAt, line, policy, purchase, zone } from '../testing/fixtures.ts';
import { type Chance, forMany, holds, timesAsMany } from '../testing/many-cases.ts';
import { instant, millisecondsPerDay } from '../time.ts';
import { type CancellationPlan, cancelPurchase } from './cancel-purchase.ts';
import { uncredited } from './credit.ts';
import type { Purchase, PurchaseLine } from './purchase.ts';
import { freezeCancellation } from './window.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;
// Half an hour off, and a daylight saving time of half an hour: days begin where one would not look.
const zones = ['UTC', 'UTC', 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe'].map(zone);

/** An order of several lines, each of several charged periods, some of it credited or cancelled before. */
function anyPurchase(chance: Chance): Purchase {
  const currency = chance.pick(anyCurrencies);
  const taxMode = anyCharge(chance, currency).taxMode;
  const lines: PurchaseLine[] = Array.from({ length: chance.int(1, 4) }, (_, lineNumber) => {
    const found = Array.from({ length: chance.int(1, 3) }, () =>
      withEarlierCredits(chance, anyCharge(chance, currency)),
    );
    const credit = chance.pick(['full', 'prorated'] as const);
    return line({
      lineNumber,
      status: chance.int(0, 5) === 0 ? 'cancelled' : chance.pick(['fulfilled', 'provisioning']),
      cancellation: freezeCancellation(policy({ credit, zone: chance.pick(zones) }), boughtAt),
      charges: found.filter((charge) => charge.taxMode === taxMode),
    });
  });
  return { ...purchase(lines), total: zero(currency) };
}

const inWindow = (chance: Chance) => instant(boughtAt + chance.int(0, 59) * millisecondsPerDay);

/** What the deed leaves behind: the plan's statuses and credits, written onto the order. */
function applied(of: Purchase, plan: CancellationPlan): Purchase {
  const lines = of.lines.map((before) => {
    const planned = plan.lines.find(({ lineNumber }) => lineNumber === before.lineNumber);
    if (planned === undefined) return before;
    const charges = before.charges.map((charge, index) => {
      const credit = planned.charges[index];
      return credit ? afterCredit(charge, credit) : charge;
    });
    return { ...before, status: 'cancelled' as const, charges };
  });
  return { ...of, lines };
}

const decide = (of: Purchase, now: number, lineNumbers?: readonly number[]) =>
  cancelPurchase(
    { purchase: of, reviewRules: [], ...(lineNumbers === undefined ? {} : { lineNumbers }) },
    instant(now),
  );
const planned = (of: Purchase, now: number, lineNumbers?: readonly number[]) => {
  const decision = decide(of, now, lineNumbers);
  return decision.accepted ? decision.value : undefined;
};
const openLines = (of: Purchase) => of.lines.filter(({ status }) => status !== 'cancelled');
const text = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));

describe('cancelling, over very many orders', () => {
  it(
    'shows before what it does: the plan shown is the plan applied, and the order is as the plan said',
    () => {
      forMany(runs(40_000), (chance) => {
        const of = anyPurchase(chance);
        const now = inWindow(chance);
        const shown = planned(of, now);
        const facts = () => ({ of, now });
        holds((shown === undefined) === (openLines(of).length === 0), 'what is open is cancelled', facts);
        if (shown === undefined) return;
        const done = planned(of, now);
        holds(text(shown) === text(done), 'preview = deed', facts);
        const after = applied(of, shown);
        const statuses = after.lines.map(({ status }) => status);
        holds(shown.orderStatus === orderStatusAfterCancel(statuses), 'the order’s status follows', facts);
        const again = decide(after, now);
        holds(!again.accepted && again.refusal.code === 'order.already_cancelled', 'it is done once', facts);
      });
    },
    patienceMs,
  );

  it(
    'gives back what its lines sum to, and they what their charges sum to; kept + credit = charged for each',
    () => {
      forMany(runs(60_000), (chance) => {
        const of = anyPurchase(chance);
        const plan = planned(of, inWindow(chance));
        if (plan === undefined) return;
        const { currency } = of.total;
        const facts = () => ({ of, plan });
        for (const part of ['net', 'tax', 'total'] as const) {
          const ofLines = sum(
            plan.lines.map((each) => each[part]),
            currency,
          );
          holds(ofLines.minor === plan.credit[part].minor, `lines sum to the ${part}`, facts);
          for (const each of plan.lines) {
            const ofCharges = sum(
              each.charges.map((credit) => credit[part]),
              currency,
            );
            holds(ofCharges.minor === each[part].minor, `charges sum to the line’s ${part}`, facts);
          }
        }
        for (const each of plan.lines) {
          const { charges } = of.lines.find(({ lineNumber }) => lineNumber === each.lineNumber) ?? line();
          charges.forEach((charge, index) => {
            const credit = each.charges[index];
            if (credit === undefined) throw new Error('every charge has its credit');
            const kept = uncredited(afterCredit(charge, credit)).minor;
            const given = charge.taxMode === 'exclusive' ? credit.net.minor : credit.total.minor;
            holds(
              kept >= 0n && kept + given === uncredited(charge).minor,
              'kept + credit = what was left',
              facts,
            );
          });
        }
      });
    },
    patienceMs,
  );

  it(
    'line by line on one day gives back what cancelling all of it at once does',
    () => {
      forMany(runs(40_000), (chance) => {
        const of = anyPurchase(chance);
        const now = inWindow(chance);
        const whole = planned(of, now);
        if (whole === undefined) return;
        const order = [...whole.lineNumbers].sort(() => (chance.flip() ? 1 : -1));
        let left = of;
        let total = money(0n, of.total.currency);
        for (const lineNumber of order) {
          const one = planned(left, now, [lineNumber]);
          if (one === undefined) throw new Error('an open line can be cancelled');
          total = money(total.minor + one.credit.total.minor, total.currency);
          left = applied(left, one);
        }
        const facts = () => ({ of, order });
        holds(total.minor === whole.credit.total.minor, 'split then sum = whole', facts);
        holds(text(left) === text(applied(of, whole)), 'and leaves the same order', facts);
      });
    },
    patienceMs,
  );
});
