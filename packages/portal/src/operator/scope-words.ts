import { useCallback } from 'react';
import type { Policy } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useMarketNames } from './use-market-names.ts';

type Scope = Pick<Policy, 'productId' | 'market' | 'segment'>;

/** "DG7GMGF0DWT5 · Türkiye · Education", or that it is about everything of the family. */
export function useScopeWords(): (scope: Scope) => string {
  const { t } = useReader();
  const { nameOf } = useMarketNames();
  return useCallback(
    ({ productId, market, segment }: Scope) => {
      const parts = [productId, market && nameOf(market), segment && t(`segment.${segment}`)].filter(
        (part) => part,
      );
      return parts.length === 0 ? t('policies.everything') : parts.join(' · ');
    },
    [t, nameOf],
  );
}
