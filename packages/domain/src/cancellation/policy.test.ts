import { describe, expect, it } from 'vitest';
import { parsePolicyId, parseProductId } from '../ids.ts';
import { softwareFamilies } from '../market/family.ts';
import { parseMarketCode } from '../market/market.ts';
import { at, must, policy } from '../testing/fixtures.ts';
import { type CancellationPolicy, choosePolicy } from './policy.ts';
import { policyPresets } from './policy-presets.ts';

const productId = must(parseProductId('DG7GMGF0FKZV'));
const market = must(parseMarketCode('DE'));
const now = at('2026-11-22T10:00:00Z');
const question = {
  family: 'software_subscription',
  productId,
  market,
  segment: 'commercial',
  at: now,
} as const;

let counter = 0;
function named(changes: Partial<CancellationPolicy> = {}): CancellationPolicy {
  counter += 1;
  return policy({
    id: must(parsePolicyId(`22222222-2222-4222-8222-${String(counter).padStart(12, '0')}`)),
    ...changes,
  });
}

function chosen(...rows: CancellationPolicy[]) {
  const forwards = choosePolicy(rows, question);
  expect(choosePolicy([...rows].reverse(), question)).toBe(forwards);
  return forwards;
}

describe('the policy of a purchase', () => {
  it('is the most specific: product before market before segment', () => {
    const plain = named();
    const bySegment = named({ segment: 'commercial' });
    const byMarket = named({ market });
    const byMarketAndSegment = named({ market, segment: 'commercial' });
    const byProduct = named({ productId });
    expect(chosen(plain, bySegment)).toBe(bySegment);
    expect(chosen(bySegment, byMarket)).toBe(byMarket);
    expect(chosen(byMarket, byMarketAndSegment)).toBe(byMarketAndSegment);
    expect(chosen(byMarketAndSegment, byProduct)).toBe(byProduct);
  });

  it('is the latest in force among equally specific ones, then the highest version', () => {
    const old = named();
    const newer = named({ effectiveFrom: now });
    const later = named({ effectiveFrom: at('2026-11-22T10:00:00.001Z') });
    const second = named({ effectiveFrom: now, version: 2 });
    expect(chosen(old, newer, later)).toBe(newer);
    expect(chosen(newer, second)).toBe(second);
  });

  it('is none where none fits', () => {
    const elsewhere = named({ market: must(parseMarketCode('TR')) });
    const otherProduct = named({ productId: must(parseProductId('DG7GMGF0DWT5')) });
    expect(
      chosen(
        elsewhere,
        otherProduct,
        named({ family: 'perpetual_software' }),
        named({ segment: 'education' }),
      ),
    ).toBeUndefined();
  });
});

describe('the presets that ship', () => {
  it('say for each software family what the product says', () => {
    const said = Object.entries(policyPresets).map(([name, rules]) => [
      name,
      ...rules.map(({ window, credit }) => `${window} ${credit}`),
    ]);
    expect(said).toEqual([
      ['default', 'P60D prorated', 'P60D full', 'null full'],
      ['2021-06', 'P30D prorated', 'P30D full', 'null full'],
      ['2021-10', 'PT168H prorated', 'P30D full', 'null full'],
    ]);
    for (const rules of Object.values(policyPresets)) {
      expect(rules.map(({ family }) => family)).toEqual([...softwareFamilies]);
    }
  });
});
