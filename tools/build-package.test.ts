import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChargeTexts, type CreditTexts, chargeFrom } from '@kontor/domain/cancellation/calculator';
import { creditForCharge } from '@kontor/domain/cancellation/credit';
import { explainCredit } from '@kontor/domain/cancellation/explain';
import type { CreditRule } from '@kontor/domain/cancellation/policy';
import { formatAmount, minorDigits, parseCurrency } from '@kontor/domain/money';
import { addDays, addTerm, parseLocalDate } from '@kontor/domain/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCalculator } from './build-package.ts';

const run = promisify(execFile);
type Question = { readonly charge: ChargeTexts; readonly rule: CreditRule; readonly cancelDate: string };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-package-'));
  const built = await buildCalculator(join(directory, 'built'));
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', directory], { cwd: built });
  const tarball = join(directory, packed.stdout.trim());
  const project = join(directory, 'project');
  await mkdir(project);
  await writeFile(
    join(project, 'package.json'),
    '{"name": "somebody-elses", "private": true, "type": "module"}',
  );
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
  await writeFile(join(project, 'ask.js'), asking);
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

// A program of somebody else's, in plain JavaScript.
const asking = `import { readFileSync } from 'node:fs';
import { calculateCredit } from '@kontor/credit-calculator';
const questions = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(questions.map(({ charge, ...how }) => calculateCredit(charge, how))));
`;

async function ask(questions: readonly Question[]): Promise<CreditTexts[]> {
  const file = join(directory, 'questions.json');
  await writeFile(file, JSON.stringify(questions));
  const { stdout } = await run(
    process.execPath,
    ['--no-experimental-strip-types', join(directory, 'project/ask.js'), file],
    { maxBuffer: 64 * 1_048_576 },
  );
  return JSON.parse(stdout);
}

const question = (
  [unitPrice, currency]: [string, string],
  quantity: number,
  [periodStart, periodEnd]: [string?, string?],
  cancelDate: string,
  more: Partial<ChargeTexts> & { readonly rule?: CreditRule } = {},
): Question => {
  const { rule = 'prorated', ...facts } = more;
  const period = periodStart && periodEnd ? { periodStart, periodEnd } : {};
  return { charge: { unitPrice, currency, quantity, ...period, ...facts }, rule, cancelDate };
};

const year: [string, string] = ['2026-11-22', '2027-11-22'];
const inside = { taxMode: 'inclusive', taxRateBasisPoints: 1000 } as const;

