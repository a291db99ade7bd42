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

/** Whether the price that the formula began with had its tax inside. */
export function taxIsInside({ formula }: Pick<Credit['lines'][number], 'formula'>): boolean {
  const { inputs } = formula;
  return (
    typeof inputs === 'object' && inputs !== null && 'taxMode' in inputs && inputs.taxMode === 'inclusive'
  );
}
