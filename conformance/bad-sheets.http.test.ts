import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { asOperator } from '../packages/server/src/testing/world-people.ts';
import { oddText } from './attacks.ts';
import { type Answer, type Installation, type Json, openInstallation } from './installation.ts';

// Price sheets and key lists with one wrong thing in them: all of it comes in or nothing does, and what is wrong is
// named by line and column.

let kontor: Installation;
let operator: Principal;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 0 });
  operator = asOperator(kontor.world);
});
afterAll(() => kontor?.close());

const columns = [
  'ProductTitle',
  'ProductId',
  'SkuId',
  'SkuTitle',
  'Publisher',
  'SkuDescription',
  'UnitOfMeasure',
  'TermDuration',
  'BillingPlan',
  'Market',
  'Currency',
  'UnitPrice',
  'PricingTierRangeMin',
  'PricingTierRangeMax',
  'EffectiveStartDate',
  'EffectiveEndDate',
  'Tags',
  'ERP Price',
  'Segment',
];
const rowOf = (number: number): string[] => [
  'A server',
  `DG7GMGF0D${100 + number}`,
  '0001',
  'A server, 16 cores',
  'A publisher',
  'What it is',
  '1 License',
  'OneTime',
  'OneTime',
  'DE',
  'EUR',
  `${100 + number}.50`,
  '',
  '',
  '2026-01-01T00:00:00Z',
  '9999-11-30T23:59:59Z',
  'Software;Perpetual',
  '200.00',
  'Commercial',
];
const good = Array.from({ length: 4 }, (_, number) => rowOf(number));
const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const sheetOf = (rows: readonly (readonly string[])[]): string =>
  [columns, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n');

const importSheet = (text: string): Promise<Answer> =>
  kontor.as(operator, 'POST', '/kontor/v1/price-sheets', text, { 'content-type': 'text/csv' });
const state = async (): Promise<Json> =>
  (
    await kontor.sql(`select (select count(*) from kontor.price)::int as prices, (select count(*) from kontor.price_sheet)::int as sheets,
      (select count(*) from kontor.product)::int as products, (select count(*) from kontor.licence_key)::int as keys`)
  )[0];

const settings = { seed: 20_261_122, numRuns: 150 };

const expectAllOrNothing = async (text: string): Promise<void> => {
  const before = await state();
  const answer = await importSheet(text);
  const label = `${text.slice(0, 900)} → ${answer.status} ${answer.text.slice(0, 300)} ${kontor.log.filter((line) => line.includes('request failed')).at(-1) ?? ''}`;
  expect(answer.status, label).toBeLessThan(500);
  if (answer.status === 201) {
    expect((await state()).prices, label).toBe(before.prices + answer.json.rows);
    return;
  }
  expect(answer.json.code, label).toBe('price_sheet.invalid');
  expect(answer.json.errors.length, label).toBeGreaterThan(0);
  for (const error of answer.json.errors) {
    expect(error, label).toMatchObject({ line: expect.any(Number), message: expect.stringMatching(/\S{3}/) });
    expect(error.line, label).toBeGreaterThan(0);
  }
  expect(await state(), label).toEqual(before);
};

test('the sheet itself is good', async () => {
  const answer = await importSheet(sheetOf(good));
  expect([answer.status, answer.json.rows]).toEqual([201, 4]);
});

test('a cell of anything is taken or named by its line, and nothing is half imported', async () => {
  const cell = fc.tuple(fc.nat(good.length - 1), fc.nat(columns.length - 1), oddText);
  await fc.assert(
    fc.asyncProperty(cell, async ([line, column, text]) => {
      await expectAllOrNothing(
        sheetOf(good.map((row, index) => (index === line ? row.with(column, text) : row))),
      );
    }),
    settings,
  );
});

test('rows and columns that are missing, doubled, swapped or cut are taken or named', async () => {
  const text = sheetOf(good);
  const shape = fc.oneof(
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc.tuple(fc.nat(text.length), oddText).map(([at, odd]) => text.slice(0, at) + odd + text.slice(at)),
    fc
      .nat(columns.length - 1)
      .map((column) =>
        [columns, ...good].map((row) => row.toSpliced(column, 1).map(quoted).join(',')).join('\n'),
      ),
    fc.nat(good.length - 1).map((line) => sheetOf([...good, good[line]!])),
    fc.constantFrom(
      '',
      '\n',
      ',',
      `${columns.join(',')}`,
      `${columns.join(',')}\n\n\n`,
      '\u0000',
      '"',
      '\uFEFF',
    ),
  );
  await fc.assert(fc.asyncProperty(shape, expectAllOrNothing), settings);
});

test('a key line of anything is added or named by its line, and never repeated in the answer', async () => {
  const { productId } = kontor.world.catalog.subscription.DE!;
  const lines = fc.array(fc.oneof(oddText, fc.string({ maxLength: 40 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lines, async (texts) => {
      const before = await state();
      const answer = await kontor.as(
        operator,
        'POST',
        `/kontor/v1/key-pools/${productId}/0001/keys`,
        texts.join('\n'),
        {
          'content-type': 'text/plain',
        },
      );
      const label = `${JSON.stringify(texts)} → ${answer.status} ${answer.text.slice(0, 300)}`;
      expect(answer.status, label).toBeLessThan(500);
      if (answer.status === 201) expect((await state()).keys, label).toBe(before.keys + answer.json.added);
      else expect(await state(), label).toEqual(before);
      for (const text of texts.filter((each) => each.length > 24))
        expect(answer.text.includes(text), label).toBe(false);
    }),
    settings,
  );
});
