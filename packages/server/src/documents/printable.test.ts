import { describe, expect, test } from 'vitest';
import { coverageOf } from './font-coverage.ts';
import { readFonts } from './pdf-fonts.ts';
import { printable, printableAll } from './printable.ts';

const covers = coverageOf(readFonts());

describe('what the fonts of documents show', () => {
  test.each([
    'İstanbul Isı Sanayi A.Ş. ığüşöç',
    'Société Générale, Ångström, Łódź, Çeşme',
    'Ελληνικά Кириллица Հայերեն ქართული',
    'שלום سلام',
    '株式会社サクラ',
    '€ ₺ £ ¥ × − – “”',
  ])('%s', (text) => {
    expect(printable(text, covers)).toBe(text.normalize('NFC'));
  });

  test('stands for what they lack, and leaves out what nobody sees', () => {
    expect(printable('ไทย', covers)).toBe('□□□');
    expect(printable('a\u202eb\u0000c\u200dd\ufe0f\u2028e', covers)).toBe('abcd e');
    expect(printable('\ue000\ud800', covers)).toBe('□\ufffd'.replace('\ufffd', printable('\ufffd', covers)));
    expect(printable('one\r\ntwo\tthree', covers)).toBe('one  two three');
  });

  test('is asked of every text inside a value', () => {
    expect(printableAll({ a: ['ไ', 1, null], b: { c: '日' } }, covers)).toEqual({
      a: ['□', 1, null],
      b: { c: '日' },
    });
  });
});
