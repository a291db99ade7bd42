import { invariant } from '../invariant.ts';

/** digits_32: thirty digits and two check digits; mak_5x5: a vendor's 25 characters in five groups (product 5). */
export const keyFormats = ['digits_32', 'mak_5x5'] as const;
export type KeyFormat = (typeof keyFormats)[number];

/** One spelling a key: digits without spaces, vendor keys upper case in dashed groups; undefined when malformed. */
export function normaliseKey(format: KeyFormat, text: string): string | undefined {
  const bare = text.replace(/[\s-]/g, '').toUpperCase();
  if (format === 'digits_32') return /^\d{32}$/.test(bare) ? bare : undefined;
  return /^[0-9A-Z]{25}$/.test(bare) ? groups(bare, 5).join('-') : undefined;
}

/** Whether the text is a key of the format, check digits included. */
export function isValidKey(format: KeyFormat, text: string): boolean {
  const key = normaliseKey(format, text);
  if (key === undefined) return false;
  return format === 'mak_5x5' || BigInt(key) % 97n === 1n;
}

/** Appends the two check digits of ISO 7064 MOD 97-10 to thirty digits. */
export function withCheckDigits(thirtyDigits: string): string {
  invariant(/^\d{30}$/.test(thirtyDigits), 'a key body has thirty digits');
  const check = 98n - ((BigInt(thirtyDigits) * 100n) % 97n);
  return thirtyDigits + check.toString().padStart(2, '0');
}

/** The key as people read it: digits in fours with spaces, vendor keys in fives with dashes. */
export function groupForReading(format: KeyFormat, key: string): string {
  if (format === 'mak_5x5') return normaliseKey(format, key) ?? key;
  return groups(key, 4).join(' ');
}

function groups(text: string, size: number): string[] {
  const count = Math.ceil(text.length / size);
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size));
}
