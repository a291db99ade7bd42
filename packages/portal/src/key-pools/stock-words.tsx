import type { KeyPool } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';

/** How much there is, in words before numbers: none, low, or enough and for how long. */
export function StockWords({ pool }: { readonly pool: KeyPool }) {
  const { t, locale } = useReader();
  const free = formatCount(pool.free, locale);
  if (pool.free === 0) return <StatusWord tone="bad">{t('keyPools.none')}</StatusWord>;
  if (pool.low) return <StatusWord tone="waiting">{t('keyPools.lowStock', { free })}</StatusWord>;
  return <StatusWord tone="good">{t('keyPools.inStock', { free })}</StatusWord>;
}
