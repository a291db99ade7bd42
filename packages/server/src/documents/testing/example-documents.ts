import type { ChargeKind } from '@kontor/domain/billing/charge';
import { totalDocument } from '@kontor/domain/billing/document';
import type { TaxCategory } from '@kontor/domain/market/tax';
import {
  type CurrencyCode,
  money,
  netOfGross,
  parseAmount,
  parseCurrency,
  type TaxMode,
  taxOnNet,
} from '@kontor/domain/money';
import { type LocalDate, parseInstant } from '@kontor/domain/time';
import type { DocumentBuyer, DocumentIssuer, DocumentLine, InvoiceDocument } from '../invoice-document.ts';

export type Example = { readonly document: InvoiceDocument; readonly lines: readonly DocumentLine[] };

/** A line in few words: its unit price in the price's own mode, and its tax. */
export type LineSeed = Partial<DocumentLine> & {
  readonly price: string;
  readonly rate?: number;
  readonly category?: TaxCategory;
  readonly mode?: TaxMode;
  /** In the price's own mode, where it is not unit × quantity. */
  readonly amount?: string;
};

export type ExampleSeed = {
  readonly currency?: string;
  readonly lines: readonly LineSeed[];
  readonly balance?: string;
  readonly document?: Partial<InvoiceDocument>;
  readonly issuer?: Partial<DocumentIssuer>;
  readonly buyer?: Partial<DocumentBuyer>;
};

export const issuer: DocumentIssuer = {
  legalName: 'Kontor Distribution GmbH',
  streets: ['Hauptstraße 1'],
  city: 'Berlin',
  postalCode: '10115',
  region: '',
  country: 'DE',
  countryIso: 'DE',
  countryNames: { en: 'Germany', tr: 'Almanya' },
  vatId: 'DE123456789',
  registrationNumber: 'HRB 12345',
  email: 'billing@kontor.example',
  phone: '+49 30 123456',
  bankName: 'Musterbank',
  iban: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
};

export const buyer: DocumentBuyer = {
  accountId: '11111111-1111-4111-8111-111111111111',
  mpnId: '4711',
  language: 'en',
  legalName: 'Anadolu Yazılım A.Ş.',
  streets: ['Örnek Mahallesi 7', 'Kat 3'],
  city: 'İstanbul',
  postalCode: '34000',
  region: '',
  country: 'TR',
  countryIso: 'TR',
  countryNames: { en: 'Türkiye', tr: 'Türkiye' },
  vatId: 'TR1234567890',
  registrationNumber: '',
  email: '',
};

export const at = (text: string) => parseInstant(text)!;
export const date = (text: string) => text as LocalDate;

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A whole document from its lines, totalled by the rules that billing itself follows. */
export const exampleDocument = (seed: ExampleSeed): Example => {
  const currency = parseCurrency(seed.currency ?? 'EUR')!;
  const lines = seed.lines.map((line, index) => exampleLine(line, index, currency));
  const balance = parseAmount(seed.balance ?? '0', currency)!;
  const totals = totalDocument(
    lines.map((line) => ({
      sign: line.sign,
      net: money(line.net, currency),
      tax: money(line.tax, currency),
      taxCategory: line.taxCategory,
      taxRateBasisPoints: line.taxRateBasisPoints,
    })),
    balance,
    currency,
  );
  const document: InvoiceDocument = {
    number: 'G000000042',
    type: totals.type,
    period: '2026-11',
    periodStart: date('2026-11-01'),
    periodEnd: date('2026-12-01'),
    issuedOn: date('2026-12-01'),
    dueOn: date('2026-12-31'),
    currency,
    issuer: { ...issuer, ...seed.issuer },
    buyer: { ...buyer, ...seed.buyer },
    net: totals.net.minor,
    tax: totals.tax.minor,
    total: totals.total.minor,
    balanceUsed: totals.balanceUsed.minor,
    amountDue: totals.amountDue.minor,
    taxTotals: totals.taxTotals.map(({ category, rateBasisPoints, net, tax }) => ({
      category,
      rateBasisPoints,
      net: net.minor,
      tax: tax.minor,
    })),
    lineCount: lines.length,
    einvoice: totals.einvoice,
    preceding: [],
    logCheckpoint: null,
    ...seed.document,
  };
  return { document, lines };
};

const exampleLine = (seed: LineSeed, index: number, currency: CurrencyCode): DocumentLine => {
  const { price, rate = 1900, category = rate === 0 ? 'Z' : 'S', mode = 'exclusive', amount, ...own } = seed;
  const unit = parseAmount(price, currency)!;
  const quantity = own.quantity ?? 1;
  const charged =
    amount === undefined ? money(unit.minor * BigInt(quantity), currency) : parseAmount(amount, currency)!;
  const net = mode === 'inclusive' ? netOfGross(charged, rate) : charged;
  const tax = mode === 'inclusive' ? charged.minor - net.minor : taxOnNet(net, rate).minor;
  const kind: ChargeKind = own.sign === -1 ? 'cancel_immediate' : 'new';
  return {
    position: index + 1,
    chargeId: uuid(index + 1),
    creditsChargeId: null,
    customerId: uuid(900),
    customerName: 'Ülkü Kältetechnik GmbH',
    customerDomain: 'ulku-kaelte.example',
    customerMarket: 'DE',
    orderId: `${'7'.repeat(31)}1`,
    lineNumber: index,
    orderedAt: at('2026-11-22T15:23:37.123Z'),
    alternateId: '0123456789ab',
    productId: 'DG7GMGF0DWT5',
    skuId: '0001',
    availabilityId: 'DWT500DEEUR0',
    productTitle: 'Windows Server 2025 Standard',
    skuTitle: '16 core licence pack',
    publisher: 'Example Publisher',
    family: 'software_subscription',
    kind,
    sign: 1,
    unit: unit.minor,
    listUnit: unit.minor,
    discounts: [],
    quantity,
    net: net.minor,
    tax,
    taxMode: mode,
    taxRateBasisPoints: rate,
    taxCategory: category,
    termDuration: 'P1Y',
    billingCycle: 'annual',
    periodStart: date('2026-11-22'),
    periodEnd: date('2027-11-22'),
    startsOn: date('2026-11-22'),
    endsOn: date('2027-11-22'),
    subscriptionId: uuid(700 + index),
    friendlyName: null,
    pricing: null,
    promotionId: null,
    formula: null,
    reason: '',
    at: at('2026-11-22T15:23:37.123Z'),
    ...own,
  };
};
