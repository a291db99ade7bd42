import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { copyText } from './copy-in.ts';
import { noTenant } from './scope.ts';
import { withTransaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<string> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield text;
  }
}
const table = 'create temp table copied (n integer, t text) on commit drop';
const copy = (source: AsyncIterable<string>) =>
  withTransaction(database.system, noTenant, async ({ sql, copyIn }) => {
    await sql(table);
    const count = await copyIn('copy copied from stdin', source);
    const { rows } = await sql('select n, t from copied order by n');
    return { count, rows };
  });

describe('a copy into a table', () => {
  test('takes the rows, however they are cut into pieces, and counts them', async () => {
    expect(await copy(pieces('1\ta\n2', '\t\\N\n', '3\tğ€\n'))).toEqual({
      count: 3,
      rows: [
        { n: 1, t: 'a' },
        { n: 2, t: null },
        { n: 3, t: 'ğ€' },
      ],
    });
    expect(await copy(pieces())).toEqual({ count: 0, rows: [] });
  });

  test('keeps every character of an escaped text', async () => {
    const text = 'tab\t, line\n, return\r, back\\slash, \\N, \\.';
    expect((await copy(pieces(`1\t${copyText(text)}\n`))).rows).toEqual([{ n: 1, t: text }]);
  });

  test('takes far more than a socket holds, no faster than the database does', async () => {
    const many = Array.from({ length: 200 }, (_, at) => `${at}\t${'x'.repeat(100_000)}\n`);
    expect((await copy(pieces(...many))).count).toBe(200);
  });

  test('that the database refuses fails with its error, and the connection is good for the next', async () => {
    const endless = async function* () {
      for (let n = 0; ; n += 1) yield n === 10 ? 'no number\tb\n' : `${n}\ta\n`;
    };
    await expect(copy(endless())).rejects.toThrow(/invalid input syntax for type integer/);
    expect((await copy(pieces('1\ta\n'))).count).toBe(1);
  });

  test('whose source breaks off fails with what the source threw, and leaves nothing', async () => {
    await expect(copy(pieces('1\ta\n', new Error('the line was cut')))).rejects.toThrow('the line was cut');
    expect((await copy(pieces('1\ta\n'))).count).toBe(1);
  });
});
