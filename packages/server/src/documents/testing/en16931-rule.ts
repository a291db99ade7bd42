import { all, decimal, type Element, textAt } from './read-xml.ts';

/** One rule of EN 16931-1 by its id, as the norm's UBL syntax binding (EN 16931-3-2) places its terms. */
export type Rule = {
  readonly id: string;
  /** What the norm demands, in short. */
  readonly says: string;
  readonly holds: (document: Element) => boolean;
};

export const lines = (document: Element): Element[] => [
  ...all(document, 'cac:InvoiceLine'),
  ...all(document, 'cac:CreditNoteLine'),
];
export const seller = (document: Element): Element[] =>
  all(document, 'cac:AccountingSupplierParty/cac:Party');
export const buyer = (document: Element): Element[] => all(document, 'cac:AccountingCustomerParty/cac:Party');
export const totals = (document: Element): Element[] => all(document, 'cac:LegalMonetaryTotal');
export const breakdown = (document: Element): Element[] => all(document, 'cac:TaxTotal/cac:TaxSubtotal');

export const has = (element: Element, path: string): boolean => textAt(element, path) !== '';
export const each = (elements: readonly Element[], holds: (element: Element) => boolean): boolean =>
  elements.every(holds);

export const amountAt = (element: Element, path: string): bigint => decimal(textAt(element, path) || '0');
export const sumOf = (elements: readonly Element[], path: string): bigint =>
  elements.reduce((sum, element) => sum + amountAt(element, path), 0n);

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

export const hasTwoDecimals = (elements: readonly Element[]): boolean =>
  each(elements, ({ text }) => /^\s*-?\d+(\.\d{1,2})?\s*$/.test(text));

/** The VAT number of a party: BT-31 and BT-48. */
export const vatIds = (parties: readonly Element[]): string[] =>
  parties
    .flatMap((party) => all(party, 'cac:PartyTaxScheme'))
    .filter((scheme) => textAt(scheme, 'cac:TaxScheme/cbc:ID').toUpperCase() === 'VAT')
    .map((scheme) => textAt(scheme, 'cbc:CompanyID'))
    .filter((text) => text !== '');

export const linesOf = (document: Element, category: string): Element[] =>
  lines(document).filter((line) => textAt(line, 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID') === category);

export const subtotalsOf = (document: Element, category: string): Element[] =>
  breakdown(document).filter((subtotal) => textAt(subtotal, 'cac:TaxCategory/cbc:ID') === category);

export const ratesIn = (elements: readonly Element[], path: string): Set<bigint> =>
  new Set(elements.map((element) => amountAt(element, path)));

export const lineRate = 'cac:Item/cac:ClassifiedTaxCategory/cbc:Percent';
export const subtotalRate = 'cac:TaxCategory/cbc:Percent';
export const lineNet = 'cbc:LineExtensionAmount';
