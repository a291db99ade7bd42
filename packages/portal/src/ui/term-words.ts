import { useMemo } from 'react';
import type { CartLine, Offer } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import type { Reader } from './reader.ts';
import { useReader } from './reader.ts';

type TaxFacts = {
  readonly taxMode: Offer['taxMode'];
  readonly taxRateBasisPoints: number;
  readonly taxRateKnown?: boolean | undefined;
};

/** Words for terms, billing, windows and tax, which stand beside prices everywhere. */
export function useTermWords() {
  const reader = useReader();
  return useMemo(() => termWords(reader), [reader]);
}

function termWords({ t, locale }: Reader) {
  const known: Readonly<Record<CartLine['termDuration'], string>> = {
    '': t('term.none'),
    P1M: t('term.P1M'),
    P1Y: t('term.P1Y'),
    P3Y: t('term.P3Y'),
  };
  const words: Readonly<Record<string, string>> = known;
  return {
    term: (term: string) => words[term] ?? term,
    billing: (cycle: CartLine['billingCycle']) => (cycle === 'none' ? '' : t(`billing.${cycle}`)),
    taxNote: ({ taxMode, taxRateBasisPoints, taxRateKnown = true }: TaxFacts) => {
      if (!taxRateKnown) return t('tax.unknown');
      return t(`tax.${taxMode}`, { rate: formatRate(taxRateBasisPoints, locale) });
    },
  };
}
