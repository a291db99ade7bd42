import { invariant } from '../invariant.ts';
import { currencyWords } from '../market/currency-words.ts';
import { type Money, minorDigits } from '../money.ts';

/** Languages in which documents are made. */
export const documentLanguages = ['en', 'tr'] as const;
export type DocumentLanguage = (typeof documentLanguages)[number];

/**
 * The amount as it is written out under a document's total: "One hundred nineteen euros and five cents",
 * "Yalnız yüzondokuz avro beş sent". A minus is said, since a credit note's total is negative.
 */
export function amountInWords(amount: Money, language: DocumentLanguage): string {
  const magnitude = amount.minor < 0n ? -amount.minor : amount.minor;
  const scale = 10n ** BigInt(minorDigits(amount.currency));
  const parts: Parts = {
    negative: amount.minor < 0n,
    major: magnitude / scale,
    minor: magnitude % scale,
    scale,
    currency: amount.currency,
  };
  return language === 'tr' ? inTurkish(parts) : inEnglish(parts);
}

type Parts = {
  readonly negative: boolean;
  readonly major: bigint;
  readonly minor: bigint;
  readonly scale: bigint;
  readonly currency: string;
};

function inEnglish({ negative, major, minor, scale, currency }: Parts): string {
  const known = currencyWords[currency]?.en;
  const name = known === undefined ? currency : major === 1n ? known.one : known.many;
  const sign = negative ? 'minus ' : '';
  const whole = capitalise(`${sign}${englishNumber(major)} ${name}`);
  if (minor === 0n) return whole;
  if (!known?.minor) return `${whole} and ${minor}/${scale}`;
  return `${whole} and ${englishNumber(minor)} ${minor === 1n ? known.minor[0] : known.minor[1]}`;
}

/** Joined into one word, as the Turkish Language Institution wants it on commercial documents, so that nothing can be put between. */
function inTurkish({ negative, major, minor, scale, currency }: Parts): string {
  const known = currencyWords[currency]?.tr;
  const sign = negative ? 'eksi ' : '';
  const whole = `Yalnız ${sign}${turkishNumber(major)} ${known?.major ?? currency}`;
  if (minor === 0n) return whole;
  if (!known?.minor) return `${whole} ${minor}/${scale}`;
  return `${whole} ${turkishNumber(minor)} ${known.minor}`;
}

const englishOnes =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const englishTens = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const englishScales = ['', 'thousand', 'million', 'billion', 'trillion', 'quadrillion', 'quintillion'];

const turkishOnes = ['', 'bir', 'iki', 'üç', 'dört', 'beş', 'altı', 'yedi', 'sekiz', 'dokuz'];
const turkishTens = ['', 'on', 'yirmi', 'otuz', 'kırk', 'elli', 'altmış', 'yetmiş', 'seksen', 'doksan'];
const turkishScales = ['', 'bin', 'milyon', 'milyar', 'trilyon', 'katrilyon', 'kentilyon'];

function englishNumber(number: bigint): string {
  if (number === 0n) return wordOf(englishOnes, 0);
  return groupsOf(number, englishScales)
    .map(({ value, scale }) => [englishBelowThousand(value), scale].filter((word) => word !== '').join(' '))
    .join(' ');
}

function englishBelowThousand(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const words = hundreds === 0 ? [] : [`${wordOf(englishOnes, hundreds)} hundred`];
  if (rest > 0) words.push(rest < 20 ? wordOf(englishOnes, rest) : englishTwoDigits(rest));
  return words.join(' ');
}

function englishTwoDigits(value: number): string {
  const tens = wordOf(englishTens, Math.floor(value / 10));
  return value % 10 === 0 ? tens : `${tens}-${wordOf(englishOnes, value % 10)}`;
}

function turkishNumber(number: bigint): string {
  if (number === 0n) return 'sıfır';
  return groupsOf(number, turkishScales)
    .map(({ value, scale }) =>
      // One thousand is just "bin".
      value === 1 && scale === 'bin' ? scale : turkishBelowThousand(value) + scale,
    )
    .join('');
}

function turkishBelowThousand(value: number): string {
  const hundreds = Math.floor(value / 100);
  // One hundred is just "yüz".
  const head = hundreds === 0 ? '' : hundreds === 1 ? 'yüz' : `${wordOf(turkishOnes, hundreds)}yüz`;
  return `${head}${turkishTens[Math.floor(value / 10) % 10]}${turkishOnes[value % 10]}`;
}

/** Groups of three digits that are not zero, highest first, each with its scale. */
function groupsOf(number: bigint, scales: readonly string[]): { value: number; scale: string }[] {
  return scales
    .map((scale, power) => ({ value: Number((number / 1000n ** BigInt(power)) % 1000n), scale }))
    .filter(({ value }) => value > 0)
    .reverse();
}

function wordOf(words: readonly string[], index: number): string {
  const word = words[index];
  invariant(word !== undefined, 'every digit has a word');
  return word;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
