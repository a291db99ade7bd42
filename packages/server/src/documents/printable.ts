import type { Coverage } from './font-coverage.ts';

const standIn = '□';
// Controls, invisible joiners and marks that turn the reading direction: a name must not rearrange what is around it.
const unseen = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Variation_Selector}/gu;
const privateUse = /\p{Co}/u;

/**
 * A text of data as paper can hold it: PDF/A allows no letter that its fonts lack. The whole of it stands in the
 * e-invoice and in the reconciliation file.
 */
export const printable = (text: string, covers: Coverage): string =>
  Array.from(text.toWellFormed().normalize('NFC').replaceAll(/\s/g, ' ').replaceAll(unseen, ''), (letter) =>
    covers(letter.codePointAt(0) ?? 0) && !privateUse.test(letter) ? letter : standIn,
  ).join('');

/** The same for every text inside a value. */
export const printableAll = (value: unknown, covers: Coverage): unknown => {
  if (typeof value === 'string') return printable(value, covers);
  if (Array.isArray(value)) return value.map((item) => printableAll(item, covers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, printableAll(member, covers)]),
  );
};
