import type { TaxCategory } from '../market/tax.ts';
import {
  add,
  type BasisPoints,
  type CurrencyCode,
  compare,
  isZero,
  type Money,
  minorDigits,
  money,
  negate,
  smaller,
  subtract,
  sum,
  taxOnNet,
  zero,
} from '../money.ts';

/** A total below zero makes a credit note (product 7). */
export const documentTypes = ['invoice', 'credit_note'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** A charge or credit as far as the totals of its document need it; amounts positive, sign −1 gives back. */
export type DocumentLine = {
  readonly sign: 1 | -1;
  readonly net: Money;
  readonly tax: Money;
  readonly taxCategory: TaxCategory;
  readonly taxRateBasisPoints: BasisPoints;
};

/** The lines of one category and rate: sums of the printed lines, never computed again from a total (product 2). */
export type TaxTotal = {
  readonly category: TaxCategory;
  readonly rateBasisPoints: BasisPoints;
  readonly net: Money;
  readonly tax: Money;
};

/** Whether an e-invoice can be made of it, or why not (product 7). */
export const einvoiceStates = ['ready', 'currency', 'tolerance'] as const;
export type EinvoiceState = (typeof einvoiceStates)[number];

/** What stands under the lines. Signed: a credit note's totals are negative. */
export type DocumentTotals = {
  readonly type: DocumentType;
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
  /** Consumed from what earlier credit notes and overpayments left. */
  readonly balanceUsed: Money;
  readonly amountDue: Money;
  /** What the account's balance is afterwards. */
  readonly balanceAfter: Money;
  readonly taxTotals: readonly TaxTotal[];
  readonly einvoice: EinvoiceState;
};

/** Adds up the lines of one partner, currency and month. `balance` is the account's credit, never negative. */
export function totalDocument(
  lines: readonly DocumentLine[],
  balance: Money,
  currency: CurrencyCode,
): DocumentTotals {
  const net = sum(lines.map(signedNet), currency);
  const tax = sum(lines.map(signedTax), currency);
  const total = add(net, tax);
  const isCredit = total.minor < 0n;
  const balanceUsed = isCredit ? zero(currency) : smaller(balance, total);
  const taxTotals = taxTotalsOf(lines, currency);
  return {
    type: isCredit ? 'credit_note' : 'invoice',
    net,
    tax,
    total,
    balanceUsed,
    amountDue: isCredit ? zero(currency) : subtract(total, balanceUsed),
    balanceAfter: isCredit ? subtract(balance, total) : subtract(balance, balanceUsed),
    taxTotals,
    einvoice: einvoiceState(taxTotals, currency),
  };
}

/** One a category and rate, by category, then rate. */
export function taxTotalsOf(lines: readonly DocumentLine[], currency: CurrencyCode): TaxTotal[] {
  const groups = new Map<string, TaxTotal>();
  for (const line of lines) {
    const key = `${line.taxCategory}/${line.taxRateBasisPoints}`;
    const before = groups.get(key) ?? {
      category: line.taxCategory,
      rateBasisPoints: line.taxRateBasisPoints,
      net: zero(currency),
      tax: zero(currency),
    };
    groups.set(key, {
      ...before,
      net: add(before.net, signedNet(line)),
      tax: add(before.tax, signedTax(line)),
    });
  }
  return [...groups.values()].sort(byCategoryAndRate);
}

/**
 * EN 16931 BR-CO-17 lets a rate's tax differ from rate × base by less than one whole unit of the currency; tax
 * rounded on each of many lines can drift further. Currencies with three decimals do not fit the norm at all.
 */
export function einvoiceState(taxTotals: readonly TaxTotal[], currency: CurrencyCode): EinvoiceState {
  if (minorDigits(currency) === 3) return 'currency';
  const tolerance = money(10n ** BigInt(minorDigits(currency)), currency);
  const drifted = taxTotals.some(({ net, tax, rateBasisPoints }) => {
    const drift = subtract(tax, taxOnNet(net, rateBasisPoints));
    return compare(drift.minor < 0n ? negate(drift) : drift, tolerance) >= 0;
  });
  return drifted ? 'tolerance' : 'ready';
}

/** What makes a document wait for the operator instead of going out (product 7). */
export const parkingReasons = ['line_count', 'change', 'earlier_parked'] as const;
export type ParkingReason = (typeof parkingReasons)[number];

export type ParkingLimits = {
  readonly lines: number;
  /** Of last month's total, in percent: 1000 lets a document be ten times the one before. */
  readonly changePercent: number;
};

/** Why a document is suspicious; undefined lets it out. A first document has nothing to be compared with. */
export function parkingReason(
  document: { readonly lineCount: number; readonly total: Money; readonly lastTotal: Money | undefined },
  limits: ParkingLimits,
): ParkingReason | undefined {
  const { lineCount, total, lastTotal } = document;
  if (lineCount > limits.lines) return 'line_count';
  if (!lastTotal || isZero(lastTotal)) return undefined;
  const [now, before] = [magnitude(total), magnitude(lastTotal)];
  return now * 100n > before * BigInt(limits.changePercent) ? 'change' : undefined;
}

/** 'G000024135' in production, 'GS00000001' in a sandbox account's own series: ten characters either way. */
export function documentNumber(prefix: 'G' | 'GS', number: bigint): string {
  return prefix + number.toString().padStart(10 - prefix.length, '0');
}

function byCategoryAndRate(a: TaxTotal, b: TaxTotal): number {
  if (a.category !== b.category) return a.category < b.category ? -1 : 1;
  return a.rateBasisPoints - b.rateBasisPoints;
}

function signedNet({ sign, net }: DocumentLine): Money {
  return sign === 1 ? net : negate(net);
}

function signedTax({ sign, tax }: DocumentLine): Money {
  return sign === 1 ? tax : negate(tax);
}

function magnitude({ minor }: Money): bigint {
  return minor < 0n ? -minor : minor;
}
