import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyForm, newKey, readKey } from './key-format.ts';
import { type KeyCheck, parseKeyTemplate } from './key-template.ts';
import { isSandboxKey, sandboxKey, soldKey } from './sandbox-key.ts';

const templated = (text: string, check: KeyCheck = 'none'): KeyForm & { format: 'template' } => {
  const reading = parseKeyTemplate(text, check);
  if (!reading.accepted) throw new Error(reading.refusal.reason);
  return { format: 'template', template: reading.value };
};
const picker = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
};
const forms: readonly (readonly [string, KeyForm])[] = [
  ['32 digits', { format: 'digits_32' }],
  ['a vendor’s 5×5', { format: 'mak_5x5' }],
  ['a template', templated('[KTR]-XXXXX-XXXXX-XXXXC', 'luhn')],
  ['a template with two check digits', templated('AAAA-9999-XXXXXXXXCC', 'mod97')],
];

describe('a key of a sandbox', () => {
  it.each(forms)('is one of its form and marked: %s', (_, form) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const key = sandboxKey(form, picker(seed));
        expect(readKey(form, key)).toBe(key);
        expect(isSandboxKey(form, key)).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('shows its mark at its head', () => {
    expect(sandboxKey({ format: 'digits_32' }, picker(1))).toMatch(/^0000\d{28}$/);
    expect(sandboxKey({ format: 'mak_5x5' }, picker(1))).toMatch(/^TEST[0-9A-Z](-[0-9A-Z]{5}){4}$/);
    expect(sandboxKey(templated('[KTR]-XXXXX-XXXXX-XXXXX'), picker(1))).toMatch(/^KTR-2222/);
  });

  it('bears no mark where the template has too few characters to spare', () => {
    const short = templated('XXXXXXXX');
    expect(isSandboxKey(short, sandboxKey(short, picker(3)))).toBe(false);
  });

  it('is never what a purchase gets that somebody pays for', () => {
    const marked = Array.from({ length: 5 }, () => 1);
    const unmarked = picker(9);
    const pick = (below: number) => marked.pop() ?? unmarked(below);
    expect(
      isSandboxKey(
        { format: 'digits_32' },
        newKey({ format: 'digits_32' }, () => 1),
      ),
    ).toBe(true);
    expect(isSandboxKey({ format: 'digits_32' }, soldKey({ format: 'digits_32' }, pick))).toBe(false);
  });
});
