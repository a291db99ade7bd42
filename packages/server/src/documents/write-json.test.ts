import { expect, test } from 'vitest';
import { exampleCases } from './testing/example-cases.ts';
import { type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { writeJson } from './write-json.ts';

const write = async (seed: ExampleSeed, pageSize: number): Promise<string> => {
  const { document, lines } = exampleDocument(seed);
  async function* pages() {
    for (let at = 0; at < lines.length; at += pageSize) yield lines.slice(at, at + pageSize);
  }
  let text = '';
  for await (const piece of writeJson(document, pages())) text += piece;
  return text;
};

test('the JSON of a document has its totals and every line, amounts as signed decimal text', async () => {
  const parsed = JSON.parse(await write(exampleCases.mixed, 2));
  expect(parsed).toMatchObject({
    id: 'G000000042',
    type: 'invoice',
    period: '2026-11',
    currency: 'EUR',
    balanceUsed: '26.94',
    amountDue: '0.00',
    lineCount: 5,
    precedingDocuments: [{ id: 'G000000031', invoiceDate: '2026-08-01' }],
  });
  expect(parsed.lines.map(({ total }: { total: string }) => total)).toEqual([
    '119.95',
    '16.09',
    '1.00',
    '2.00',
    '-112.10',
  ]);
  expect(parsed.lines[4].explanation).toBe('29 of 31 days of 10.08 = 9.42 × 10');
  expect(parsed.lines[0]).toMatchObject({ unitPrice: '10.08', net: '100.80', tax: '19.15' });
});

test('is the same however the lines are paged', async () => {
  const whole = JSON.parse(await write(exampleCases.mixed, 100));
  expect(JSON.parse(await write(exampleCases.mixed, 1))).toEqual(whole);
});
