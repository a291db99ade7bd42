import { parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { type DocumentLine, totalDocument } from '@kontor/domain/billing/document';
import { type CurrencyCode, money } from '@kontor/domain/money';
import { parseInstant } from '@kontor/domain/time';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { arrangeCharge, arrangeCredit, type ChargeFacts } from '../testing/charges.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { makeDocuments } from './bill-shards.ts';
import { readShard } from './billing-run-store.ts';
import { type BillingAsk, resumeBilling, runBilling, startBilling } from './run-billing.ts';

let database: TestDatabase;
let world: World;
beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  return async () => {
    await world.dispose();
    await database.drop();
  };
});

const at = (text: string) => parseInstant(text)!;
const october = parseBillingPeriod('2026-10')!;
const november = parseBillingPeriod('2026-11')!;
const ask = (changes: Partial<BillingAsk> = {}): BillingAsk => ({
  issuer: 'production',
  period: october,
  onlyAccountId: null,
  now: at('2026-11-01T00:00:00Z'),
  startedBy: null,
  ...changes,
});
const run = (changes: Partial<BillingAsk> = {}) => runBilling(database.system, ask(changes));
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const charge = (facts: Partial<ChargeFacts> = {}) =>
  arrangeCharge(database.owner, {
    customer: world.partner.customers.DE!,
    at: at('2026-10-10T10:00:00Z'),
    currency: 'EUR',
    unit: 100_00n,
    ...facts,
  });
const invoices = () =>
  rows(`select id, account_id, document_type, period, invoice_date, due_date, currency, total_minor, balance_used_minor,
    amount_due_minor, line_count, einvoice from kontor.invoice order by id`);
const counts = async (changes: Partial<BillingAsk> = {}) => {
  const { invoices: made, lines, parked, status } = await run(changes);
  return { made, lines, parked, status };
};

