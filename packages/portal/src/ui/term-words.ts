import { useMemo } from 'react';
import type { CartLine, Offer, OrderLine } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { Reader } from './reader.ts';
import { useReader } from './reader.ts';

type TaxFacts = {
  readonly taxMode: Offer['taxMode'];
  readonly taxRateBasisPoints: number;
  readonly taxRateKnown?: boolean | undefined;
  readonly taxCategory?: OrderLine['taxCategory'] | undefined;
};

/** Words for terms, billing, windows and tax, which stand beside prices everywhere. */
export function useTermWords(market?: string) {
  const reader = useReader();
  return useMemo(() => termWords(reader, market), [reader, market]);
}

/** What the tax inside a price is called where people know it by a name of its own. */
const taxInside: Readonly<Record<string, MessageKey>> = { AU: 'tax.inclusiveGst' };

function termWords({ t, locale }: Reader, market: string | undefined) {
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
    taxNote: ({ taxMode, taxRateBasisPoints, taxRateKnown = true, taxCategory }: TaxFacts) => {
      if (taxCategory === 'AE') return t('tax.reverseCharge');
      if (taxCategory === 'E') return t('tax.exempt');
      if (!taxRateKnown || taxCategory === 'O') return t('tax.unknown');
      const rate = formatRate(taxRateBasisPoints, locale);
      if (taxMode === 'exclusive') return t('tax.exclusive', { rate });
      return t(taxInside[market ?? ''] ?? 'tax.inclusive', { rate });
    },
  };
}
