import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { CreditFormula } from '@kontor/domain/cancellation/credit';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { Family } from '@kontor/domain/market/family';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { BasisPoints, CurrencyCode, TaxMode } from '@kontor/domain/money';
import type { Discount } from '@kontor/domain/pricing/discount';
import type { Instant, LocalDate } from '@kontor/domain/time';

/** Seller or buyer as frozen when the document was made. */
export type DocumentParty = {
  readonly legalName: string;
  /** Street lines, without city and country. */
  readonly streets: readonly string[];
  readonly city: string;
  readonly postalCode: string;
  readonly region: string;
  /** A market's code on the wire; `countryNames` has it in words. */
  readonly country: string;
  readonly countryIso: string;
  readonly countryNames: Readonly<Record<DocumentLanguage, string>>;
  readonly vatId: string;
  readonly registrationNumber: string;
  readonly email: string;
};

export type DocumentIssuer = DocumentParty & {
  readonly phone: string;
  readonly bankName: string;
  readonly iban: string;
  readonly bic: string;
};

export type DocumentBuyer = DocumentParty & {
  readonly accountId: string;
  readonly mpnId: string;
  readonly language: DocumentLanguage;
};

export type DocumentTaxTotal = {
  readonly category: TaxCategory;
  readonly rateBasisPoints: BasisPoints;
  /** Minor units, signed like the totals. */
  readonly net: bigint;
  readonly tax: bigint;
};

export type PrecedingDocument = { readonly number: string; readonly issuedOn: LocalDate };

/** What a log's checkpoint says: whose log, how many records, and base64 of their root. */
export type LogCheckpoint = { readonly origin: string; readonly size: number; readonly root: string };

/** Everything that stands on an invoice or credit note but its lines. Amounts are minor units of `currency`. */
export type InvoiceDocument = {
  readonly number: string;
  readonly type: 'invoice' | 'credit_note';
  /** '2026-11' */
  readonly period: string;
  readonly periodStart: LocalDate;
  /** Exclusive. */
  readonly periodEnd: LocalDate;
  readonly issuedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly currency: CurrencyCode;
  readonly issuer: DocumentIssuer;
  readonly buyer: DocumentBuyer;
  /** Signed: below zero on a credit note. */
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly balanceUsed: bigint;
  readonly amountDue: bigint;
  readonly taxTotals: readonly DocumentTaxTotal[];
  readonly lineCount: number;
  readonly einvoice: 'ready' | 'currency' | 'tolerance';
  /** Documents whose charges this one gives back, by number. */
  readonly preceding: readonly PrecedingDocument[];
  /** The account's log as it stood when the document was made; null where nothing was numbered yet. */
  readonly logCheckpoint: LogCheckpoint | null;
};

/** One charge (sign 1) or credit (sign −1); amounts are positive minor units. */
export type DocumentLine = {
  readonly position: number;
  readonly chargeId: string;
  readonly creditsChargeId: string | null;
  readonly customerId: string;
  readonly customerName: string;
  readonly customerDomain: string;
  readonly customerMarket: string;
  readonly orderId: string;
  readonly lineNumber: number;
  readonly orderedAt: Instant;
  readonly alternateId: string;
  readonly productId: string;
  readonly skuId: string;
  readonly availabilityId: string;
  readonly productTitle: string;
  readonly skuTitle: string;
  readonly publisher: string;
  readonly family: Family;
  readonly kind: ChargeKind;
  readonly sign: 1 | -1;
  /** Before tax in 'exclusive' mode, tax inside in 'inclusive' mode. */
  readonly unit: bigint;
  /** The sheet's price, of which discounts leave the unit. */
  readonly listUnit: bigint;
  readonly discounts: readonly Discount[];
  readonly quantity: number;
  readonly net: bigint;
  readonly tax: bigint;
  readonly taxMode: TaxMode;
  readonly taxRateBasisPoints: BasisPoints;
  readonly taxCategory: TaxCategory;
  readonly termDuration: Term;
  readonly billingCycle: BillingCycle;
  readonly periodStart: LocalDate | null;
  /** Exclusive. */
  readonly periodEnd: LocalDate | null;
  readonly startsOn: LocalDate | null;
  readonly endsOn: LocalDate | null;
  readonly subscriptionId: string | null;
  readonly friendlyName: string | null;
  /** What the unit was converted from, where the partner is billed in another currency than the price's. */
  readonly pricing: {
    readonly currency: CurrencyCode;
    readonly unit: bigint;
    /** Decimal text. */
    readonly rate: string;
    readonly rateAt: Instant | null;
  } | null;
  readonly promotionId: string | null;
  readonly formula: CreditFormula | null;
  readonly reason: string;
  readonly at: Instant;
};

/** Lines in the document's order, some at a time: a hundred thousand never stand in memory together. */
export type DocumentLines = () => AsyncIterable<readonly DocumentLine[]>;

/** What one unit of a line came to in the price's own mode; undefined where it does not divide (a limited credit). */
export const unitOfLine = (line: DocumentLine): bigint | undefined => {
  const amount = line.taxMode === 'inclusive' ? line.net + line.tax : line.net;
  const quantity = BigInt(line.quantity);
  return amount % quantity === 0n ? amount / quantity : undefined;
};
