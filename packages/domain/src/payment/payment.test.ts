import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, money, parseCurrency, subtract, sum, zero } from '../money.ts';
import { amount, date, must } from '../testing/fixtures.ts';
import { addDays } from '../time.ts';
import { ageBucketOf, ageBuckets, ageing, overdueOf } from './ageing.ts';
import {
  afterAllocation,
  allocatePayment,
  type OpenInvoice,
  oldestFirst,
  openTotal,
  unpayable,
} from './allocate-payment.ts';
import { committedFuture, cyclesLeft, shareOpenAmount } from './commitment.ts';
import { type StatementEntry, statementKinds, statementOf } from './statement.ts';

const eur = must(parseCurrency('EUR'));

const invoice = (invoiceId: string, dueOn: string, open: string): OpenInvoice => ({
  invoiceId,
  invoiceDate: addDays(date(dueOn), -30),
  dueOn: date(dueOn),
  open: amount(`${open} EUR`),
});

const three = [
  invoice('G000000003', '2026-12-01', '50.00'),
  invoice('G000000001', '2026-10-01', '100.00'),
  invoice('G000000002', '2026-11-01', '200.00'),
];

const spelled = (plan: ReturnType<typeof allocatePayment>) => [
  ...plan.allocations.map(({ invoiceId, amount: part }) => `${invoiceId.slice(-1)}:${part.minor}`),
  `rest:${plan.rest.minor}`,
];

describe('a payment', () => {
  test.each([
    ['0.01', ['1:1', 'rest:0']],
    ['99.99', ['1:9999', 'rest:0']],
    ['100.00', ['1:10000', 'rest:0']],
    ['100.01', ['1:10000', '2:1', 'rest:0']],
    ['350.00', ['1:10000', '2:20000', '3:5000', 'rest:0']],
    ['350.01', ['1:10000', '2:20000', '3:5000', 'rest:1']],
  ])('of %s goes to the oldest first', (paid, parts) => {
    expect(spelled(allocatePayment(amount(`${paid} EUR`), three))).toEqual(parts);
  });

  test('goes to the named invoices in their order, and nowhere else', () => {
    const named = ['G000000003', 'G000000002', 'G000000003'];
    expect(spelled(allocatePayment(amount('500.00 EUR'), three, named))).toEqual([
      '3:5000',
      '2:20000',
      'rest:25000',
    ]);
    expect(spelled(allocatePayment(amount('10.00 EUR'), three, ['G000000009']))).toEqual(['rest:1000']);
  });

  test('cannot be for an invoice that is unknown or has nothing open', () => {
    const paid = { ...invoice('G000000004', '2026-12-01', '0.00') };
    expect(unpayable([...three, paid], ['G000000001', 'G000000004', 'G000000005'])).toEqual([
      'G000000004',
      'G000000005',
    ]);
  });

  test('of invoices that are due together goes to the older document, then the lower number', () => {
    const [a, b] = [invoice('G000000007', '2026-10-01', '1.00'), invoice('G000000006', '2026-10-01', '1.00')];
    const older = { ...invoice('G000000009', '2026-10-01', '1.00'), invoiceDate: date('2026-08-01') };
    expect(oldestFirst([a, b, older]).map(({ invoiceId }) => invoiceId.slice(-1))).toEqual(['9', '6', '7']);
  });
});

const anInvoice = fc.record({
  number: fc.integer({ min: 1, max: 30 }),
  due: fc.integer({ min: -200, max: 200 }),
  open: fc.bigInt({ min: 0n, max: 10_000_000n }),
});
const invoicesOf = (records: readonly { number: number; due: number; open: bigint }[]): OpenInvoice[] =>
  [...new Map(records.map((record) => [record.number, record])).values()].map(({ number, due, open }) => ({
    invoiceId: `G${String(number).padStart(9, '0')}`,
    invoiceDate: addDays(date('2026-10-01'), due - 30),
    dueOn: addDays(date('2026-10-01'), due),
    open: money(open, eur),
  }));
