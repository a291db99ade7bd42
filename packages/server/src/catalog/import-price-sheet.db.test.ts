import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { exportPriceSheet, listPriceSheets } from './export-price-sheet.ts';
import { importPriceSheet } from './import-price-sheet.ts';
import { recordAs } from './import-record-store.ts';
import { loadReferenceData } from './load-reference-data.ts';

const accountId = randomUUID();
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await loadReferenceData(database.system);
  await database.owner.query(
    `insert into kontor.account (id, kind, name, country, domain) values ($1, 'installation', 'K', 'DE', 'k.example')`,
    [accountId],
  );
});
afterAll(() => database?.drop());

const header =
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,' +
  'Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';
type Cells = {
  product?: string;
  sku?: string;
  market?: string;
  price?: string;
  min?: string;
  max?: string;
  from?: string;
  to?: string;
};
const row = ({ product = 'TESTPRODUCT1', sku = '0001', market = 'DE', ...cells }: Cells = {}) =>
  `"Server, big",${product},${sku},One,Vendor,,1,P1Y,OneTime,${market},EUR,${cells.price ?? '10.08'},` +
  `${cells.min ?? '1'},${cells.max ?? ''},${cells.from ?? '2026-01-01T00:00:00Z'},${cells.to ?? ''},Software,,Commercial`;

