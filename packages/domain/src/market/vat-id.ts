import { accepted, type Decision, refused } from '../decision.ts';
import type { MarketCode } from './market.ts';

/** A VAT identification number as it is printed: capital letters and digits, with its country's prefix. */
export type VatId = string & { readonly __brand: 'VatId' };

export type VatIdRefusal = {
  readonly code: 'vat_id.invalid';
  readonly market: MarketCode;
  /** How one of this market is written. */
  readonly form: string;
};

type Form = { readonly pattern: RegExp; readonly form: string };

/**
 * The structure of VAT numbers as the European Commission publishes it for VIES ("VAT identification number
 * structure", FAQ question 11); Greece writes EL. Only the form is checked: whether a number was ever given to
 * somebody is known to the member states alone.
 */
const forms: Readonly<Record<string, Form>> = {
  AT: { pattern: /^ATU\d{8}$/, form: 'ATU and 8 digits' },
  BE: { pattern: /^BE[01]\d{9}$/, form: 'BE and 10 digits, the first 0 or 1' },
  BG: { pattern: /^BG\d{9,10}$/, form: 'BG and 9 or 10 digits' },
  CY: { pattern: /^CY\d{8}[A-Z]$/, form: 'CY, 8 digits and a letter' },
  CZ: { pattern: /^CZ\d{8,10}$/, form: 'CZ and 8 to 10 digits' },
  DE: { pattern: /^DE\d{9}$/, form: 'DE and 9 digits' },
  DK: { pattern: /^DK\d{8}$/, form: 'DK and 8 digits' },
  EE: { pattern: /^EE\d{9}$/, form: 'EE and 9 digits' },
  ES: {
    pattern: /^ES(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/,
    form: 'ES and 9 characters, the first or last a letter',
  },
  FI: { pattern: /^FI\d{8}$/, form: 'FI and 8 digits' },
  FR: { pattern: /^FR[A-HJ-NP-Z\d]{2}\d{9}$/, form: 'FR, 2 characters and 9 digits' },
  GR: { pattern: /^EL\d{9}$/, form: 'EL and 9 digits' },
  HR: { pattern: /^HR\d{11}$/, form: 'HR and 11 digits' },
  HU: { pattern: /^HU\d{8}$/, form: 'HU and 8 digits' },
  IE: { pattern: /^IE(?:\d[A-Z\d+*]\d{5}[A-Z]|\d{7}[A-W][A-I])$/, form: 'IE and 8 or 9 characters' },
  IT: { pattern: /^IT\d{11}$/, form: 'IT and 11 digits' },
  LT: { pattern: /^LT(?:\d{9}|\d{12})$/, form: 'LT and 9 or 12 digits' },
  LU: { pattern: /^LU\d{8}$/, form: 'LU and 8 digits' },
  LV: { pattern: /^LV\d{11}$/, form: 'LV and 11 digits' },
  MT: { pattern: /^MT\d{8}$/, form: 'MT and 8 digits' },
  NL: { pattern: /^NL[A-Z\d+*]{10}\d{2}$/, form: 'NL and 12 characters' },
  PL: { pattern: /^PL\d{10}$/, form: 'PL and 10 digits' },
  PT: { pattern: /^PT\d{9}$/, form: 'PT and 9 digits' },
  RO: { pattern: /^RO\d{2,10}$/, form: 'RO and 2 to 10 digits' },
  SE: { pattern: /^SE\d{12}$/, form: 'SE and 12 digits' },
  SI: { pattern: /^SI\d{8}$/, form: 'SI and 8 digits' },
  SK: { pattern: /^SK\d{10}$/, form: 'SK and 10 digits' },
};

/** Elsewhere no rule of ours hangs on the number, so that it only has to look like one. */
const elsewhere: Form = { pattern: /^[A-Z\d]{4,20}$/, form: '4 to 20 letters and digits' };

/** Reads a VAT number of a market; spaces, dots, dashes and small letters are forgiven. */
export function parseVatId(text: string, market: MarketCode): Decision<VatId, VatIdRefusal> {
  const { pattern, form } = forms[market] ?? elsewhere;
  const plain = text.replace(/[\s.\-/]/g, '').toUpperCase();
  return pattern.test(plain)
    ? accepted(plain as VatId) // just checked
    : refused({ code: 'vat_id.invalid', market, form });
}

/** How a VAT number of this market is written, where a form is published. */
export function vatIdFormOf(market: string): string | undefined {
  return forms[market]?.pattern.source;
}
