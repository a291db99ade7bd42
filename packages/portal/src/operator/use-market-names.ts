import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { marketsQuery } from '../api/operate-queries.ts';
import { useReader } from '../ui/reader.ts';
import type { Choice } from './form-field.tsx';

export type MarketNames = {
  readonly nameOf: (market: string) => string;
  /** By the reader's own alphabet. */
  readonly choices: readonly Choice[];
};

/** The markets by the names that the data has for them, in the reader's language. */
export function useMarketNames(): MarketNames {
  const { language, locale } = useReader();
  const { data } = useQuery(marketsQuery('reservation'));
  return useMemo(() => {
    const names = new Map(
      (data?.items ?? []).map(({ market, nameEn, nameTr }) => [market, language === 'tr' ? nameTr : nameEn]),
    );
    const order = new Intl.Collator(locale);
    const choices = [...names]
      .map(([market, name]): Choice => [market, `${name} (${market})`])
      .sort(([, a], [, b]) => order.compare(a, b));
    return { nameOf: (market) => names.get(market) ?? market, choices };
  }, [data, language, locale]);
}
