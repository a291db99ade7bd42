import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { InvoiceDocument } from './invoice-document.ts';

/** Why EN 16931 has no e-invoice for a document. */
export const einvoiceReasons = [
  // Amounts of the norm have at most two decimals.
  'currency',
  // Tax rounded on each line has drifted from rate × base by a whole unit (BR-CO-17).
  'tolerance',
  // BR-CO-26, BR-S-02 and others: who charges tax says under which number.
  'issuer_incomplete',
  // BR-AE-02: without it nobody accounts for the reverse charge.
  'buyer_vat_id_missing',
  // BR-O-11: what is outside the scope of tax must not stand beside anything else.
  'outside_scope_mixed',
] as const;
export type EinvoiceReason = (typeof einvoiceReasons)[number];

export type EinvoiceRefusal = {
  readonly code: 'einvoice.not_available';
  readonly reason: EinvoiceReason;
};

/** Whether the document can be said in EN 16931. */
export const einvoiceAvailability = (document: InvoiceDocument): Decision<true, EinvoiceRefusal> => {
  const reason = reasonAgainst(document);
  return reason === undefined ? accepted(true) : refused({ code: 'einvoice.not_available', reason });
};

const reasonAgainst = (document: InvoiceDocument): EinvoiceReason | undefined => {
  const { issuer, buyer, einvoice } = document;
  if (einvoice !== 'ready') return einvoice;
  const categories = new Set(document.taxTotals.map(({ category }) => category));
  if (issuer.legalName === '' || issuer.vatId === '' || issuer.countryIso === '') return 'issuer_incomplete';
  if (categories.has('AE') && buyer.vatId === '') return 'buyer_vat_id_missing';
  if (categories.has('O') && categories.size > 1) return 'outside_scope_mixed';
  return undefined;
};
