import { accepted, type Decision, refused } from '../decision.ts';
import { invariant } from '../invariant.ts';

/** How check characters are reckoned: not at all, ISO 7064 MOD 97-10 (two digits), or Luhn mod N (one character). */
export const keyChecks = ['none', 'mod97', 'luhn'] as const;
export type KeyCheck = (typeof keyChecks)[number];

/**
 * What a vendor's keys look like: `A` a letter, `9` a digit, `X` either without look-alikes (0 O 1 I L U), `C` a check
 * character, `-` a dash that is printed, `[ABC]` these letters and digits themselves.
 */
export type KeyTemplate = {
  readonly text: string;
  readonly check: KeyCheck;
  readonly slots: readonly Slot[];
};

/** One printed character: one of an alphabet, a literal, or a check character. */
type Slot = { readonly kind: 'any'; readonly alphabet: string } | Literal | { readonly kind: 'check' };
type Literal = { readonly kind: 'literal'; readonly character: string };

export type KeyTemplateRefusal = { readonly code: 'key_template.invalid'; readonly reason: TemplateFault };
export const templateFaults = [
  'syntax',
  'too_short',
  'too_long',
  'check_missing',
  'check_unexpected',
] as const;
export type TemplateFault = (typeof templateFaults)[number];

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const clear = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const alphabets: Readonly<Record<string, string>> = { A: letters, '9': digits, X: clear };

const grammar = /^(?:[A9XC]|\[[A-Z0-9]{1,12}\])(?:-?(?:[A9XC]|\[[A-Z0-9]{1,12}\]))*$/;
const pieces = /\[[A-Z0-9]+\]|[A9XC-]/g;
const checkCharacters: Readonly<Record<KeyCheck, number>> = { none: 0, mod97: 2, luhn: 1 };
const shortest = 8;
const longest = 64;

/** Reads a template; check characters come last, and as many as the scheme has. */
export function parseKeyTemplate(
  text: string,
  check: KeyCheck = 'none',
): Decision<KeyTemplate, KeyTemplateRefusal> {
  const fault = (reason: TemplateFault) => refused({ code: 'key_template.invalid' as const, reason });
  if (!grammar.test(text)) return fault('syntax');
  const slots = [...text.matchAll(pieces)].flatMap(([piece]) => slotsOf(piece));
  const printed = slots.filter((slot) => !isDash(slot));
  if (printed.filter(({ kind }) => kind === 'any').length < shortest) return fault('too_short');
  if (printed.length > longest) return fault('too_long');
  const wanted = checkCharacters[check];
  const checks = printed.filter(({ kind }) => kind === 'check').length;
  if (checks < wanted) return fault('check_missing');
  if (checks > wanted) return fault('check_unexpected');
  if (wanted > 0 && printed.slice(-wanted).some(({ kind }) => kind !== 'check'))
    return fault('check_missing');
  return accepted({ text, check, slots });
}

function slotsOf(piece: string): Slot[] {
  if (piece === 'C') return [{ kind: 'check' }];
  const alphabet = alphabets[piece];
  if (alphabet !== undefined) return [{ kind: 'any', alphabet }];
  return [...piece.replace(/[[\]]/g, '')].map((character) => ({ kind: 'literal', character }));
}

function isDash(slot: Slot): boolean {
  return slot.kind === 'literal' && slot.character === '-';
}

/** The key as it is printed, dashes included, from any spelling; undefined when it is none of the template's. */
export function keyOfTemplate(template: KeyTemplate, text: string): string | undefined {
  const bare = text.replace(/[\s-]/g, '').toUpperCase();
  let at = 0;
  let key = '';
  for (const slot of template.slots) {
    if (isDash(slot)) {
      key += '-';
      continue;
    }
    const character = bare[at] ?? '';
    at += 1;
    if (!fits(slot, character, template)) return undefined;
    key += character;
  }
  if (at !== bare.length || !isChecked(template, bare)) return undefined;
  return key;
}

function fits(slot: Slot, character: string, template: KeyTemplate): boolean {
  if (character === '') return false;
  switch (slot.kind) {
    case 'any':
      return slot.alphabet.includes(character);
    case 'literal':
      return slot.character === character;
    case 'check':
      return checkAlphabet(template).includes(character);
  }
}

function isChecked(template: KeyTemplate, bare: string): boolean {
  const count = checkCharacters[template.check];
  return count === 0 || bare.slice(-count) === checkOf(template, bare.slice(0, -count));
}

/** A new key; `pick` answers a number from 0 up to, and without, its argument, that nobody can foretell. */
export function drawKey(template: KeyTemplate, pick: (below: number) => number): string {
  const body = template.slots
    .filter((slot) => slot.kind !== 'check' && !isDash(slot))
    .map((slot) =>
      slot.kind === 'any' ? (slot.alphabet[pick(slot.alphabet.length)] ?? '') : literalOf(slot),
    )
    .join('');
  const key = keyOfTemplate(template, body + checkOf(template, body));
  invariant(key !== undefined, 'a drawn key is one of its template');
  return key;
}

function literalOf(slot: Slot): string {
  return slot.kind === 'literal' ? slot.character : '';
}

/** How many bits a guesser of the template's keys has to guess, rounded down. */
export function bitsOf({ slots }: KeyTemplate): number {
  const bits = slots.map((slot) => (slot.kind === 'any' ? Math.log2(slot.alphabet.length) : 0));
  return Math.floor(bits.reduce((sum, one) => sum + one, 0));
}

function checkOf(template: KeyTemplate, body: string): string {
  switch (template.check) {
    case 'none':
      return '';
    case 'mod97':
      return mod97(body);
    case 'luhn':
      return luhn(body, checkAlphabet(template));
  }
}

/** MOD 97-10 counts letters from A = 10, as bank account numbers do. */
function mod97(body: string): string {
  const number = [...body].map((character) => String(Number.parseInt(character, 36))).join('');
  return (98n - ((BigInt(number) * 100n) % 97n)).toString().padStart(2, '0');
}

/** The smallest alphabet that has every character of the template; Luhn wants one of an even size, and all are. */
function checkAlphabet({ check, slots }: KeyTemplate): string {
  if (check === 'mod97') return digits;
  const holds = (alphabet: string) =>
    slots.every(
      (slot) =>
        slot.kind === 'check' ||
        isDash(slot) ||
        (slot.kind === 'any' ? slot.alphabet === alphabet : alphabet.includes(slot.character)),
    );
  return [digits, clear, letters].find(holds) ?? digits + letters;
}

function luhn(body: string, alphabet: string): string {
  const size = alphabet.length;
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const place = alphabet.indexOf(body[index] ?? '');
    invariant(place >= 0, 'the check alphabet has every character of a key');
    const addend = (body.length - index) % 2 === 1 ? place * 2 : place;
    sum += Math.floor(addend / size) + (addend % size);
  }
  return alphabet[(size - (sum % size)) % size] ?? '';
}
