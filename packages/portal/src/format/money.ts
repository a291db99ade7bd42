/** How the currency is named: its sign in sentences, its code in tables. */
export type CurrencyDisplay = 'symbol' | 'code';

const amountPattern = /^(-?)(\d+)(?:\.(\d+))?$/;
const nonBreakingSpace = '\u00a0';
const minus = '\u2212';

/**
 * Decimal text in the reader's way: "€ 1,821.37", "EUR 1,821.37". Digits are carried over as text,
 * so no amount passes through floating point. Text that is not an amount comes back as it is.
 */
export function formatMoney(
  amount: string,
  currency: string,
  locale: string,
  display: CurrencyDisplay = 'symbol',
): string {
  const match = amountPattern.exec(amount);
  if (!match) return `${amount}${nonBreakingSpace}${currency}`;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const parts = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: display,
    minimumFractionDigits: fraction.length,
    maximumFractionDigits: fraction.length,
  }).formatToParts(BigInt(whole));
  const text = parts
    .map((part, index) => {
      if (part.type === 'fraction') return fraction;
      const touchesDigits = part.type === 'currency' && parts[index + 1]?.type === 'integer';
      return touchesDigits ? part.value + nonBreakingSpace : part.value;
    })
    .join('');
  return sign ? minus + text : text;
}

/** "19 %" in the reader's way, from basis points (1900). */
export function formatRate(basisPoints: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}
