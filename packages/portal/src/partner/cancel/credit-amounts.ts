import { add, formatAmount, parseAmount, parseCurrency, zero } from '@kontor/domain/money';
import type { Credit } from '../../api/types.ts';

/** Credits of several orders, added up exactly, a sum for each currency. */
export function totalsOf(credits: readonly Credit[]): readonly { currency: string; total: string }[] {
  const currencies = [...new Set(credits.map((credit) => credit.currency))];
  return currencies.map((currency) => {
    const code = parseCurrency(currency);
    if (!code) return { currency, total: '' };
    const amounts = credits
      .filter((credit) => credit.currency === currency)
      .map((credit) => parseAmount(credit.total, code) ?? zero(code));
    return { currency, total: formatAmount(amounts.reduce(add, zero(code))) };
  });
}