describe('the package of the credit calculator', () => {
  test('comes to the worked examples, installed from its tarball into an empty project', async () => {
    const examples: [Question, string][] = [
      [question(['10.08', 'EUR'], 10, ['2026-07-15', '2026-08-15'], '2026-07-17'), '94.20 + 0.00'],
      [
        question(['1000.00', 'EUR'], 3, ['2028-01-15', '2029-01-15'], '2028-03-01', {
          taxRateBasisPoints: 1900,
        }),
        '2622.93 + 498.36',
      ],
      [
        question(['2499.99', 'EUR'], 4, ['2027-02-01', '2030-02-01'], '2027-04-02', {
          taxRateBasisPoints: 2000,
        }),
        '9452.48 + 1890.50',
      ],
      [question(['123457', 'JPY'], 7, year, '2026-12-25', { taxRateBasisPoints: 1000 }), '786065 + 78607'],
      [question(['98.765', 'KWD'], 2, year, '2027-01-21', { taxRateBasisPoints: 500 }), '165.058 + 8.253'],
      [question(['109.95', 'AUD'], 7, year, '2026-12-08', inside), '669.01 + 66.90'],
      [question(['109.95', 'AUD'], 1, [], '2026-12-08', { ...inside, rule: 'full' }), '99.95 + 10.00'],
      [question(['1200.00', 'EUR'], 1, year, '2026-12-02', { creditedNet: '200.00' }), '1000.00 + 0.00'],
      [
        question(['333.33', 'EUR'], 1, [], '2026-12-02', {
          taxRateBasisPoints: 1900,
          creditedNet: '166.66',
          creditedTax: '31.67',
        }),
        '166.67 + 31.66',
      ],
      [question(['500.00', 'EUR'], 5, ['2027-03-01', '2028-03-01'], '2027-04-15'), '2192.60 + 0.00'],
      [question(['500.00', 'EUR'], 5, ['2028-03-01', '2029-03-01'], '2028-04-15'), '2191.75 + 0.00'],
      [question(['1000.00', 'EUR'], 1, ['2028-02-29', '2029-02-28'], '2028-04-01'), '912.32 + 0.00'],
    ];
    const answers = await ask(examples.map(([asked]) => asked));
    expect(answers.map(({ net, tax }) => `${net} + ${tax}`)).toEqual(examples.map(([, wanted]) => wanted));
    expect(answers[0]?.explanation).toBe('29 of 31 days of 10.08 = 9.42 × 10');
  });

  test('comes to the server’s number for whatever was charged', async () => {
    const questions = fc.sample(anyQuestion, { seed: 20_261_122, numRuns: 5_000 });
    const answers = await ask(questions);
    questions.forEach(({ charge, rule, cancelDate }, at) => {
      const date = parseLocalDate(cancelDate);
      if (date === undefined) throw new Error('the question has a date');
      const { net, tax, total, formula } = creditForCharge(chargeFrom(charge), rule, date);
      expect(answers[at]).toEqual({
        net: formatAmount(net),
        tax: formatAmount(tax),
        total: formatAmount(total),
        explanation: explainCredit(formula).sentence,
        formula: JSON.parse(JSON.stringify(formula)),
      });
    });
  });

  test('has nothing in it but JavaScript, types, its licence and its page, and needs nothing', async () => {
    const folder = join(directory, 'project/node_modules/@kontor/credit-calculator');
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map(({ name }) => name);
    expect(names.filter((name) => !/\.(js|d\.ts)$/.test(name)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: '@kontor/credit-calculator', license: 'Apache-2.0' });
    expect(manifest.dependencies).toBeUndefined();
  });

  test('says which fact it cannot read', async () => {
    expect(() => chargeFrom({ currency: 'EUR', unitPrice: '1.001', quantity: 1 })).toThrow(
      /unitPrice.*1\.001/,
    );
    expect(() => chargeFrom({ currency: 'euro', unitPrice: '1', quantity: 1 })).toThrow(/currency/);
    expect(() => chargeFrom({ currency: 'EUR', unitPrice: '1', quantity: 1.5 })).toThrow(/quantity/);
    const periodStart = '2026-02-30';
    expect(() => chargeFrom({ currency: 'EUR', unitPrice: '1', quantity: 1, periodStart })).toThrow(
      /periodStart/,
    );
  });
});

const anyQuestion: fc.Arbitrary<Question> = fc
  .record({
    minor: fc.integer({ min: 0, max: 10 ** 9 }),
    currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
    quantity: fc.integer({ min: 1, max: 5000 }),
    taxRateBasisPoints: fc.integer({ min: 0, max: 3000 }),
    taxMode: fc.constantFrom('exclusive' as const, 'inclusive' as const),
    term: fc.constantFrom('', 'P1M', 'P1Y', 'P3Y'),
    offset: fc.integer({ min: 0, max: 1500 }),
    day: fc.integer({ min: -3, max: 1100 }),
    rule: fc.constantFrom('full' as const, 'prorated' as const),
  })
  .map(({ minor, currency: code, term, offset, day, rule, ...facts }) => {
    const currency = parseCurrency(code);
    const first = parseLocalDate('2027-02-10');
    if (currency === undefined || first === undefined) throw new Error('both are readable');
    const start = addDays(first, offset);
    const digits = minorDigits(currency);
    const text = String(minor).padStart(digits + 1, '0');
    const unitPrice = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    const period = term === '' ? {} : { periodStart: start, periodEnd: addTerm(start, term) };
    return { charge: { unitPrice, currency, ...facts, ...period }, rule, cancelDate: addDays(start, day) };
  });
