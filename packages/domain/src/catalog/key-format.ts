import { invariant } from '../invariant.ts';
import { drawKey, type KeyTemplate, keyOfTemplate } from './key-template.ts';

/**
 * digits_32: thirty digits and two check digits; mak_5x5: a vendor's 25 characters in five groups; template: what the
 * operator has said of the SKU (product 5).
 */
export const keyFormats = ['digits_32', 'mak_5x5', 'template'] as const;
export type KeyFormat = (typeof keyFormats)[number];

/** A format with all that is needed to tell its keys. */
export type KeyForm =
  | { readonly format: 'digits_32' }
  | { readonly format: 'mak_5x5' }
  | { readonly format: 'template'; readonly template: KeyTemplate };

type FixedFormat = Exclude<KeyFormat, 'template'>;

/**
 * One spelling a key: digits without spaces, vendor keys upper case in dashed groups; undefined when malformed. A key of
 * a template that is not at hand keeps the dashes it was written with.
 */
export function normaliseKey(format: KeyFormat, text: string): string | undefined {
  if (format === 'template') return text.replace(/\s/g, '').toUpperCase() || undefined;
  const bare = text.replace(/[\s-]/g, '').toUpperCase();
  if (format === 'digits_32') return /^\d{32}$/.test(bare) ? bare : undefined;
  return /^[0-9A-Z]{25}$/.test(bare) ? groups(bare, 5).join('-') : undefined;
}

/** The one spelling of a key of the form, check characters verified; undefined when it is none. */
export function readKey(form: KeyForm, text: string): string | undefined {
  switch (form.format) {
    case 'template':
      return keyOfTemplate(form.template, text);
    case 'digits_32':
    case 'mak_5x5':
      return isValidKey(form.format, text) ? normaliseKey(form.format, text) : undefined;
  }
}

/** Whether the text is a key of the format, check digits included. */
export function isValidKey(format: FixedFormat, text: string): boolean {
  const key = normaliseKey(format, text);
  if (key === undefined) return false;
  return format === 'mak_5x5' || remainderBy97(key) === 1;
}

/** Appends the two check digits of ISO 7064 MOD 97-10 to thirty digits. */
export function withCheckDigits(thirtyDigits: string): string {
  invariant(/^\d{30}$/.test(thirtyDigits), 'a key body has thirty digits');
  const check = 98 - ((remainderBy97(thirtyDigits) * 100) % 97);
  return thirtyDigits + String(check).padStart(2, '0');
}

/** Keys that we can make ourselves; a vendor's cannot be. */
export type GeneratedForm = Exclude<KeyForm, { readonly format: 'mak_5x5' }>;

/** A new key; `pick` answers a number from 0 up to, and without, its argument, that nobody can foretell. */
export function newKey(form: GeneratedForm, pick: (below: number) => number): string {
  if (form.format === 'template') return drawKey(form.template, pick);
  const sixes = Array.from({ length: 5 }, () => String(pick(1_000_000)).padStart(6, '0'));
  return withCheckDigits(sixes.join(''));
}

/** The key as people read it: digits in fours with spaces, vendor keys with their dashes. */
export function groupForReading(format: KeyFormat, key: string): string {
  switch (format) {
    case 'mak_5x5':
      return normaliseKey(format, key) ?? key;
    case 'digits_32':
      return groups(key, 4).join(' ');
    case 'template':
      return key;
  }
}

function groups(text: string, size: number): string[] {
  const count = Math.ceil(text.length / size);
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size));
}

/** Twelve digits at a time: exact in a double, and many times faster than one number of thirty-two. */
function remainderBy97(digits: string): number {
  let rest = 0;
  for (let at = 0; at < digits.length; at += 12) rest = Number(`${rest}${digits.slice(at, at + 12)}`) % 97;
  return rest;
}
