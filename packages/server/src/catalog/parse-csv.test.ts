import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCsvReader, longestRecord } from './parse-csv.ts';

function parse(...pieces: string[]) {
  const reader = createCsvReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}
const fieldsOf = (...pieces: string[]) => parse(...pieces).map((record) => record.fields);

describe('a CSV file', () => {
  test.each([
    ['quotes only where needed', 'a,"b,c",d\n1,2,3\n'],
    ['every field quoted', '"a","b,c","d"\n"1","2","3"\n'],
    ['CRLF', 'a,"b,c",d\r\n1,2,3\r\n'],
    ['CR', 'a,"b,c",d\r1,2,3\r'],
    ['no line break at the end', 'a,"b,c",d\n1,2,3'],
    ['blank lines', '\n\na,"b,c",d\n\r\n\n1,2,3\n\n'],
  ])('reads the same with %s', (_, text) => {
    expect(fieldsOf(text)).toEqual([
      ['a', 'b,c', 'd'],
      ['1', '2', '3'],
    ]);
  });

  test('keeps doubled quotes, line breaks and empty fields inside a record', () => {
    expect(fieldsOf('"say ""hi""","two\nlines",,""\n')).toEqual([['say "hi"', 'two\nlines', '', '']]);
  });

  test('counts the lines that quoted fields span', () => {
    const records = parse('a\n"b\r\nc\nd"\n\ne\n');
    expect(records.map(({ line, fields }) => [line, fields[0]])).toEqual([
      [1, 'a'],
      [2, 'b\r\nc\nd'],
      [6, 'e'],
    ]);
  });

  test('names the line of a quote that is never closed and of text after a closing quote', () => {
    expect(parse('a\n"b').at(-1)).toMatchObject({ line: 2, problem: 'a quote is never closed' });
    expect(parse('a\n1,"b"c\nd\n')[1]).toMatchObject({ line: 2, problem: /closing quote of field 2/ });
    expect(parse('a\n1,"b"c\nd\n')[2]).toMatchObject({ line: 3, fields: ['d'] });
  });

  test('has semicolons between its fields where commas are for decimals', () => {
    const reader = createCsvReader(';');
    const records = [...reader.push('a;"b;c";1,5\n"x"'), ...reader.end()];
    expect(records.map(({ fields }) => fields)).toEqual([['a', 'b;c', '1,5'], ['x']]);
  });

  test('does not grow without end behind an open quote', () => {
    const records = parse('a\n"', 'x'.repeat(longestRecord + 1), 'tail\nb\n');
    expect(records.find(({ problem }) => problem?.includes('too long'))?.line).toBe(2);
  });

  test('reads the same however it is cut into pieces', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ğ') });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(40)), (rows, lineBreak, cuts) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + lineBreak)
          .join('');
        const pieces: string[] = [];
        let left = text;
        for (const size of cuts) {
          pieces.push(left.slice(0, size));
          left = left.slice(size);
        }
        expect(fieldsOf(...pieces, left)).toEqual(rows);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});
