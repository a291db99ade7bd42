import {
  add,
  type BasisPoints,
  type Money,
  multiply,
  netOfGross,
  subtract,
  type TaxMode,
  taxOnNet,
} from '../money.ts';
import type { Instant } from '../time.ts';
import type { MarketCode } from './market.ts';

/** UNCL 5305: S standard rate, Z zero rate, E exempt, AE reverse charge, O outside the scope of tax. */
export const taxCategories = ['S', 'Z', 'E', 'AE', 'O'] as const;
export type TaxCategory = (typeof taxCategories)[number];

export type TaxRateRow = {
  readonly market: MarketCode;
  readonly region?: string;
  readonly mode: TaxMode;
  readonly rateBasisPoints: BasisPoints;
  readonly effectiveFrom: Instant;
};

/** The mode and rate to freeze on a line; known is false where nobody set a rate, which counts as 0 %. */
export type TaxRule = {
  readonly mode: TaxMode;
  readonly rateBasisPoints: BasisPoints;
  readonly known: boolean;
};

export type TaxedAmounts = { readonly net: Money; readonly tax: Money; readonly gross: Money };

/** The latest rate in force for the region, else for the market as a whole. */
export function taxRateAt(
  rows: readonly TaxRateRow[],
  question: { readonly market: MarketCode; readonly region?: string },
  at: Instant,
): TaxRule {
  const inForce = rows
    .filter((row) => row.market === question.market && row.effectiveFrom <= at)
    .sort((a, b) => b.effectiveFrom - a.effectiveFrom);
  const regional = inForce.find((row) => row.region !== undefined && row.region === question.region);
  const row = regional ?? inForce.find(({ region }) => region === undefined);
  if (!row) return { mode: 'exclusive', rateBasisPoints: 0, known: false };
  return { mode: row.mode, rateBasisPoints: row.rateBasisPoints, known: true };
}

/** What a line comes to: unit × quantity, with the tax on top or taken out of it (product 2). */
export function taxedAmounts(unitPrice: Money, quantity: number, tax: TaxRule): TaxedAmounts {
  const atUnitPrice = multiply(unitPrice, quantity);
  if (tax.mode === 'inclusive') {
    const net = netOfGross(atUnitPrice, tax.rateBasisPoints);
    return { net, tax: subtract(atUnitPrice, net), gross: atUnitPrice };
  }
  const onTop = taxOnNet(atUnitPrice, tax.rateBasisPoints);
  return { net: atUnitPrice, tax: onTop, gross: add(atUnitPrice, onTop) };
}
