import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { AccountId } from '@kontor/domain/ids';
import { type TaxCategory, taxCategories } from '@kontor/domain/market/tax';
import { query, readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import {
  type CountryNames,
  type InvoiceRow,
  lineFromRow,
  readInvoice,
  readLines,
  readPreceding,
} from './document-store.ts';
import type {
  DocumentBuyer,
  DocumentIssuer,
  DocumentLine,
  DocumentParty,
  DocumentTaxTotal,
  InvoiceDocument,
} from './invoice-document.ts';

/** Whose rows are read, and through whose eyes. */
export type DocumentSource = { readonly pool: Pool; readonly scope: Scope; readonly accountId: AccountId };

const pageLines = 500;

/** A document without its lines; undefined when the account has none of that number. */
export const readInvoiceDocument = async (
  { pool, scope, accountId }: DocumentSource,
  number: string,
): Promise<InvoiceDocument | undefined> => {
  const [[row], preceding] = await readBatch(pool, scope, [
    readInvoice(accountId, number),
    readPreceding(accountId, number),
  ]);
  if (!row) return undefined;
  return documentFrom(
    row,
    preceding.map(({ id, invoice_date }) => ({ number: id, issuedOn: invoice_date })),
  );
};

/** A document's lines in order, a page at a time. They never change, so that each page may be read by itself. */
export async function* readDocumentLines(
  { pool, scope, accountId }: DocumentSource,
  number: string,
): AsyncGenerator<readonly DocumentLine[]> {
  for (let after = 0; ; ) {
    const rows = await query(pool, scope, readLines(accountId, number, { after, limit: pageLines }));
    if (rows.length > 0) yield rows.map(lineFromRow);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageLines) return;
    after = last.position;
  }
}

const documentFrom = (row: InvoiceRow, preceding: InvoiceDocument['preceding']): InvoiceDocument => ({
  number: row.id,
  type: row.document_type,
  period: row.period,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  issuedOn: row.invoice_date,
  dueOn: row.due_date,
  currency: row.currency,
  issuer: issuerFrom(membersOf(row.issuer), row.countries),
  buyer: buyerFrom(membersOf(row.buyer), row.countries),
  net: row.net_minor,
  tax: row.tax_minor,
  total: row.total_minor,
  balanceUsed: row.balance_used_minor,
  amountDue: row.amount_due_minor,
  taxTotals: taxTotalsFrom(row.tax_totals),
  lineCount: row.line_count,
  einvoice: row.einvoice,
  preceding,
  logCheckpoint: row.log_checkpoint,
});

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}; // an object, just seen

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const partyFrom = (party: Members, countries: readonly CountryNames[]): DocumentParty => {
  const address = membersOf(party.address);
  const country = textOf(party.country);
  const known = countries.find(({ code }) => code === country);
  return {
    legalName: textOf(party.legalName) || textOf(party.name),
    streets: [textOf(address.line1), textOf(address.line2)].filter((line) => line !== ''),
    city: textOf(address.city),
    postalCode: textOf(address.postalCode),
    region: textOf(address.region),
    country,
    countryIso: isoByWireCode[country] ?? known?.iso2 ?? country,
    countryNames: { en: known?.en ?? country, tr: known?.tr ?? country },
    vatId: textOf(party.vatId),
    registrationNumber: textOf(party.registrationNumber),
    email: textOf(party.email),
  };
};

/** Codes of the wire that ISO 3166 does not know; Kosovo's is the one that EN 16931 lists. */
const isoByWireCode: Readonly<Record<string, string>> = { XJ: 'SJ', XS: 'BQ', XE: 'BQ', XK: '1A' };

const issuerFrom = (party: Members, countries: readonly CountryNames[]): DocumentIssuer => ({
  ...partyFrom(party, countries),
  phone: textOf(party.phone),
  bankName: textOf(party.bankName),
  iban: textOf(party.iban).replaceAll(/\s/g, ''),
  bic: textOf(party.bic),
});

const buyerFrom = (party: Members, countries: readonly CountryNames[]): DocumentBuyer => ({
  ...partyFrom(party, countries),
  accountId: textOf(party.accountId),
  mpnId: textOf(party.mpnId),
  language: languageFrom(party.language),
});

const languageFrom = (value: unknown): DocumentLanguage => (value === 'tr' ? 'tr' : 'en');

const taxTotalsFrom = (value: unknown): DocumentTaxTotal[] =>
  (Array.isArray(value) ? value : []).map(membersOf).map((total) => ({
    category: categoryFrom(total.category),
    rateBasisPoints: Number(total.rateBasisPoints),
    net: BigInt(String(total.net)),
    tax: BigInt(String(total.tax)),
  }));

const categoryFrom = (value: unknown): TaxCategory =>
  taxCategories.find((category) => category === value) ?? 'S';
