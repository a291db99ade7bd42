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
import { isEuMember } from './eu-members.ts';
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
  readonly category: TaxCategory;
};

/** A customer that pays no tax, on the strength of a certificate that the operator has seen. */
export type TaxExemption = {
  readonly reason: string;
  readonly certificate: string;
  readonly from: Instant;
  /** The first instant at which it no longer holds; null has no end. */
  readonly to: Instant | null;
};

export type TaxFacts = {
  readonly rows: readonly TaxRateRow[];
  readonly market: MarketCode;
  readonly region?: string;
  readonly exemption?: TaxExemption;
  /** The customer's, whose form has been checked. */
  readonly vatId?: string;
  /** Of whoever issues the invoices; absent as long as the operator has not said it. */
  readonly issuerCountry?: MarketCode;
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
  if (!row) return { mode: 'exclusive', rateBasisPoints: 0, known: false, category: 'O' };
  const { mode, rateBasisPoints } = row;
  return { mode, rateBasisPoints, known: true, category: rateBasisPoints === 0 ? 'Z' : 'S' };
}

/**
 * The tax of one customer: none when exempt, none when the reverse charge moves it to the customer (both in the
 * European Union, in different members, with a VAT number), else the rate in force. The mode stays the market's,
 * so that an exempt price in an inclusive market is the sheet's, with no tax in it.
 */
export function taxRuleFor(facts: TaxFacts, at: Instant): TaxRule {
  const rule = taxRateAt(facts.rows, facts, at);
  if (facts.exemption && isInForce(facts.exemption, at)) return untaxed(rule, 'E');
  return isReverseCharged(facts, at) ? untaxed(rule, 'AE') : rule;
}

function untaxed({ mode }: TaxRule, category: 'E' | 'AE'): TaxRule {
  return { mode, rateBasisPoints: 0, known: true, category };
}

function isInForce({ from, to }: TaxExemption, at: Instant): boolean {
  return from <= at && (to === null || at < to);
}

// Directive 2006/112/EC, Articles 44 and 196: a service between businesses of two members is taxed by its receiver.
function isReverseCharged({ market, vatId, issuerCountry }: TaxFacts, at: Instant): boolean {
  if (vatId === undefined || issuerCountry === undefined || issuerCountry === market) return false;
  return isEuMember(issuerCountry, at) && isEuMember(market, at);
}

/** What a line comes to: unit × quantity, with the tax on top or taken out of it (product 2). */
export function taxedAmounts(
  unitPrice: Money,
  quantity: number,
  tax: Pick<TaxRule, 'mode' | 'rateBasisPoints'>,
): TaxedAmounts {
  const atUnitPrice = multiply(unitPrice, quantity);
  if (tax.mode === 'inclusive') {
    const net = netOfGross(atUnitPrice, tax.rateBasisPoints);
    return { net, tax: subtract(atUnitPrice, net), gross: atUnitPrice };
  }
  const onTop = taxOnNet(atUnitPrice, tax.rateBasisPoints);
  return { net: atUnitPrice, tax: onTop, gross: add(atUnitPrice, onTop) };
}
