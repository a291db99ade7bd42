import { type CurrencyCode, minorDigits } from '@kontor/domain/money';

// Stripe's own idea of minor units differs from ISO 4217 in places (docs.stripe.com/currencies).
const withoutDecimals = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const withThreeDecimals = new Set('BHD JOD KWD OMR TND'.split(' '));

const digitsOf = (currency: CurrencyCode): number => {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
};

/** The amount as Stripe counts it; undefined where it cannot be asked for so exactly. */
export const stripeAmount = (minor: bigint, currency: CurrencyCode): number | undefined => {
  const more = digitsOf(currency) - minorDigits(currency);
  const scale = 10n ** BigInt(Math.abs(more));
  const amount = more >= 0 ? minor * scale : minor / scale;
  if (more < 0 && amount * scale !== minor) return undefined;
  // Cards know no third decimal: the last digit has to be a zero.
  if (withThreeDecimals.has(currency) && amount % 10n !== 0n) return undefined;
  return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : undefined;
};
