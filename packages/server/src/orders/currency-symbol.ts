const symbols = new Map<string, string>();

/** The sign of a currency as people write it: €, $, ₺; the code where there is none. */
export const currencySymbol = (currency: string): string => {
  const known = symbols.get(currency);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const symbol = parts.find((part) => part.type === 'currency')?.value ?? currency;
  symbols.set(currency, symbol);
  return symbol;
};
