import { describe, it } from 'vitest';
import { creditForCharge } from '../cancellation/credit.ts';
import { taxCategories } from '../market/tax.ts';
import { type Money, money, negate, sum } from '../money.ts';
import { allocatePayment } from '../payment/allocate-payment.ts';
import { anyCharge, anyCurrencies, anyPart } from '../testing/chance-charges.ts';
import { date } from '../testing/fixtures.ts';
import { type Chance, forMany, holds, timesAsMany } from '../testing/many-cases.ts';
import { addDays } from '../time.ts';
import { type DocumentLine, taxTotalsOf, totalDocument } from './document.ts';

const runs = (cases: number) => cases * timesAsMany(process.env.KONTOR_PROPERTY_RUNS);
const patienceMs = 600_000;

const day = date('2028-01-01');

/** Charges of a month and credits of some of them, as documents carry them. */
function anyLines(chance: Chance, currency = chance.pick(anyCurrencies)): DocumentLine[] {
  return Array.from({ length: chance.int(0, 8) }, () => {
    const of = anyCharge(chance, currency);
    const isCredit = chance.int(0, 2) === 0;
    const { net, tax } = isCredit ? creditForCharge(of, 'prorated', addDays(day, chance.int(-300, 900))) : of;
    return {
      sign: isCredit ? (-1 as const) : (1 as const),
      net,
      tax,
      taxCategory: chance.pick(taxCategories),
      taxRateBasisPoints: of.taxRateBasisPoints,
    };
  });
}

const signed = ({ sign }: DocumentLine, amount: Money) => (sign === 1 ? amount : negate(amount));

describe('a document, over very many months', () => {
  it(
    'adds up: lines to net and tax, rates to both, net and tax to the total, and the balance to what is due',
    () => {
      forMany(runs(80_000), (chance) => {
        const currency = chance.pick(anyCurrencies);
        const lines = anyLines(chance, currency);
        const balance = money(chance.minor(), currency);
        const of = totalDocument(lines, balance, currency);
        const facts = () => ({ lines, balance, of });
        const total = (amounts: readonly Money[]) => sum(amounts, currency).minor;
        holds(
          total(lines.map((each) => signed(each, each.net))) === of.net.minor,
          'lines sum to the net',
          facts,
        );
        holds(
          total(lines.map((each) => signed(each, each.tax))) === of.tax.minor,
          'lines sum to the tax',
          facts,
        );
        holds(total(of.taxTotals.map(({ net }) => net)) === of.net.minor, 'net by rate sums to net', facts);
        holds(total(of.taxTotals.map(({ tax }) => tax)) === of.tax.minor, 'tax by rate sums to tax', facts);
        holds(of.net.minor + of.tax.minor === of.total.minor, 'net + tax = total', facts);
        holds(of.total.minor < 0n === (of.type === 'credit_note'), 'below zero is a credit note', facts);
        const due = of.total.minor > 0n ? of.total.minor : 0n;
        holds(of.amountDue.minor + of.balanceUsed.minor === due, 'balance used + due = total', facts);
        holds(
          of.balanceUsed.minor <= balance.minor && of.balanceUsed.minor >= 0n,
          'no more than there is',
          facts,
        );
        const before = balance.minor - of.total.minor;
        holds(of.balanceAfter.minor - of.amountDue.minor === before, 'nothing of the balance is lost', facts);
        const groups = new Set(of.taxTotals.map((each) => `${each.category} ${each.rateBasisPoints}`));
        holds(groups.size === of.taxTotals.length, 'one total a category and rate', facts);
      });
    },
    patienceMs,
  );

  it(
    'in two parts comes to the same as in one',
    () => {
      forMany(runs(60_000), (chance) => {
        const currency = chance.pick(anyCurrencies);
        const lines = anyLines(chance, currency);
        const none = money(0n, currency);
        const cut = chance.int(0, lines.length);
        const whole = totalDocument(lines, none, currency);
        const parts = [lines.slice(0, cut), lines.slice(cut)].map((each) =>
          totalDocument(each, none, currency),
        );
        const facts = () => ({ lines, cut });
        for (const part of ['net', 'tax', 'total'] as const) {
          const added = sum(
            parts.map((each) => each[part]),
            currency,
          );
          holds(added.minor === whole[part].minor, `the parts’ ${part} is the whole’s`, facts);
        }
        for (const rate of taxTotalsOf(lines, currency)) {
          const same = parts.flatMap(({ taxTotals }) =>
            taxTotals.filter(
              (each) => each.category === rate.category && each.rateBasisPoints === rate.rateBasisPoints,
            ),
          );
          holds(
            sum(
              same.map(({ tax }) => tax),
              currency,
            ).minor === rate.tax.minor,
            'so is each rate’s tax',
            facts,
          );
        }
      });
    },
    patienceMs,
  );

  it(
    'is paid by what was allocated to it: parts and rest are the payment, and nothing is paid twice',
    () => {
      forMany(runs(80_000), (chance) => {
        const currency = chance.pick(anyCurrencies);
        const invoices = Array.from({ length: chance.int(0, 6) }, (_, index) => ({
          invoiceId: `G${index}`,
          invoiceDate: addDays(day, chance.int(0, 5)),
          dueOn: addDays(day, chance.int(30, 33)),
          open: money(chance.minor(), currency),
        }));
        const open = sum(
          invoices.map((each) => each.open),
          currency,
        );
        const amount = chance.flip() ? anyPart(chance, open) : money(chance.minor(), currency);
        const { allocations, rest } = allocatePayment(amount, invoices);
        const facts = () => ({ invoices, amount, allocations, rest });
        const given = sum(
          allocations.map((each) => each.amount),
          currency,
        );
        holds(given.minor + rest.minor === amount.minor, 'parts + rest = payment', facts);
        holds(
          rest.minor === (amount.minor > open.minor ? amount.minor - open.minor : 0n),
          'rest is excess',
          facts,
        );
        for (const { invoiceId, amount: part } of allocations) {
          const invoice = invoices.find((each) => each.invoiceId === invoiceId);
          holds(
            part.minor > 0n && part.minor <= (invoice?.open.minor ?? 0n),
            'never more than is open',
            facts,
          );
        }
        const ids = allocations.map(({ invoiceId }) => invoiceId);
        holds(new Set(ids).size === ids.length, 'an invoice is paid once', facts);
      });
    },
    patienceMs,
  );
});