const someInvoices = fc.array(anInvoice, { maxLength: 12 }).map(invoicesOf);

describe('whatever is paid', () => {
  test('is allocated to the last cent, and never beyond what is open or paid', () => {
    fc.assert(
      fc.property(
        someInvoices,
        fc.bigInt({ min: 1n, max: 60_000_000n }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
        (invoices, minor, numbers) => {
          const paid = money(minor, eur);
          const named = numbers.map((number) => `G${String(number).padStart(9, '0')}`);
          const plan = allocatePayment(paid, invoices, named);
          const parts = plan.allocations.map(({ amount: part }) => part);
          expect(add(sum(parts, eur), plan.rest)).toEqual(paid);
          expect(plan.rest.minor >= 0n).toBe(true);
          for (const { invoiceId, amount: part } of plan.allocations) {
            const target = must(invoices.find((candidate) => candidate.invoiceId === invoiceId));
            expect(part.minor > 0n && compare(part, target.open) <= 0).toBe(true);
            if (named.length > 0) expect(named).toContain(invoiceId);
          }
          const left = openTotal(afterAllocation(invoices, plan), eur);
          expect(subtract(openTotal(invoices, eur), sum(parts, eur))).toEqual(left);
          // Unnamed, something is left over only when nothing is open any more.
          if (named.length === 0 && plan.rest.minor > 0n) expect(left.minor).toBe(0n);
        },
      ),
      { seed: 31, numRuns: 5000 },
    );
  });

  test('pays no invoice while an older one is open', () => {
    fc.assert(
      fc.property(someInvoices, fc.bigInt({ min: 1n, max: 60_000_000n }), (invoices, minor) => {
        const plan = allocatePayment(money(minor, eur), invoices);
        const order = oldestFirst(invoices);
        const last = plan.allocations.at(-1);
        const until = order.findIndex(({ invoiceId }) => invoiceId === last?.invoiceId);
        for (const older of order.slice(0, Math.max(until, 0))) {
          const part = plan.allocations.find(({ invoiceId }) => invoiceId === older.invoiceId);
          expect(part?.amount.minor ?? 0n).toBe(older.open.minor);
        }
      }),
      { seed: 32, numRuns: 5000 },
    );
  });
});

describe('what is owed', () => {
  test.each([
    [-1, 'current'],
    [0, 'current'],
    [1, 'days1to30'],
    [30, 'days1to30'],
    [31, 'days31to60'],
    [60, 'days31to60'],
    [61, 'days61to90'],
    [90, 'days61to90'],
    [91, 'over90'],
  ])('%d days after it was due is %s', (days, bucket) => {
    expect(ageBucketOf(date('2026-10-01'), addDays(date('2026-10-01'), days))).toBe(bucket);
  });

  test('is the sum of its ages less the credit, and what is not current is overdue', () => {
    fc.assert(
      fc.property(someInvoices, fc.bigInt({ min: 0n, max: 10_000_000n }), (invoices, minor) => {
        const credit = money(minor, eur);
        const ages = ageing(invoices, { today: date('2026-10-01'), currency: eur, credit });
        const buckets = sum(
          ageBuckets.map((bucket) => ages[bucket]),
          eur,
        );
        expect(buckets).toEqual(openTotal(invoices, eur));
        expect(ages.total).toEqual(subtract(buckets, credit));
        expect(overdueOf(ages)).toEqual(subtract(buckets, ages.current));
      }),
      { seed: 33, numRuns: 3000 },
    );
  });
});

describe('a statement', () => {
  const entry = (on: string, kind: StatementEntry['kind'], id: string, paid: string): StatementEntry => ({
    on: date(on),
    kind,
    id,
    amount: amount(`${paid} EUR`),
  });

  test('carries the balance from line to line, documents before payments of the day', () => {
    const statement = statementOf(amount('10.00 EUR'), [
      entry('2026-11-02', 'payment', 'b', '-60.00'),
      entry('2026-11-01', 'payment', 'a', '-10.00'),
      entry('2026-11-02', 'credit_note', 'G000000003', '-5.00'),
      entry('2026-11-02', 'invoice', 'G000000002', '100.00'),
    ]);
    expect(statement.lines.map(({ id, balance }) => [id, balance.minor])).toEqual([
      ['a', 0n],
      ['G000000002', 10000n],
      ['G000000003', 9500n],
      ['b', 3500n],
    ]);
    expect(statement.closing).toEqual(amount('35.00 EUR'));
  });

  test('without movements closes as it opened', () => {
    expect(statementOf(amount('-3.00 EUR'), [])).toEqual({
      opening: amount('-3.00 EUR'),
      lines: [],
      closing: amount('-3.00 EUR'),
    });
  });

  test('closes at its opening and all that happened, in whatever order that is given', () => {
    const anEntry = fc.record({
      on: fc.integer({ min: 0, max: 40 }).map((days) => addDays(date('2026-10-01'), days)),
      kind: fc.constantFrom(...statementKinds),
      id: fc.uuid(),
      amount: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).map((minor) => money(minor, eur)),
    });
    fc.assert(
      fc.property(fc.array(anEntry), fc.bigInt({ min: -5000n, max: 5000n }), (entries, opening) => {
        const statement = statementOf(money(opening, eur), entries);
        const moved = sum(
          entries.map((each) => each.amount),
          eur,
        );
        expect(statement.closing).toEqual(add(statement.opening, moved));
        expect(statement.lines.at(-1)?.balance ?? statement.opening).toEqual(statement.closing);
        expect(statementOf(money(opening, eur), [...entries].reverse())).toEqual(statement);
      }),
      { seed: 34, numRuns: 2000 },
    );
  });
});