const record = recordAs({ accountId, application: 'test', now: instant(1_790_000_000_000) });
const run = (bytes: string | Buffer, pieceBytes = 70_000) => {
  const whole = Buffer.from(bytes);
  const pieces = Array.from({ length: Math.ceil(whole.length / pieceBytes) }, (_, index) =>
    whole.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const options = { view: 'software', importedBy: 'test', record };
  return importPriceSheet(database.system, Readable.from(pieces), options);
};
const count = async (table: string) =>
  (await database.owner.query(`select count(*)::int as n from kontor.${table}`)).rows[0].n;
const errorsOf = async (bytes: string | Buffer) => {
  const decision = await run(bytes);
  if (decision.accepted) throw new Error('the sheet was imported');
  return decision.refusal;
};

describe('a price sheet', () => {
  test('is imported as a new version with what it brings, and comes out byte for byte', async () => {
    const text = `\uFEFF${[header, row(), row({ market: 'TR' })].join('\r\n')}\r\n`;
    const decision = await run(text, 7);
    if (!decision.accepted) throw new Error(JSON.stringify(decision.refusal));
    expect(decision.value).toMatchObject({ rows: 2, effectiveFrom: Date.parse('2026-01-01T00:00:00Z') });
    const { version } = decision.value;
    const prices = await database.owner.query(
      'select unit_minor, line from kontor.price where sheet_version = $1',
      [version],
    );
    expect(prices.rows).toEqual([
      { unit_minor: 1008n, line: 2 },
      { unit_minor: 1008n, line: 3 },
    ]);
    const exported = await exportPriceSheet(database.system, version);
    if (!exported.accepted) throw new Error('not found');
    expect(Buffer.concat(await Array.fromAsync(exported.value.bytes))).toEqual(Buffer.from(text));
    const [listed] = await listPriceSheets(database.system, { limit: 1 });
    expect(listed).toMatchObject({ version, rows: 2, view: 'software', importedBy: 'test' });
  });

  test('is on record with the import, and so is its event', async () => {
    const before = [await count('activity_pending'), await count('event')];
    await run([header, row()].join('\n'));
    expect([await count('activity_pending'), await count('event')]).toEqual(before.map((n) => n + 1));
  });

  test('with any bad row leaves nothing: no price, no product, no version, no record', async () => {
    const tables = [
      'price_sheet',
      'price',
      'product',
      'availability',
      'price_sheet_chunk',
      'activity_pending',
      'event',
    ];
    const before = await Promise.all(tables.map(count));
    const text = [header, row({ product: 'NEWPRODUCT01' }), row({ price: '-3' }), row({ market: 'ZZ' })].join(
      '\n',
    );
    const { errors, more } = await errorsOf(text);
    expect(errors.map(({ line, column, path }) => [line, column, path])).toEqual([
      [3, 'UnitPrice', 'lines.3.UnitPrice'],
      [4, 'Market', 'lines.4.Market'],
    ]);
    expect(more).toBe(0);
    expect(await Promise.all(tables.map(count))).toEqual(before);
  });

  test('keeps what each offer and SKU is called, also where their rows stand apart', async () => {
    const titled = (cells: Cells, title: string) => row(cells).replace('Server, big', title);
    const lines = [
      header,
      titled({ product: 'APARTPRODUC1', from: '2026-01-01', to: '2026-06-30' }, 'First'),
      titled({ product: 'APARTPRODUC2', market: 'TR' }, 'Other\\with\ttab'),
      titled({ product: 'APARTPRODUC1', from: '2026-07-01' }, 'Later'),
      titled({ product: 'APARTPRODUC1', sku: '0002', market: 'TR' }, 'Later'),
    ];
    expect((await run(lines.join('\n'))).accepted).toBe(true);
    const { rows } = await database.owner.query(
      `select p.id, p.title, a.sku_id, a.market, (select count(*)::int from kontor.price r
         where r.product_id = a.product_id and r.sku_id = a.sku_id and r.availability_id = a.id) as prices
       from kontor.product p join kontor.availability a on a.product_id = p.id
       where p.id like 'APART%' order by 1, 3`,
    );
    expect(rows).toEqual([
      { id: 'APARTPRODUC1', title: 'First', sku_id: '0001', market: 'DE', prices: 2 },
      { id: 'APARTPRODUC1', title: 'First', sku_id: '0002', market: 'TR', prices: 1 },
      { id: 'APARTPRODUC2', title: 'Other\\with\ttab', sku_id: '0001', market: 'TR', prices: 1 },
    ]);
  });

  test('may not say the same offer twice, nor overlap itself', async () => {
    const lines = [
      header,
      row({ from: '2026-01-01', to: '2026-06-30T23:59:59Z' }),
      row({ from: '2026-07-01', to: '2026-12-31T23:59:59Z' }),
      row({ from: '2026-07-01', to: '2026-12-31T23:59:59Z' }),
      row({ from: '2026-12-31', to: '2027-06-30' }),
      row({ sku: '0002', min: '1', max: '9' }),
      row({ sku: '0002', min: '10' }),
      row({ sku: '0003', min: '1', max: '10' }),
      row({ sku: '0003', min: '10' }),
    ];
    const { errors } = await errorsOf(lines.join('\n'));
    expect(errors.map(({ line, message }) => [line, message.match(/line (\d+)/)?.[1]])).toEqual([
      [4, '3'],
      [5, '4'],
      [9, '8'],
    ]);
    expect(errors[0]?.message).toMatch(/repeats/);
  });

  test.each([
    ['an empty file', '', /no rows/],
    ['a header alone', `${header}\n`, /no rows/],
    ['a missing column', `${header.replace('UnitPrice,', '')}\n${row()}`, /lacks this column/],
    ['a row with a field too few', `${header}\n${row().replace(',Commercial', '')}`, /18 fields/],
    ['an open quote', `${header}\n"${row()}`, /never closed|closing quote/],
    [
      'another encoding',
      Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0xff, 0xfe, 0x20])]),
      /not UTF-8/,
    ],
  ])('is refused when it is %s', async (_, bytes, message) => {
    expect((await errorsOf(bytes)).errors[0]?.message).toMatch(message);
  });

  test('names a thousand bad cells and counts the rest', async () => {
    const lines = Array.from({ length: 1500 }, () => row({ price: 'x' }));
    const { errors, more } = await errorsOf([header, ...lines].join('\n'));
    expect([errors.length, more]).toEqual([1000, 500]);
  });

  test('of the same minute as another gets a version of its own', async () => {
    const sheets = await Promise.all([run([header, row()].join('\n')), run([header, row()].join('\n'))]);
    const versions = sheets.map((sheet) => (sheet.accepted ? sheet.value.version : 0));
    expect(new Set(versions).size).toBe(2);
  });

  test('whose sender breaks off leaves nothing', async () => {
    const before = await count('price_sheet');
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(`${header}\n${row()}\n`);
        throw new Error('the line was cut');
      })(),
    );
    const importing = importPriceSheet(database.system, broken, {
      view: 'software',
      importedBy: 'test',
      record,
    });
    await expect(importing).rejects.toThrow('the line was cut');
    expect(await count('price_sheet')).toBe(before);
  });

  test('that nobody imported is not found', async () => {
    expect(await exportPriceSheet(database.system, 999_999)).toMatchObject({ accepted: false });
  });
});
