import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKey, readKey } from './key-format.ts';
import { bitsOf, drawKey, type KeyCheck, keyOfTemplate, parseKeyTemplate } from './key-template.ts';

const template = (text: string, check: KeyCheck = 'none') => {
  const reading = parseKeyTemplate(text, check);
  if (!reading.accepted) throw new Error(reading.refusal.reason);
  return reading.value;
};
/** Numbers that look drawn and are the same at each run. */
const picker = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
};

describe('a key template', () => {
  it('reads keys in any spelling and prints them with its dashes', () => {
    const vendor = template('AAAAA-99999-XXXXX');
    expect(keyOfTemplate(vendor, 'abcde 12345 x2y3z')).toBe('ABCDE-12345-X2Y3Z');
    expect(keyOfTemplate(vendor, 'ABCDE12345X2Y3Z')).toBe('ABCDE-12345-X2Y3Z');
    expect(keyOfTemplate(template('[KTR]-XXXXXXXX'), 'ktr-22334455')).toBe('KTR-22334455');
  });

  it.each([
    ['a letter where a digit stands', 'ABCDE-1234A-X2Y3Z'],
    ['a digit where a letter stands', '1BCDE-12345-X2Y3Z'],
    ['a look-alike', 'ABCDE-12345-XOY3Z'],
    ['one character less', 'ABCDE-12345-X2Y3'],
    ['one character more', 'ABCDE-12345-X2Y3ZZ'],
    ['a letter of another alphabet', 'ÀBCDE-12345-X2Y3Z'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(keyOfTemplate(template('AAAAA-99999-XXXXX'), text)).toBeUndefined();
  });

  it.each([
    ['XXXXX--XXXXX', 'none', 'syntax'],
    ['-XXXXXXXXXX', 'none', 'syntax'],
    ['XXXXXXXXXX-', 'none', 'syntax'],
    ['XXXXX_XXXXX', 'none', 'syntax'],
    ['XXXXXXX', 'none', 'too_short'],
    ['X'.repeat(65), 'none', 'too_long'],
    ['XXXXXXXX', 'luhn', 'check_missing'],
    ['XXXXXXXXC', 'mod97', 'check_missing'],
    ['CXXXXXXXX', 'luhn', 'check_missing'],
    ['XXXXXXXXCC', 'luhn', 'check_unexpected'],
    ['XXXXXXXXC', 'none', 'check_unexpected'],
  ] as const)('%s with %s is refused as %s', (text, check, reason) => {
    expect(parseKeyTemplate(text, check)).toEqual({
      accepted: false,
      refusal: { code: 'key_template.invalid', reason },
    });
  });

  it('is accepted at both ends of its length', () => {
    expect(parseKeyTemplate('X'.repeat(8)).accepted).toBe(true);
    expect(parseKeyTemplate('X'.repeat(64)).accepted).toBe(true);
  });

  it('knows known check characters', () => {
    // 79927398713 is the textbook number of Luhn; 97-10 as in ISO 7064 for 794.
    expect(keyOfTemplate(template('9999999999C', 'luhn'), '79927398713')).toBe('79927398713');
    expect(keyOfTemplate(template('9999999999C', 'luhn'), '79927398714')).toBeUndefined();
    expect(keyOfTemplate(template('99999999CC', 'mod97'), '0000079444')).toBe('0000079444');
  });

  const checked: readonly [string, KeyCheck][] = [
    ['XXXXX-XXXXX-XXXXX-XXXXC', 'luhn'],
    ['AAAAA-99999-XXXXX-C', 'luhn'],
    ['AAAAAAAA-C', 'luhn'],
    ['9999-9999-9999-999C', 'luhn'],
    ['[KT]XXX-XXXXX-99999-CC', 'mod97'],
  ];
  it.each(checked)(
    '%s with %s: what is drawn is read, and no key with one character changed is',
    (text, check) => {
      const vendor = template(text, check);
      fc.assert(
        fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 35 }), (seed, place, shift) => {
          const key = drawKey(vendor, picker(seed));
          expect(keyOfTemplate(vendor, key.toLowerCase())).toBe(key);
          const places = [...key.matchAll(/[A-Z0-9]/g)].map(({ index }) => index);
          const at = places[place % places.length] ?? 0;
          const all = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
          const other = all[(all.indexOf(key[at] ?? '') + shift) % all.length] ?? '';
          expect(keyOfTemplate(vendor, key.slice(0, at) + other + key.slice(at + 1))).toBeUndefined();
        }),
        { seed: 4, numRuns: 300 },
      );
    },
  );

  it('says how hard its keys are to guess, and the forms make keys that they read', () => {
    expect([bitsOf(template('99999999')), bitsOf(template('[ABC]XXXXXXXX'))]).toEqual([26, 39]);
    const form = { format: 'template', template: template('XXXXX-XXXXX-XXXXC', 'luhn') } as const;
    const made = newKey(form, picker(7));
    expect(readKey(form, made)).toBe(made);
    const digits = newKey({ format: 'digits_32' }, picker(7));
    expect(readKey({ format: 'digits_32' }, digits)).toBe(digits);
  });
});