describe('what a customer is still committed to', () => {
  test.each([
    ['2026-12-01', '2026-12-02', 'monthly', 1],
    ['2026-12-01', '2026-12-01', 'monthly', 0],
    ['2026-12-01', '2027-12-01', 'monthly', 12],
    ['2026-12-01', '2027-12-02', 'monthly', 13],
    ['2027-01-31', '2027-03-31', 'monthly', 2],
    ['2028-02-29', '2030-02-28', 'annual', 2],
    ['2026-12-01', '2029-12-01', 'annual', 3],
    ['2026-12-01', '2029-12-01', 'one_time', 0],
    ['2026-12-01', '2029-12-01', 'none', 0],
  ] as const)('from %s until %s, %s, is %d more cycles', (next, endsOn, cycle, count) => {
    expect(cyclesLeft(date(next), date(endsOn), cycle)).toBe(count);
  });

  test('is so many times what one cycle costs', () => {
    const term = { next: date('2027-01-31'), endsOn: date('2027-12-31'), cycle: 'monthly' } as const;
    expect(committedFuture(amount('11.90 EUR'), term)).toEqual(amount('130.90 EUR'));
  });

  test('on an open document is their share of it, and the shares are the whole', () => {
    const totals = new Map([
      ['a', amount('100.00 EUR')],
      ['b', amount('50.00 EUR')],
      ['c', amount('-20.00 EUR')],
    ]);
    const shares = shareOpenAmount(amount('100.00 EUR'), totals);
    expect([...shares.values()].map(({ minor }) => minor)).toEqual([6667n, 3333n, 0n]);
    expect(shareOpenAmount(amount('1.00 EUR'), new Map([['c', zero(eur)]]))).toEqual(new Map());
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -1000n, max: 100_000n }), { minLength: 1, maxLength: 9 }),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        (weights, open) => {
          const parts = shareOpenAmount(
            money(open, eur),
            new Map(weights.map((minor, index) => [index, money(minor, eur)])),
          );
          if (weights.some((weight) => weight > 0n))
            expect(sum([...parts.values()], eur)).toEqual(money(open, eur));
        },
      ),
      { seed: 35, numRuns: 2000 },
    );
  });
});
