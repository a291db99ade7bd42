import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIban, parseIban } from './iban.ts';

describe('an IBAN', () => {
  // Examples of the registry that SWIFT keeps for ISO 13616.
  it.each([
    ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['TR33 0006 1005 1978 6457 8413 26', 'TR330006100519786457841326'],
    ['gb82 west 1234 5698 7654 32', 'GB82WEST12345698765432'],
    ['NO93 8601 1117 947', 'NO9386011117947'],
  ])('%s is read with or without spaces', (written, plain) => {
    const iban = parseIban(written);
    expect(iban).toBe(plain);
    expect(iban && formatIban(iban)).toBe(written.toUpperCase());
  });

  it.each([
    '',
    'DE',
    'DE89',
    'DE88370400440532013000',
    'D189370400440532013000',
    'DE89-3704-0044-0532-0130-00',
  ])('“%s” is none', (text) => expect(parseIban(text)).toBeUndefined());

  it('with one digit changed is none', () => {
    const known = 'TR330006100519786457841326';
    const change = fc.record({
      at: fc.integer({ min: 2, max: known.length - 1 }),
      by: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(change, ({ at, by }) => {
        const digit = (Number(known[at]) + by) % 10;
        expect(parseIban(known.slice(0, at) + digit + known.slice(at + 1))).toBeUndefined();
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
  });
});
