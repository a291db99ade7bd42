import { expect, test } from 'vitest';
import type { Fulfilment } from '../api/types.ts';
import { answers, firstChoice, withAnswer } from './choose-fulfilment.ts';

const file = (version: string, language: string, bitness: Fulfilment['bitness']): Fulfilment => ({
  version,
  language,
  bitness,
  fileName: `${version}-${language}-${bitness}.iso`,
  sizeBytes: 1,
  sha256: '0',
});
const en64 = file('2022', 'en', '64');
const tr64 = file('2022', 'tr', '64');
const oldEn32 = file('2019', 'en', '32');
const oldEn64 = file('2019', 'en', '64');
const all = [en64, tr64, oldEn32, oldEn64];

test('begins with 64 bit in the language of the reader', () => {
  expect(firstChoice(all, 'tr')).toBe(tr64);
  expect(firstChoice([oldEn32, oldEn64], 'tr')).toBe(oldEn64);
  expect(firstChoice([], 'en')).toBeUndefined();
});

test('offers only languages that the version has', () => {
  expect(answers(all, en64, 'language')).toEqual(['en', 'tr']);
  expect(answers(all, oldEn32, 'language')).toEqual(['en']);
});

test('offers only bits that version and language have', () => {
  expect(answers(all, tr64, 'bitness')).toEqual(['64']);
  expect(answers(all, oldEn64, 'bitness')).toEqual(['32', '64']);
});

test('always lands on a combination that exists, keeping what it can', () => {
  expect(withAnswer(all, tr64, 'version', '2019')).toBe(oldEn64);
  expect(withAnswer(all, oldEn32, 'version', '2022')).toBe(en64);
});
