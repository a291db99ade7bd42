import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupForReading, isValidKey, normaliseKey, withCheckDigits } from './key-format.ts';

const body = fc.stringMatching(/^\d{30}$/);

describe('keys of 32 digits', () => {
  it('end in two check digits that leave remainder 1 by 97', () => {
    expect(withCheckDigits('0'.repeat(30))).toBe(`${'0'.repeat(30)}98`);
    expect(withCheckDigits('012345678901234567890123456789')).toBe('01234567890123456789012345678963');
    fc.assert(
      fc.property(body, (digits) => {
        expect(isValidKey('digits_32', withCheckDigits(digits))).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('are no longer valid with one digit changed or two neighbours swapped', () => {
    fc.assert(
      fc.property(body, fc.nat(31), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
        const key = withCheckDigits(digits);
        const changed = [...key];
        changed[place] = String((Number(key[place]) + shift) % 10);
        expect(isValidKey('digits_32', changed.join(''))).toBe(false);
        const swapped = [...key];
        const neighbour = (place + 1) % 32;
        fc.pre(neighbour !== 0 && key[place] !== key[neighbour]);
        [swapped[place], swapped[neighbour]] = [key[neighbour] ?? '', key[place] ?? ''];
        expect(isValidKey('digits_32', swapped.join(''))).toBe(false);
      }),
      { seed: 1 },
    );
  });

  it('are read with or without groups and shown in fours', () => {
    const key = withCheckDigits('012345678901234567890123456789');
    const shown = groupForReading('digits_32', key);
    expect(shown).toBe('0123 4567 8901 2345 6789 0123 4567 8963');
    expect(normaliseKey('digits_32', shown)).toBe(key);
    expect(isValidKey('digits_32', key.slice(1))).toBe(false);
    expect(() => withCheckDigits('123')).toThrow();
  });
});

describe('vendor keys', () => {
  it('are 25 letters and digits in five groups of five', () => {
    expect(normaliseKey('mak_5x5', 'abcde-fghjk-23456-789bc-dfghj')).toBe('ABCDE-FGHJK-23456-789BC-DFGHJ');
    expect(groupForReading('mak_5x5', 'ABCDEFGHJK23456789BCDFGHJ')).toBe('ABCDE-FGHJK-23456-789BC-DFGHJ');
    expect(isValidKey('mak_5x5', 'ABCDE-FGHJK-23456-789BC-DFGH')).toBe(false);
    expect(isValidKey('mak_5x5', 'ABCDE-FGHJK-23456-789BC-DFGH!')).toBe(false);
  });
});
