import type { Money } from '../money.ts';
import type { Instant } from '../time.ts';
import type { Family } from './family.ts';
import type { MarketCode } from './market.ts';
import type { TaxCategory, TaxExemption, TaxRule } from './tax.ts';

/** What an outside tax engine is asked about a purchase: who buys where, from whom, and what. */
export type TaxQuestion = {
  readonly at: Instant;
  readonly market: MarketCode;
  readonly region?: string;
  readonly vatId?: string;
  readonly exemption?: TaxExemption;
  readonly issuerCountry?: MarketCode;
  readonly lines: readonly TaxQuestionLine[];
};

export type TaxQuestionLine = {
  readonly line: number;
  readonly productId: string;
  readonly skuId: string;
  readonly family: Family;
  readonly quantity: number;
  /** After discounts; with the tax inside where the market's prices include it. */
  readonly unitPrice: Money;
};

/** An engine's answer for one line; whether prices include tax stays a matter of the market. */
export type TaxAnswer = {
  readonly line: number;
  readonly rateBasisPoints: number;
  readonly category: TaxCategory;
};

/** The rule to freeze for each line asked about; undefined when the answers are not one each, or contradict themselves. */
export function rulesOfAnswers(
  question: TaxQuestion,
  answers: readonly TaxAnswer[],
  mode: TaxRule['mode'],
): ReadonlyMap<number, TaxRule> | undefined {
  const rules = new Map<number, TaxRule>();
  for (const { line, rateBasisPoints, category } of answers) {
    const isRate = Number.isInteger(rateBasisPoints) && rateBasisPoints >= 0 && rateBasisPoints <= 10_000;
    // Only the standard category has a rate, and it always has one.
    if (!isRate || (category === 'S') !== rateBasisPoints > 0 || rules.has(line)) return undefined;
    rules.set(line, { mode, rateBasisPoints, known: category !== 'O', category });
  }
  const isComplete = question.lines.every(({ line }) => rules.has(line));
  return isComplete && rules.size === question.lines.length ? rules : undefined;
}
