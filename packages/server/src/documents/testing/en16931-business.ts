import {
  amountAt,
  breakdown,
  buyer,
  each,
  has,
  hasTwoDecimals,
  lineNet,
  lines,
  magnitude,
  type Rule,
  seller,
  subtotalRate,
  sumOf,
  totals,
  vatIds,
} from './en16931-rule.ts';
import { all, type Element, textAt, unit } from './read-xml.ts';

const rule = (id: string, says: string, holds: Rule['holds']): Rule => ({ id, says, holds });

const needs = (id: string, says: string, path: string): Rule =>
  rule(id, says, (document) => has(document, path));
const party = (id: string, says: string, of: (document: Element) => Element[], path: string): Rule =>
  rule(id, says, (document) => of(document).length > 0 && each(of(document), (found) => has(found, path)));
const present = (id: string, says: string, of: (document: Element) => Element[], path: string): Rule =>
  rule(
    id,
    says,
    (document) => of(document).length > 0 && each(of(document), (found) => all(found, path).length > 0),
  );
const total = (id: string, says: string, name: string): Rule =>
  rule(id, says, (document) => each(totals(document), (found) => has(found, name)));
const everyLine = (id: string, says: string, holds: (line: Element) => boolean): Rule =>
  rule(id, says, (document) => each(lines(document), holds));
const quantityOf = (line: Element): Element | undefined =>
  all(line, 'cbc:InvoicedQuantity')[0] ?? all(line, 'cbc:CreditedQuantity')[0];
const ordered = (period: Element): boolean => {
  const [start, end] = [textAt(period, 'cbc:StartDate'), textAt(period, 'cbc:EndDate')];
  return start === '' || end === '' || end >= start;
};
const means = (document: Element) => all(document, 'cac:PaymentMeans');

/** BR-01 to BR-65, as far as we write the terms they are about. */
export const businessRules: readonly Rule[] = [
  needs('BR-01', 'a specification identifier', 'cbc:CustomizationID'),
  needs('BR-02', 'an invoice number', 'cbc:ID'),
  needs('BR-03', 'an issue date', 'cbc:IssueDate'),
  rule(
    'BR-04',
    'a type code',
    (document) => has(document, 'cbc:InvoiceTypeCode') || has(document, 'cbc:CreditNoteTypeCode'),
  ),
  needs('BR-05', 'a currency', 'cbc:DocumentCurrencyCode'),
  party('BR-06', 'the seller’s name', seller, 'cac:PartyLegalEntity/cbc:RegistrationName'),
  party('BR-07', 'the buyer’s name', buyer, 'cac:PartyLegalEntity/cbc:RegistrationName'),
  present('BR-08', 'the seller’s address', seller, 'cac:PostalAddress'),
  party('BR-09', 'the seller’s country', seller, 'cac:PostalAddress/cac:Country/cbc:IdentificationCode'),
  present('BR-10', 'the buyer’s address', buyer, 'cac:PostalAddress'),
  party('BR-11', 'the buyer’s country', buyer, 'cac:PostalAddress/cac:Country/cbc:IdentificationCode'),
  total('BR-12', 'the sum of line nets', 'cbc:LineExtensionAmount'),
  total('BR-13', 'the total before tax', 'cbc:TaxExclusiveAmount'),
  total('BR-14', 'the total with tax', 'cbc:TaxInclusiveAmount'),
  total('BR-15', 'the amount due', 'cbc:PayableAmount'),
  rule('BR-16', 'at least one line', (document) => lines(document).length > 0),
  everyLine('BR-21', 'each line has an identifier', (line) => has(line, 'cbc:ID')),
  everyLine('BR-22', 'each line has a quantity', (line) => quantityOf(line) !== undefined),
  everyLine(
    'BR-23',
    'each quantity has a unit',
    (line) => (quantityOf(line)?.attributes.unitCode ?? '') !== '',
  ),
  everyLine('BR-24', 'each line has a net', (line) => has(line, lineNet)),
  everyLine('BR-25', 'each line has an item name', (line) => has(line, 'cac:Item/cbc:Name')),
  everyLine('BR-26', 'each line has a net price', (line) => has(line, 'cac:Price/cbc:PriceAmount')),
  everyLine('BR-27', 'no net price is negative', (line) => amountAt(line, 'cac:Price/cbc:PriceAmount') >= 0n),
  rule('BR-29', 'the period ends after it starts', (document) =>
    each(all(document, 'cac:InvoicePeriod'), ordered),
  ),
  everyLine('BR-30', 'a line’s period ends after it starts', (line) =>
    each(all(line, 'cac:InvoicePeriod'), ordered),
  ),
  rule('BR-45', 'each breakdown has a taxable amount', (document) =>
    each(breakdown(document), (found) => has(found, 'cbc:TaxableAmount')),
  ),
  rule('BR-46', 'each breakdown has a tax amount', (document) =>
    each(breakdown(document), (found) => has(found, 'cbc:TaxAmount')),
  ),
  rule('BR-47', 'each breakdown has a category', (document) =>
    each(breakdown(document), (found) => has(found, 'cac:TaxCategory/cbc:ID')),
  ),
  rule('BR-48', 'each breakdown has a rate, unless outside the scope', (document) =>
    each(
      breakdown(document),
      (found) => has(found, subtotalRate) || textAt(found, 'cac:TaxCategory/cbc:ID') === 'O',
    ),
  ),
  rule('BR-49', 'a payment instruction says its means', (document) =>
    each(means(document), (found) => has(found, 'cbc:PaymentMeansCode')),
  ),
  rule('BR-50', 'an account has an identifier', (document) =>
    each(
      means(document).flatMap((found) => all(found, 'cac:PayeeFinancialAccount')),
      (account) => has(account, 'cbc:ID'),
    ),
  ),
  everyLine('BR-54', 'each property has a name and a value', (line) =>
    each(
      all(line, 'cac:Item/cac:AdditionalItemProperty'),
      (property) => has(property, 'cbc:Name') && has(property, 'cbc:Value'),
    ),
  ),
  rule('BR-55', 'each preceding document is named', (document) =>
    each(all(document, 'cac:BillingReference'), (found) => has(found, 'cac:InvoiceDocumentReference/cbc:ID')),
  ),
  rule('BR-61', 'a credit transfer names the account', (document) =>
    each(
      means(document),
      (found) =>
        !['30', '58'].includes(textAt(found, 'cbc:PaymentMeansCode')) ||
        has(found, 'cac:PayeeFinancialAccount/cbc:ID'),
    ),
  ),
];

