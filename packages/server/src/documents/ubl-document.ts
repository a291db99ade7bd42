import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { TaxCategory } from '@kontor/domain/market/tax';
import { type BasisPoints, formatAmount, money } from '@kontor/domain/money';
import { addDays } from '@kontor/domain/time';
import { documentWords } from './document-words.ts';
import type { DocumentIssuer, DocumentParty, InvoiceDocument } from './invoice-document.ts';
import { printDate, printMonth } from './print-values.ts';
import type { UblForm } from './ubl-form.ts';
import { branch, leaf, optionalBranch, optionalLeaf, type Xml } from './xml-writer.ts';

/** What stands before the lines of an Invoice or CreditNote, in the order that the UBL schema wants. */
export const ublHead = (document: InvoiceDocument, form: UblForm, language: DocumentLanguage): Xml[] => {
  const { issuer, buyer } = document;
  const outsideScope = document.taxTotals.every(({ category }) => category === 'O');
  return [
    leaf('cbc:CustomizationID', 'urn:cen.eu:en16931:2017'),
    leaf('cbc:ID', document.number),
    leaf('cbc:IssueDate', document.issuedOn),
    ...(form.isCredit ? [] : [leaf('cbc:DueDate', document.dueOn)]),
    leaf(`cbc:${form.root}TypeCode`, form.isCredit ? '381' : '380'),
    leaf('cbc:Note', noteOf(document, language)),
    leaf('cbc:DocumentCurrencyCode', document.currency),
    branch('cac:InvoicePeriod', [
      leaf('cbc:StartDate', document.periodStart),
      leaf('cbc:EndDate', addDays(document.periodEnd, -1)),
    ]),
    ...document.preceding.map(({ number, issuedOn }) =>
      branch('cac:BillingReference', [
        branch('cac:InvoiceDocumentReference', [leaf('cbc:ID', number), leaf('cbc:IssueDate', issuedOn)]),
      ]),
    ),
    branch('cac:AccountingSupplierParty', [partyOf(issuer, outsideScope, contactOf(issuer))]),
    branch('cac:AccountingCustomerParty', [partyOf(buyer, outsideScope, [])]),
    ...paymentMeansOf(document, form),
    taxTotalOf(document, form, language),
    totalsOf(document, form),
  ];
};

const noteOf = (document: InvoiceDocument, language: DocumentLanguage): string => {
  const words = documentWords[language];
  return words.intro({
    title: document.type === 'invoice' ? words.invoice : words.creditNote,
    month: printMonth(document.period, language),
    issued: printDate(document.issuedOn, language),
    currency: document.currency,
  });
};

/** Where nothing is in the scope of tax, no tax number may stand (BR-O-02): it identifies the party all the same. */
const partyOf = (party: DocumentParty, outsideScope: boolean, contact: readonly Xml[]): Xml => {
  const vatId = prefixedVatId(party);
  const identified = outsideScope ? vatId : '';
  const taxed = outsideScope || vatId === '' ? [] : [leaf('cbc:CompanyID', vatId), vatScheme];
  return branch('cac:Party', [
    ...optionalBranch('cac:PartyIdentification', optionalLeaf('cbc:ID', identified)),
    branch('cac:PartyName', [leaf('cbc:Name', party.legalName)]),
    branch('cac:PostalAddress', [
      ...optionalLeaf('cbc:StreetName', party.streets[0] ?? ''),
      ...optionalLeaf('cbc:AdditionalStreetName', party.streets.slice(1).join(', ')),
      ...optionalLeaf('cbc:CityName', party.city),
      ...optionalLeaf('cbc:PostalZone', party.postalCode),
      ...optionalLeaf('cbc:CountrySubentity', party.region),
      branch('cac:Country', [leaf('cbc:IdentificationCode', party.countryIso)]),
    ]),
    ...optionalBranch('cac:PartyTaxScheme', taxed),
    branch('cac:PartyLegalEntity', [
      leaf('cbc:RegistrationName', party.legalName),
      ...optionalLeaf('cbc:CompanyID', party.registrationNumber),
    ]),
    ...contact,
  ]);
};

const contactOf = ({ phone, email }: DocumentIssuer): Xml[] =>
  optionalBranch('cac:Contact', [
    ...optionalLeaf('cbc:Telephone', phone),
    ...optionalLeaf('cbc:ElectronicMail', email),
  ]);

const vatScheme = branch('cac:TaxScheme', [leaf('cbc:ID', 'VAT')]);

