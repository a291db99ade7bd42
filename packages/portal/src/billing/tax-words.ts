import type { InvoiceLine } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import type { Reader } from '../ui/reader.ts';

type Facts = { readonly category: InvoiceLine['taxCategory']; readonly rateBasisPoints: number };

/** "Standard rate 19%", "Reverse charge": what a tax category of EN 16931 means. */
export function taxWords({ category, rateBasisPoints }: Facts, { t, locale }: Reader): string {
  return t(`taxCategory.${category}`, { rate: formatRate(rateBasisPoints, locale) });
}