describe('a billing run', () => {
  test('makes one document a partner and currency, numbered without gaps in a fixed order', async () => {
    await charge();
    await charge({ unit: 50_00n });
    await charge({ currency: 'TRY' });
    await charge({ customer: world.stranger.customers.DE! });
    expect(await counts()).toEqual({ made: 3, lines: 4, parked: 0, status: 'completed' });
    const made = await invoices();
    expect(made.map(({ id }) => id)).toEqual(['G000000001', 'G000000002', 'G000000003']);
    const sorted = [...made].sort((a, b) => (a.account_id + a.currency < b.account_id + b.currency ? -1 : 1));
    expect(sorted).toEqual(made);
    expect(made.find(({ line_count: lines }) => lines === 2)).toMatchObject({
      document_type: 'invoice',
      period: '2026-10',
      invoice_date: '2026-11-01',
      due_date: '2026-12-01',
      total_minor: 178_50n,
      amount_due_minor: 178_50n,
      einvoice: 'ready',
    });
  });

  test('takes what arose in the month, to the millisecond, and what came late', async () => {
    await charge({ at: at('2026-09-30T23:59:59.999Z') });
    await charge({ at: at('2026-10-31T23:59:59.999Z') });
    await charge({ at: at('2026-11-01T00:00:00.000Z') });
    expect(await counts()).toMatchObject({ made: 1, lines: 2 });
    // A transaction of the last millisecond that committed after the run had looked.
    await charge({ at: at('2026-10-31T23:59:59.998Z') });
    expect(await counts({ period: november, now: at('2026-12-01T00:00:00Z') })).toMatchObject({
      made: 1,
      lines: 2,
    });
    expect(await rows('select count(*)::int as n from kontor.invoice_line')).toEqual([{ n: 4 }]);
  });

  test('repeated, makes nothing more', async () => {
    await charge();
    await run();
    const before = await invoices();
    expect(await counts()).toEqual({ made: 0, lines: 0, parked: 0, status: 'completed' });
    expect(await invoices()).toEqual(before);
    await charge({ at: at('2026-11-05T00:00:00Z') });
    await run({ period: november, now: at('2026-12-01T00:00:00Z') });
    expect((await invoices()).map(({ id }) => id)).toEqual(['G000000001', 'G000000002']);
  });

  test('turns a total below zero into a credit note, whose amount later invoices consume', async () => {
    const bought = await charge({ unit: 100_00n });
    await run();
    await arrangeCredit(database.owner, bought, at('2026-11-03T00:00:00Z'));
    await run({ period: november, now: at('2026-12-01T00:00:00Z') });
    await charge({ unit: 60_00n, at: at('2026-12-05T00:00:00Z') });
    await run({ period: parseBillingPeriod('2026-12')!, now: at('2027-01-01T00:00:00Z') });
    await charge({ unit: 60_00n, at: at('2027-01-05T00:00:00Z') });
    await run({ period: parseBillingPeriod('2027-01')!, now: at('2027-02-01T00:00:00Z') });
    const facts = (await invoices()).map((row) => [
      row.document_type,
      row.total_minor,
      row.balance_used_minor,
      row.amount_due_minor,
    ]);
    expect(facts).toEqual([
      ['invoice', 119_00n, 0n, 119_00n],
      ['credit_note', -119_00n, 0n, 0n],
      ['invoice', 71_40n, 71_40n, 0n],
      ['invoice', 71_40n, 47_60n, 23_80n],
    ]);
    expect(await rows('select credit_minor from kontor.account_balance')).toEqual([{ credit_minor: 0n }]);
  });

  test('freezes what it prints', async () => {
    await charge();
    await run();
    const before = await rows('select * from kontor.invoice_line');
    await rows("update kontor.customer set name = 'Renamed'");
    await rows("update kontor.account set legal_name = 'Renamed'");
    expect(await rows('select * from kontor.invoice_line')).toEqual(before);
    for (const change of [
      'update kontor.invoice set total_minor = total_minor',
      'delete from kontor.invoice_line',
      'update kontor.invoice_line set net_minor = 0',
      'truncate kontor.invoice',
    ])
      await expect(database.system.query(change)).rejects.toThrow('permission denied');
  });

  test('says that a document issued is ready, once', async () => {
    await charge();
    await run();
    await run();
    expect(
      await rows("select aggregate_id, at, data from kontor.event where type = 'invoice.issued'"),
    ).toEqual([
      {
        aggregate_id: 'G000000001',
        at: at('2026-11-01T00:00:00Z'),
        data: { type: 'invoice', period: '2026-10', currency: 'EUR', totalMinor: '11900' },
      },
    ]);
  });

  test('makes of any charges what the domain says of them', async () => {
    const story = fc.array(
      fc.record({
        unit: fc.bigInt({ min: 0n, max: 10n ** 7n }),
        quantity: fc.integer({ min: 1, max: 20 }),
        rate: fc.constantFrom(0, 100, 700, 1900, 2000),
        currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
        mode: fc.constantFrom('exclusive' as const, 'inclusive' as const),
        credited: fc.boolean(),
        who: fc.constantFrom('partner' as const, 'stranger' as const),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const balance = 500n;
    for (const lines of fc.sample(story, { numRuns: 12, seed: 41 })) {
      await rows('delete from kontor.invoice_line');
      for (const table of ['invoice', 'charge', 'billing_watermark', 'account_balance'])
        await rows(`delete from kontor.${table}`);
      const expected = new Map<string, DocumentLine[]>();
      for (const { credited, who, rate, ...facts } of lines) {
        const category = rate === 0 ? ('Z' as const) : ('S' as const);
        const made = await charge({ ...facts, rate, category, customer: world[who].customers.DE! });
        if (credited) await arrangeCredit(database.owner, made, at('2026-10-20T00:00:00Z'));
        const currency = facts.currency as CurrencyCode;
        const line = {
          net: money(made.net, currency),
          tax: money(made.tax, currency),
          taxCategory: category,
          taxRateBasisPoints: rate,
        };
        const key = `${world[who].id}/${currency}`;
        const signs = credited ? ([1, -1] as const) : ([1] as const);
        expected.set(key, [...(expected.get(key) ?? []), ...signs.map((sign) => ({ ...line, sign }))]);
        await rows('insert into kontor.account_balance values ($1, $2, $3) on conflict do nothing', [
          world[who].id,
          currency,
          balance,
        ]);
      }
      await run();
      const made = await rows('select * from kontor.invoice');
      expect(made).toHaveLength(expected.size);
      for (const row of made) {
        const currency = row.currency as CurrencyCode;
        const document = totalDocument(
          expected.get(`${row.account_id}/${currency}`)!,
          money(balance, currency),
          currency,
        );
        expect(row).toMatchObject({
          document_type: document.type,
          net_minor: document.net.minor,
          tax_minor: document.tax.minor,
          total_minor: document.total.minor,
          balance_used_minor: document.balanceUsed.minor,
          amount_due_minor: document.amountDue.minor,
          einvoice: document.einvoice,
          tax_totals: document.taxTotals.map(({ category, rateBasisPoints, net, tax }) => ({
            category,
            rateBasisPoints,
            net: String(net.minor),
            tax: String(tax.minor),
          })),
        });
        const [after] = await rows(
          'select credit_minor from kontor.account_balance where account_id = $1 and currency = $2',
          [row.account_id, currency],
        );
        expect(after.credit_minor).toBe(document.balanceAfter.minor);
      }
    }
  });
});

describe('a run that a crash has left', () => {
  const image = () =>
    rows("select to_jsonb(l) - 'charge_id' as line from kontor.invoice_line l order by invoice_id, position");
  const sell = async () => {
    for (const partner of [world.partner, world.stranger])
      for (const market of Object.keys(partner.customers))
        await charge({ customer: partner.customers[market]!, currency: market === 'DE' ? 'EUR' : 'USD' });
  };

  test('goes on behind its last part, to the same bytes and numbers', async () => {
    await sell();
    await database.owner.query('create table kontor.before as select * from kontor.charge');
    await run();
    const whole = await image();
    const numbers = await invoices();
    expect(numbers.length).toBeGreaterThan(2);
    // The same month again from the start, broken off after its first account.
    for (const table of [
      'invoice_line',
      'invoice',
      'billing_parked',
      'billing_run',
      'billing_watermark',
      'event',
      'account_balance',
    ])
      await rows(`delete from kontor.${table}`);
    await rows('update kontor.invoice_series set next_number = 1');
    const started = await startBilling(database.system, ask());
    const left = started!.run;
    const [part] = await rows(readShard(left, null, 1).text, readShard(left, null, 1).values as unknown[]);
    await withTransaction(database.system, noTenant, async (transaction) => {
      const shard = { run: left, after: null, upto: part.upto };
      const made = await makeDocuments(transaction, shard);
      await transaction.sql(
        'update kontor.billing_run set done_until = $1, invoices = $2, lines = $3 where id = $4',
        [part.upto, made.invoices, made.lines, left.id],
      );
    });
    // A second part dies before it commits: nothing of it stays, and no number is lost.
    await expect(
      withTransaction(database.system, noTenant, async (transaction) => {
        const [next] = (await transaction.run(readShard(left, part.upto, 5))).rows;
        await makeDocuments(transaction, { run: left, after: part.upto, upto: next!.upto! });
        throw new Error('the process died');
      }),
    ).rejects.toThrow('the process died');
    expect(await resumeBilling(database.system)).toBe(0);
    await started!.finish();
    expect(await image()).toEqual(whole);
    expect(await invoices()).toEqual(numbers);
  });

  test('is finished by whoever looks next, or before the next run', async () => {
    await sell();
    await rows(
      `insert into kontor.billing_run (id, issuer, period, status, invoice_date, started_at)
       values ('00000000-0000-4000-8000-000000000001', 'production', '2026-10', 'running', '2026-11-01', '2026-11-01Z')`,
    );
    expect(await resumeBilling(database.system)).toBe(1);
    expect(await rows('select status, invoices from kontor.billing_run')).toMatchObject([
      { status: 'completed' },
    ]);
    const made = (await invoices()).length;
    expect(made).toBeGreaterThan(0);
    await charge({ at: at('2026-11-02T00:00:00Z') });
    await rows(
      `insert into kontor.billing_run (id, issuer, period, status, invoice_date, started_at)
       values ('00000000-0000-4000-8000-000000000002', 'production', '2026-11', 'running', '2026-12-01', '2026-12-01Z')`,
    );
    expect(await counts({ period: november, now: at('2026-12-02T00:00:00Z') })).toMatchObject({ made: 0 });
    expect((await invoices()).at(-1)).toMatchObject({ invoice_date: '2026-12-01' });
  });

  test('two at once: one works, one is told', async () => {
    await sell();
    const both = await Promise.all([
      startBilling(database.system, ask()),
      startBilling(database.system, ask()),
    ]);
    const started = both.filter((one) => one !== undefined);
    expect(started).toHaveLength(1);
    await Promise.all(started.map((one) => one.finish()));
    expect(
      await rows(
        'select count(*)::int as n, count(distinct charge_id)::int as charges from kontor.invoice_line',
      ),
    ).toEqual([{ n: 6, charges: 6 }]);
  });
});

describe('a sandbox account', () => {
  test('is billed in a series of its own, and never with production', async () => {
    const sandboxCharge = () => charge({ customer: world.sandbox.customers.US!, currency: 'USD' });
    await sandboxCharge();
    await charge();
    expect(await counts()).toMatchObject({ made: 1 });
    expect(await counts({ issuer: world.sandbox.id })).toMatchObject({ made: 1 });
    expect((await invoices()).map(({ id }) => id)).toEqual(['G000000001', 'GS00000001']);
  });
});
