import { formatAmount, minorDigits, money } from '@kontor/domain/money';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';

type PricedLine = Pick<
  DocumentLine,
  'pricing' | 'unit' | 'listUnit' | 'sign' | 'taxMode' | 'net' | 'tax' | 'quantity'
>;

/**
 * List and effective price of one in the pricing currency, so that Subtotal = ROUNDDOWN(EffectiveUnitPrice × rate) ×
 * quantity can be checked from the file alone (reference 10). A credit's effective price is below zero; where prices
 * have tax inside, it is inside here too.
 */
export const pricingAmounts = (
  line: PricedLine,
  { currency }: Pick<InvoiceDocument, 'currency'>,
): { readonly unitPrice: string; readonly effectiveUnitPrice: string } => {
  const { pricing, unit, listUnit } = line;
  const given = line.sign === 1 ? unit : creditedUnit(line);
  const inPricing = (minor: bigint): bigint => {
    if (pricing === null) return minor;
    return minor === unit ? pricing.unit : converted(minor, pricing, minorDigits(currency));
  };
  const shown = pricing?.currency ?? currency;
  return {
    unitPrice: formatAmount(money(inPricing(listUnit), shown)),
    effectiveUnitPrice: formatAmount(money(BigInt(line.sign) * inPricing(given), shown)),
  };
};

/** Truncated where a limited credit is no multiple of the quantity. */
const creditedUnit = ({ taxMode, net, tax, quantity }: PricedLine): bigint =>
  (taxMode === 'inclusive' ? net + tax : net) / BigInt(quantity);

const rateDigits = 10;

/** Back through the frozen rate, to the nearest minor unit; the frozen price itself is never computed again. */
const converted = (
  minor: bigint,
  { rate, currency }: NonNullable<DocumentLine['pricing']>,
  digits: number,
): bigint => {
  const [whole = '', fraction = ''] = rate.split('.');
  const scaledRate = BigInt(whole + fraction.padEnd(rateDigits, '0').slice(0, rateDigits));
  const numerator = minor * 10n ** BigInt(rateDigits + minorDigits(currency));
  const denominator = scaledRate * 10n ** BigInt(digits);
  return (numerator * 2n + denominator) / (denominator * 2n);
};
