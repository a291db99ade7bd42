import { type GeneratedForm, type KeyForm, newKey, readKey, withCheckDigits } from './key-format.ts';
import { bitsOf, drawKey, type KeyTemplate } from './key-template.ts';

const digitsMark = '0000';
const vendorMark = 'TEST';
/** Of a template: so many free characters at its head are the first of their alphabet. */
const markedCharacters = 4;
/** What must be left to chance for two keys never to meet. */
const leastFreeBits = 40;

const vendorCharacters = 'BCDFGHJKMNPQRTVWXY2346789';

/**
 * A key for trying things out. It is one of its form to whoever reads it, check characters and all, and marked at its
 * head, so that nobody takes it for one that a vendor honours. `pick` as in `newKey`.
 */
export function sandboxKey(form: KeyForm, pick: (below: number) => number): string {
  switch (form.format) {
    case 'digits_32': {
      const rest = Array.from({ length: 26 }, () => String(pick(10)));
      return withCheckDigits(digitsMark + rest.join(''));
    }
    case 'mak_5x5': {
      const rest = Array.from({ length: 21 }, () => vendorCharacters[pick(vendorCharacters.length)] ?? '');
      return (vendorMark + rest.join('')).replace(/(.{5})(?=.)/g, '$1-');
    }
    case 'template': {
      let marked = marksOf(form.template);
      return drawKey(form.template, (below) => {
        marked -= 1;
        return marked >= 0 ? 0 : pick(below);
      });
    }
  }
}

/** A new key for whoever pays for it: one without the mark. */
export function soldKey(form: GeneratedForm, pick: (below: number) => number): string {
  for (;;) {
    const key = newKey(form, pick);
    if (!isSandboxKey(form, key)) return key;
  }
}

/** Whether a key bears the mark of those that were made for trying things out. */
export function isSandboxKey(form: KeyForm, text: string): boolean {
  const key = readKey(form, text);
  if (key === undefined) return false;
  switch (form.format) {
    case 'digits_32':
      return key.startsWith(digitsMark);
    case 'mak_5x5':
      return key.startsWith(vendorMark);
    case 'template': {
      const marks = marksOf(form.template);
      return marks > 0 && drawnAt(form.template, key, marks);
    }
  }
}

/** A template of few characters has none to spare. */
function marksOf(template: KeyTemplate): number {
  const free = template.slots.filter((slot) => slot.kind === 'any').slice(0, markedCharacters);
  const bits = free.reduce((sum, { alphabet }) => sum + Math.log2(alphabet.length), 0);
  return bitsOf(template) - bits >= leastFreeBits ? free.length : 0;
}

function drawnAt({ slots }: KeyTemplate, key: string, marks: number): boolean {
  let left = marks;
  return slots.every((slot, at) => {
    if (slot.kind !== 'any' || left === 0) return true;
    left -= 1;
    return key[at] === slot.alphabet[0];
  });
}
