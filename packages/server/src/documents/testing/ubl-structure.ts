import type { Element } from './read-xml.ts';

const inOrder = (text: string) => text.trim().split(/\s+/);

const document = (type: string) =>
  inOrder(`cbc:CustomizationID cbc:ProfileID cbc:ID cbc:IssueDate ${type === 'Invoice' ? 'cbc:DueDate' : ''} cbc:${type}TypeCode
    cbc:Note cbc:DocumentCurrencyCode cac:InvoicePeriod cac:OrderReference cac:BillingReference
    cac:AccountingSupplierParty cac:AccountingCustomerParty cac:PaymentMeans cac:PaymentTerms cac:TaxTotal
    cac:LegalMonetaryTotal cac:${type}Line`);
const line = (quantity: string) =>
  inOrder(
    `cbc:ID cbc:Note ${quantity} cbc:LineExtensionAmount cac:InvoicePeriod cac:OrderLineReference cac:Item cac:Price`,
  );

/** The children that UBL 2.1 allows an element, in its order, as far as we write them. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  Invoice: document('Invoice'),
  CreditNote: document('CreditNote'),
  'cac:InvoiceLine': line('cbc:InvoicedQuantity'),
  'cac:CreditNoteLine': line('cbc:CreditedQuantity'),
  'cac:InvoicePeriod': inOrder('cbc:StartDate cbc:EndDate'),
  'cac:BillingReference': ['cac:InvoiceDocumentReference'],
  'cac:InvoiceDocumentReference': inOrder('cbc:ID cbc:IssueDate'),
  'cac:AccountingSupplierParty': ['cac:Party'],
  'cac:AccountingCustomerParty': ['cac:Party'],
  'cac:Party': inOrder(
    'cac:PartyIdentification cac:PartyName cac:PostalAddress cac:PartyTaxScheme cac:PartyLegalEntity cac:Contact',
  ),
  'cac:PartyIdentification': ['cbc:ID'],
  'cac:PartyName': ['cbc:Name'],
  'cac:PostalAddress': inOrder(
    'cbc:StreetName cbc:AdditionalStreetName cbc:CityName cbc:PostalZone cbc:CountrySubentity cac:Country',
  ),
  'cac:Country': ['cbc:IdentificationCode'],
  'cac:PartyTaxScheme': inOrder('cbc:CompanyID cac:TaxScheme'),
  'cac:TaxScheme': ['cbc:ID'],
  'cac:PartyLegalEntity': inOrder('cbc:RegistrationName cbc:CompanyID'),
  'cac:Contact': inOrder('cbc:Telephone cbc:ElectronicMail'),
  'cac:PaymentMeans': inOrder('cbc:PaymentMeansCode cbc:PaymentID cac:PayeeFinancialAccount'),
  'cac:PayeeFinancialAccount': inOrder('cbc:ID cbc:Name cac:FinancialInstitutionBranch'),
  'cac:FinancialInstitutionBranch': ['cbc:ID'],
  'cac:TaxTotal': inOrder('cbc:TaxAmount cac:TaxSubtotal'),
  'cac:TaxSubtotal': inOrder('cbc:TaxableAmount cbc:TaxAmount cac:TaxCategory'),
  'cac:TaxCategory': inOrder(
    'cbc:ID cbc:Percent cbc:TaxExemptionReasonCode cbc:TaxExemptionReason cac:TaxScheme',
  ),
  'cac:ClassifiedTaxCategory': inOrder('cbc:ID cbc:Percent cac:TaxScheme'),
  'cac:LegalMonetaryTotal': inOrder(
    'cbc:LineExtensionAmount cbc:TaxExclusiveAmount cbc:TaxInclusiveAmount cbc:PrepaidAmount cbc:PayableAmount',
  ),
  'cac:OrderLineReference': ['cbc:LineID'],
  'cac:Item': inOrder(
    'cbc:Description cbc:Name cac:SellersItemIdentification cac:ClassifiedTaxCategory cac:AdditionalItemProperty',
  ),
  'cac:SellersItemIdentification': ['cbc:ID'],
  'cac:AdditionalItemProperty': inOrder('cbc:Name cbc:Value'),
  'cac:Price': ['cbc:PriceAmount'],
};
const repeatable = new Set(
  inOrder(
    'cac:InvoiceLine cac:CreditNoteLine cac:BillingReference cac:TaxSubtotal cac:AdditionalItemProperty',
  ),
);

/** What stands where the schema of UBL 2.1 does not want it: unknown, empty, repeated or out of order. */
export const structureFaults = (element: Element): string[] => {
  const order = allowed[element.name];
  if (order === undefined)
    return element.children.length > 0 || element.name.startsWith('cac:')
      ? [`${element.name} is not known here`]
      : element.text.trim() === ''
        ? [`${element.name} is empty`]
        : [];
  const places = element.children.map(({ name }) => order.indexOf(name));
  const faults = element.children.flatMap(({ name }, index) => {
    const [place = -1, before = -1] = [places[index], places[index - 1]];
    if (place === -1) return [`${name} does not belong into ${element.name}`];
    if (place < before) return [`${name} stands too late in ${element.name}`];
    return place === before && !repeatable.has(name) ? [`${name} stands twice in ${element.name}`] : [];
  });
  const empty = element.children.length === 0 ? [`${element.name} is empty`] : [];
  return [...empty, ...faults, ...element.children.flatMap(structureFaults)];
};