/** BR-CO-09: a number carries its country before it; Greece says EL. */
const prefixedVatId = ({ vatId, countryIso }: DocumentParty): string => {
  const plain = vatId.toUpperCase().replaceAll(/[\s.-]/g, '');
  const prefix = countryIso === 'GR' ? 'EL' : countryIso;
  return plain === '' || plain.startsWith(prefix) ? plain : prefix + plain;
};

const paymentMeansOf = (document: InvoiceDocument, form: UblForm): Xml[] => {
  const { iban, bic, legalName } = document.issuer;
  if (iban === '' || form.isCredit) return [];
  // SEPA carries euros only.
  const code = document.currency === 'EUR' ? '58' : '30';
  return [
    branch('cac:PaymentMeans', [
      leaf('cbc:PaymentMeansCode', code),
      leaf('cbc:PaymentID', document.number),
      branch('cac:PayeeFinancialAccount', [
        leaf('cbc:ID', iban),
        leaf('cbc:Name', legalName),
        ...optionalBranch('cac:FinancialInstitutionBranch', optionalLeaf('cbc:ID', bic)),
      ]),
    ]),
  ];
};

const taxTotalOf = (document: InvoiceDocument, form: UblForm, language: DocumentLanguage): Xml =>
  branch('cac:TaxTotal', [
    form.amount('cbc:TaxAmount', document.tax),
    ...document.taxTotals.map(({ category, rateBasisPoints, net, tax }) =>
      branch('cac:TaxSubtotal', [
        form.amount('cbc:TaxableAmount', net),
        form.amount('cbc:TaxAmount', tax),
        branch('cac:TaxCategory', [
          leaf('cbc:ID', category),
          ...percentOf(category, rateBasisPoints),
          ...exemptionOf(category, language),
          vatScheme,
        ]),
      ]),
    ),
  ]);

/** The category of a line, which says no reason. */
export const lineTaxCategory = (category: TaxCategory, rateBasisPoints: BasisPoints): Xml =>
  branch('cac:ClassifiedTaxCategory', [
    leaf('cbc:ID', category),
    ...percentOf(category, rateBasisPoints),
    vatScheme,
  ]);

/** Outside the scope there is no rate at all, not even zero (BR-O-05). */
const percentOf = (category: TaxCategory, rateBasisPoints: BasisPoints): Xml[] =>
  category === 'O' ? [] : [leaf('cbc:Percent', decimalOf(BigInt(rateBasisPoints), 2))];

const exemptionOf = (category: TaxCategory, language: DocumentLanguage): Xml[] => {
  const { notes } = documentWords[language];
  if (category === 'E') return [leaf('cbc:TaxExemptionReason', notes.exempt)];
  if (category === 'AE')
    return [
      leaf('cbc:TaxExemptionReasonCode', 'VATEX-EU-AE'),
      leaf('cbc:TaxExemptionReason', notes.reverseCharge),
    ];
  if (category === 'O')
    return [
      leaf('cbc:TaxExemptionReasonCode', 'VATEX-EU-O'),
      leaf('cbc:TaxExemptionReason', notes.outsideScope),
    ];
  return [];
};

const totalsOf = (document: InvoiceDocument, form: UblForm): Xml =>
  branch('cac:LegalMonetaryTotal', [
    form.amount('cbc:LineExtensionAmount', document.net),
    form.amount('cbc:TaxExclusiveAmount', document.net),
    form.amount('cbc:TaxInclusiveAmount', document.total),
    ...(document.balanceUsed > 0n ? [form.amount('cbc:PrepaidAmount', document.balanceUsed)] : []),
    form.amount('cbc:PayableAmount', document.total - document.balanceUsed),
  ]);

/** '19', '7.25': without zeros that say nothing. */
export const decimalOf = (scaled: bigint, digits: number): string => {
  const text = scaled.toString().padStart(digits + 1, '0');
  const [whole, fraction] = [text.slice(0, -digits), text.slice(-digits).replace(/0+$/, '')];
  return fraction === '' ? whole : `${whole}.${fraction}`;
};

/** How amounts are written: a credit note's are positive, since its very type gives them back. */
export const formOf = ({ type, currency }: InvoiceDocument): UblForm => {
  const isCredit = type === 'credit_note';
  const turn = isCredit ? -1n : 1n;
  return {
    root: isCredit ? 'CreditNote' : 'Invoice',
    isCredit,
    turn,
    currency,
    amount: (name, minor) =>
      leaf(name, formatAmount(money(turn * minor, currency)), { currencyID: currency }),
  };
};