const equal = (
  id: string,
  says: string,
  left: (document: Element) => bigint,
  right: (document: Element) => bigint,
): Rule => rule(id, says, (document) => left(document) === right(document));
const totalAt =
  (name: string) =>
  (document: Element): bigint =>
    sumOf(totals(document), name);
const taxTotal = (document: Element): bigint => amountAt(document, 'cac:TaxTotal/cbc:TaxAmount');

/** Rounded half up to two decimals of the currency. */
const atTwoDecimals = (value: bigint): bigint => {
  const cent = unit / 100n;
  const rounded = ((magnitude(value) * 2n + cent) / (cent * 2n)) * cent;
  return value < 0n ? -rounded : rounded;
};

/** BR-CO-17 with the tolerance of the norm's own validation: less than one whole unit of the currency. */
const taxFits = (subtotal: Element): boolean => {
  const base = magnitude(amountAt(subtotal, 'cbc:TaxableAmount'));
  const tax = magnitude(amountAt(subtotal, 'cbc:TaxAmount'));
  const rate = amountAt(subtotal, subtotalRate);
  if (rate === 0n) return tax === 0n;
  const expected = atTwoDecimals((base * rate) / (100n * unit));
  return tax - unit < expected && tax + unit > expected;
};

/** BR-CO-03 to BR-CO-26. */
export const conditionRules: readonly Rule[] = [
  rule(
    'BR-CO-03',
    'not both a tax point date and its code',
    (document) =>
      !(has(document, 'cbc:TaxPointDate') && has(document, 'cac:InvoicePeriod/cbc:DescriptionCode')),
  ),
  everyLine('BR-CO-04', 'each line has a tax category', (line) =>
    has(line, 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID'),
  ),
  rule('BR-CO-09', 'a VAT number begins with its country', (document) =>
    vatIds([...seller(document), ...buyer(document)]).every(
      (text) => countries.has(text.slice(0, 2)) || text.startsWith('EL'),
    ),
  ),
  equal('BR-CO-10', 'sum of lines', totalAt('cbc:LineExtensionAmount'), (document) =>
    sumOf(lines(document), lineNet),
  ),
  equal(
    'BR-CO-13',
    'total before tax = lines − allowances + charges',
    totalAt('cbc:TaxExclusiveAmount'),
    (document) =>
      totalAt('cbc:LineExtensionAmount')(document) -
      totalAt('cbc:AllowanceTotalAmount')(document) +
      totalAt('cbc:ChargeTotalAmount')(document),
  ),
  equal('BR-CO-14', 'tax = sum of the breakdown', taxTotal, (document) =>
    sumOf(breakdown(document), 'cbc:TaxAmount'),
  ),
  equal(
    'BR-CO-15',
    'total with tax = total before + tax',
    totalAt('cbc:TaxInclusiveAmount'),
    (document) => totalAt('cbc:TaxExclusiveAmount')(document) + taxTotal(document),
  ),
  equal(
    'BR-CO-16',
    'amount due = total − prepaid + rounding',
    totalAt('cbc:PayableAmount'),
    (document) =>
      totalAt('cbc:TaxInclusiveAmount')(document) -
      totalAt('cbc:PrepaidAmount')(document) +
      totalAt('cbc:PayableRoundingAmount')(document),
  ),
  rule('BR-CO-17', 'tax of a category = base × rate', (document) => each(breakdown(document), taxFits)),
  rule('BR-CO-18', 'at least one breakdown', (document) => breakdown(document).length > 0),
  rule('BR-CO-19', 'a period has a start or an end', (document) =>
    each(
      all(document, 'cac:InvoicePeriod'),
      (period) =>
        has(period, 'cbc:StartDate') || has(period, 'cbc:EndDate') || has(period, 'cbc:DescriptionCode'),
    ),
  ),
  everyLine('BR-CO-20', 'a line’s period has a start or an end', (line) =>
    each(
      all(line, 'cac:InvoicePeriod'),
      (period) => has(period, 'cbc:StartDate') || has(period, 'cbc:EndDate'),
    ),
  ),
  rule(
    'BR-CO-25',
    'what is due has a due date or terms',
    (document) =>
      document.name === 'CreditNote' ||
      totalAt('cbc:PayableAmount')(document) <= 0n ||
      has(document, 'cbc:DueDate') ||
      has(document, 'cac:PaymentTerms/cbc:Note'),
  ),
  rule(
    'BR-CO-26',
    'the seller is identified',
    (document) =>
      vatIds(seller(document)).length > 0 ||
      seller(document).some(
        (found) =>
          has(found, 'cac:PartyIdentification/cbc:ID') || has(found, 'cac:PartyLegalEntity/cbc:CompanyID'),
      ),
  ),
];

const decimalsOf = (id: string, path: string): Rule =>
  rule(id, `at most two decimals in ${path}`, (document) => hasTwoDecimals(all(document, path)));

/** BR-DEC: amounts have at most two decimals; prices may have more. */
export const decimalRules: readonly Rule[] = [
  decimalsOf('BR-DEC-09', 'cac:LegalMonetaryTotal/cbc:LineExtensionAmount'),
  decimalsOf('BR-DEC-12', 'cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount'),
  decimalsOf('BR-DEC-13', 'cac:TaxTotal/cbc:TaxAmount'),
  decimalsOf('BR-DEC-14', 'cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount'),
  decimalsOf('BR-DEC-16', 'cac:LegalMonetaryTotal/cbc:PrepaidAmount'),
  decimalsOf('BR-DEC-18', 'cac:LegalMonetaryTotal/cbc:PayableAmount'),
  decimalsOf('BR-DEC-19', 'cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount'),
  decimalsOf('BR-DEC-20', 'cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount'),
  rule('BR-DEC-23', 'at most two decimals in a line’s net', (document) =>
    hasTwoDecimals(lines(document).flatMap((line) => all(line, lineNet))),
  ),
];

const codes = (text: string) => new Set(text.split(' '));
/** ISO 3166-1 alpha-2, with the two additions of the norm's code list. */
const countries = codes(
  '1A XI AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW',
);
/** ISO 4217, as the runtime knows it. */
const currencies = new Set(Intl.supportedValuesOf('currency'));
/** Those of UNCL 5305 that the norm allows. */
const categories = codes('AE L M E S Z G O K B');
const every = (id: string, says: string, path: string, known: (text: string) => boolean): Rule =>
  rule(id, says, (document) => each(all(document, path), ({ text }) => known(text.trim())));

/** BR-CL: codes come from their lists. */
export const codeRules: readonly Rule[] = [
  rule(
    'BR-CL-01',
    'type codes are of UNCL 1001',
    (document) =>
      ['380', ''].includes(textAt(document, 'cbc:InvoiceTypeCode')) &&
      ['381', ''].includes(textAt(document, 'cbc:CreditNoteTypeCode')),
  ),
  rule('BR-CL-03', 'each amount names a currency of ISO 4217', (document) =>
    each(
      all(document, '**').filter(({ attributes }) => 'currencyID' in attributes),
      ({ attributes }) => currencies.has(attributes.currencyID!),
    ),
  ),
  every('BR-CL-04', 'the currency is of ISO 4217', 'cbc:DocumentCurrencyCode', (text) =>
    currencies.has(text),
  ),
  every('BR-CL-14', 'countries are of ISO 3166-1', '**/cac:Country/cbc:IdentificationCode', (text) =>
    countries.has(text),
  ),
  every('BR-CL-16', 'payment means are of UNCL 4461', 'cac:PaymentMeans/cbc:PaymentMeansCode', (text) =>
    ['30', '58', '1'].includes(text),
  ),
  every('BR-CL-17', 'categories are of UNCL 5305', '**/cac:TaxCategory/cbc:ID', (text) =>
    categories.has(text),
  ),
  every('BR-CL-18', 'categories of lines are of UNCL 5305', '**/cac:ClassifiedTaxCategory/cbc:ID', (text) =>
    categories.has(text),
  ),
  every('BR-CL-22', 'exemption codes are of the VATEX list', '**/cbc:TaxExemptionReasonCode', (text) =>
    /^VATEX-EU-(AE|O|IC|G|79-C|132|143|148|151|309|D|F|I|J)/.test(text),
  ),
  rule('BR-CL-23', 'units are of UNECE Rec 20', (document) =>
    each(lines(document), (line) => (quantityOf(line)?.attributes.unitCode ?? 'C62') === 'C62'),
  ),
];
