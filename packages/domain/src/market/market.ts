/** The wire's two-letter market code, which differs from ISO for XJ, XS, XE and XK (product 2). */
export type MarketCode = string & { readonly __brand: 'MarketCode' };

export function parseMarketCode(text: string): MarketCode | undefined {
  return /^[A-Za-z]{2}$/.test(text) ? (text.toUpperCase() as MarketCode) : undefined; // two letters, just checked
}
