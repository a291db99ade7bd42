import { describe, expect, test } from 'vitest';
import { einvoiceAvailability } from './einvoice-availability.ts';
import { brokenRules, rules } from './testing/en16931-rules.ts';
import { exampleCases } from './testing/example-cases.ts';
import { type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { all, readXml, textAt } from './testing/read-xml.ts';
import { structureFaults } from './testing/ubl-structure.ts';
import { unitNet } from './ubl-line.ts';
import { writeUbl } from './write-ubl.ts';

async function* pagesOf<T>(page: T) {
  yield page;
}

const write = async (seed: ExampleSeed, language: 'en' | 'tr' = 'en'): Promise<string> => {
  const { document, lines } = exampleDocument(seed);
  let text = '';
  for await (const piece of writeUbl(document, pagesOf(lines), language)) text += piece;
  return text;
};

describe.each(Object.entries(exampleCases))('the e-invoice of a document: %s', (_, seed) => {
  test.each(['en', 'tr'] as const)('breaks no rule of EN 16931, in %s', async (language) => {
    const root = readXml(await write(seed, language));
    expect(brokenRules(root)).toEqual([]);
    expect(structureFaults(root)).toEqual([]);
  });

  test('is the same bytes each time', async () => {
    expect(await write(seed)).toBe(await write(seed));
  });
});

const without = (name: string) => (xml: string) =>
  xml.replaceAll(new RegExp(`<${name}( [^>]*)?>(?:(?!<${name}[ >])[\\s\\S])*?</${name}>`, 'g'), '');
const swap = (from: string | RegExp, to: string) => (xml: string) => xml.replace(from, to);
const insideOf = (parent: string, name: string) => (xml: string) =>
  xml.replace(new RegExp(`<${parent}>[\\s\\S]*?</${parent}>`), without(name));
const amount = (name: string, text: string) => (xml: string) =>
  xml.replace(new RegExp(`(<cbc:${name} currencyID="\\w+">)[^<]*`), (_, tag: string) => tag + text);
const taxes = (text: string) => (xml: string) =>
  xml.replaceAll(/(<cbc:TaxAmount currencyID="\w+">)[^<]*/g, (_, tag: string) => tag + text);
const inLine = (change: (line: string) => string) => (xml: string) =>
  xml.replace(/<cac:InvoiceLine>[\s\S]*?<\/cac:InvoiceLine>/, change);
const reason = '<cbc:TaxExemptionReason>No reason</cbc:TaxExemptionReason><cac:TaxScheme>';
const addReason = (xml: string) => xml.replace(/(<cac:TaxCategory>.*?)<cac:TaxScheme>/, `$1${reason}`);
const seller = 'cac:AccountingSupplierParty';
const buyer = 'cac:AccountingCustomerParty';
const percent = (text: string) => inLine(swap(/<cbc:Percent>[^<]*/, `<cbc:Percent>${text}`));

/** How each rule is broken, in which example. */
const breaks: readonly [id: string, name: keyof typeof exampleCases, (xml: string) => string][] = [
  ['BR-01', 'standard', without('cbc:CustomizationID')],
  ['BR-02', 'standard', swap(/<cbc:ID>G000000042<\/cbc:ID>\n/, '')],
  ['BR-03', 'standard', without('cbc:IssueDate')],
  ['BR-04', 'standard', without('cbc:InvoiceTypeCode')],
  ['BR-05', 'standard', without('cbc:DocumentCurrencyCode')],
  ['BR-06', 'standard', insideOf(seller, 'cbc:RegistrationName')],
  ['BR-07', 'standard', insideOf(buyer, 'cbc:RegistrationName')],
  ['BR-08', 'standard', insideOf(seller, 'cac:PostalAddress')],
  ['BR-09', 'standard', insideOf(seller, 'cac:Country')],
  ['BR-10', 'standard', insideOf(buyer, 'cac:PostalAddress')],
  ['BR-11', 'standard', insideOf(buyer, 'cac:Country')],
  ['BR-12', 'standard', insideOf('cac:LegalMonetaryTotal', 'cbc:LineExtensionAmount')],
  ['BR-13', 'standard', without('cbc:TaxExclusiveAmount')],
  ['BR-14', 'standard', without('cbc:TaxInclusiveAmount')],
  ['BR-15', 'standard', without('cbc:PayableAmount')],
  ['BR-16', 'standard', without('cac:InvoiceLine')],
  ['BR-21', 'standard', inLine(swap(/<cbc:ID>1<\/cbc:ID>/, ''))],
  ['BR-22', 'standard', without('cbc:InvoicedQuantity')],
  ['BR-23', 'standard', swap(' unitCode="C62"', '')],
  ['BR-24', 'standard', inLine(without('cbc:LineExtensionAmount'))],
  ['BR-25', 'standard', insideOf('cac:Item', 'cbc:Name')],
  ['BR-26', 'standard', without('cbc:PriceAmount')],
  ['BR-27', 'standard', amount('PriceAmount', '-10.08')],
  ['BR-29', 'standard', swap('<cbc:EndDate>2026-11-30', '<cbc:EndDate>2026-10-31')],
  ['BR-30', 'standard', swap('<cbc:EndDate>2027-11-21', '<cbc:EndDate>2026-11-21')],
  ['BR-45', 'standard', without('cbc:TaxableAmount')],
  ['BR-46', 'standard', insideOf('cac:TaxSubtotal', 'cbc:TaxAmount')],
  ['BR-47', 'standard', insideOf('cac:TaxCategory', 'cbc:ID')],
  ['BR-48', 'standard', insideOf('cac:TaxCategory', 'cbc:Percent')],
  ['BR-49', 'standard', without('cbc:PaymentMeansCode')],
  ['BR-50', 'standard', insideOf('cac:PayeeFinancialAccount', 'cbc:ID')],
  ['BR-54', 'standard', without('cbc:Value')],
  ['BR-55', 'mixed', insideOf('cac:BillingReference', 'cbc:ID')],
  ['BR-61', 'standard', without('cac:PayeeFinancialAccount')],
  [
    'BR-CO-03',
    'standard',
    (xml) =>
      xml
        .replace('<cbc:DocumentCurrencyCode>', '<cbc:TaxPointDate>2026-12-01</cbc:TaxPointDate>$&')
        .replace('<cbc:StartDate>', '<cbc:DescriptionCode>35</cbc:DescriptionCode>$&'),
  ],
  ['BR-CO-04', 'standard', without('cac:ClassifiedTaxCategory')],
  ['BR-CO-09', 'standard', swap('DE123456789', '123456789')],
  ['BR-CO-10', 'standard', amount('LineExtensionAmount', '1.00')],
  ['BR-CO-13', 'standard', amount('TaxExclusiveAmount', '1.00')],
  ['BR-CO-14', 'standard', amount('TaxAmount', '19.16')],
  ['BR-CO-15', 'standard', amount('TaxInclusiveAmount', '119.94')],
  ['BR-CO-16', 'mixed', amount('PrepaidAmount', '1.00')],
  ['BR-CO-17', 'standard', taxes('20.16')],
  ['BR-CO-18', 'standard', without('cac:TaxSubtotal')],
  [
    'BR-CO-19',
    'standard',
    swap(/<cac:InvoicePeriod>.*?<\/cac:InvoicePeriod>/, '<cac:InvoicePeriod></cac:InvoicePeriod>'),
  ],
  [
    'BR-CO-20',
    'standard',
    inLine(swap(/<cac:InvoicePeriod>.*?<\/cac:InvoicePeriod>/, '<cac:InvoicePeriod></cac:InvoicePeriod>')),
  ],
  ['BR-CO-25', 'standard', without('cbc:DueDate')],
  ['BR-CO-26', 'standard', insideOf(seller, 'cbc:CompanyID')],
  [
    'BR-DEC-09',
    'standard',
    swap(/(?<tag>LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">)100.80/, '$<tag>100.800'),
  ],
  ['BR-DEC-12', 'standard', amount('TaxExclusiveAmount', '100.800')],
  ['BR-DEC-13', 'standard', amount('TaxAmount', '19.150')],
  ['BR-DEC-14', 'standard', amount('TaxInclusiveAmount', '119.950')],
  ['BR-DEC-16', 'mixed', amount('PrepaidAmount', '2.300')],
  ['BR-DEC-18', 'standard', amount('PayableAmount', '119.950')],
  ['BR-DEC-19', 'standard', amount('TaxableAmount', '100.800')],
  ['BR-DEC-20', 'standard', taxes('19.150')],
  ['BR-DEC-23', 'standard', inLine(amount('LineExtensionAmount', '100.800'))],
  ['BR-CL-01', 'standard', swap('>380<', '>999<')],
  ['BR-CL-03', 'standard', swap('currencyID="EUR"', 'currencyID="EUX"')],
  ['BR-CL-04', 'standard', swap('<cbc:DocumentCurrencyCode>EUR', '<cbc:DocumentCurrencyCode>euro')],
  ['BR-CL-14', 'standard', swap('<cbc:IdentificationCode>DE', '<cbc:IdentificationCode>XJ')],
  ['BR-CL-16', 'standard', swap('<cbc:PaymentMeansCode>58', '<cbc:PaymentMeansCode>999')],
  ['BR-CL-17', 'standard', swap(/(<cac:TaxCategory><cbc:ID>)S/, '$1X')],
  ['BR-CL-18', 'standard', swap(/(<cac:ClassifiedTaxCategory><cbc:ID>)S/, '$1X')],
  ['BR-CL-22', 'reverse', swap('VATEX-EU-AE', 'VATEX-XX')],
  ['BR-CL-23', 'standard', swap('unitCode="C62"', 'unitCode="piece"')],
  ['BR-S-01', 'standard', swap(/(<cac:TaxCategory><cbc:ID>)S/, '$1Z')],
  ['BR-S-02', 'standard', insideOf(seller, 'cac:PartyTaxScheme')],
  ['BR-S-05', 'standard', percent('0')],
  ['BR-S-08', 'standard', amount('TaxableAmount', '99.00')],
  ['BR-S-10', 'standard', addReason],
  ['BR-Z-01', 'zero', swap(/(<cac:TaxCategory><cbc:ID>)Z/, '$1S')],
  ['BR-Z-02', 'zero', insideOf(seller, 'cac:PartyTaxScheme')],
  ['BR-Z-05', 'zero', percent('1')],
  ['BR-Z-08', 'zero', amount('TaxableAmount', '1.00')],
  ['BR-Z-09', 'zero', taxes('1.00')],
  ['BR-Z-10', 'zero', addReason],
  ['BR-E-01', 'exempt', swap(/(<cac:TaxCategory><cbc:ID>)E/, '$1Z')],
  ['BR-E-02', 'exempt', insideOf(seller, 'cac:PartyTaxScheme')],
  ['BR-E-05', 'exempt', percent('1')],
  ['BR-E-08', 'exempt', amount('TaxableAmount', '1.00')],
  ['BR-E-09', 'exempt', taxes('1.00')],
  ['BR-E-10', 'exempt', without('cbc:TaxExemptionReason')],
  ['BR-AE-01', 'reverse', swap(/(<cac:TaxCategory><cbc:ID>)AE/, '$1Z')],
  ['BR-AE-02', 'reverse', insideOf(buyer, 'cac:PartyTaxScheme')],
  ['BR-AE-05', 'reverse', percent('1')],
  ['BR-AE-08', 'reverse', amount('TaxableAmount', '1.00')],
  ['BR-AE-09', 'reverse', taxes('1.00')],
  [
    'BR-AE-10',
    'reverse',
    (xml) => without('cbc:TaxExemptionReasonCode')(without('cbc:TaxExemptionReason')(xml)),
  ],
  ['BR-O-01', 'outside', swap(/(<cac:TaxCategory><cbc:ID>)O/, '$1Z')],
  [
    'BR-O-02',
    'outside',
    swap(
      '<cac:PartyLegalEntity>',
      '<cac:PartyTaxScheme><cbc:CompanyID>DE1</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>$&',
    ),
  ],
  ['BR-O-05', 'outside', inLine(swap('<cac:TaxScheme>', '<cbc:Percent>0</cbc:Percent>$&'))],
  ['BR-O-08', 'outside', amount('TaxableAmount', '1.00')],
  ['BR-O-09', 'outside', taxes('1.00')],
  [
    'BR-O-10',
    'outside',
    (xml) => without('cbc:TaxExemptionReasonCode')(without('cbc:TaxExemptionReason')(xml)),
  ],
  ['BR-O-11', 'outside', swap(/<cac:TaxSubtotal>.*?<\/cac:TaxSubtotal>/, '$&$&')],
  ['BR-O-12', 'outside', inLine(swap(/(<cac:ClassifiedTaxCategory><cbc:ID>)O/, '$1Z'))],
];

describe('the rules the e-invoices are held against', () => {
  test.each(breaks)('%s is seen when it is broken', async (id, name, change) => {
    const xml = await write(exampleCases[name]);
    const changed = change(xml);
    expect(changed).not.toBe(xml);
    expect(brokenRules(readXml(changed))).toContain(id);
  });

  test('are each seen broken once, and are more than ninety', () => {
    expect(breaks.map(([id]) => id)).toEqual(rules.map(({ id }) => id));
    expect(rules.length).toBeGreaterThan(90);
  });
});

describe('an e-invoice', () => {
  test('gives a credit inside an invoice a negative quantity and a positive price', async () => {
    const root = readXml(await write(exampleCases.mixed));
    const credit = all(root, 'cac:InvoiceLine').at(-1)!;
    expect(textAt(credit, 'cbc:InvoicedQuantity')).toBe('-10');
    expect(textAt(credit, 'cbc:LineExtensionAmount')).toBe('-94.20');
    expect(textAt(credit, 'cac:Price/cbc:PriceAmount')).toBe('9.42');
    expect(textAt(credit, 'cbc:Note')).toBe('Credit for a cancellation: 29 of 31 days of 10.08 = 9.42 × 10');
    expect(textAt(root, 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID')).toBe('G000000031');
  });

  test('of a credit note is positive, of type 381, and nothing is to be paid into an account', async () => {
    const root = readXml(await write(exampleCases.creditNote));
    expect(root.name).toBe('CreditNote');
    expect(textAt(root, 'cbc:CreditNoteTypeCode')).toBe('381');
    expect(all(root, 'cac:CreditNoteLine').map((line) => textAt(line, 'cbc:CreditedQuantity'))).toEqual([
      '10',
      '-1',
    ]);
    expect(textAt(root, 'cac:LegalMonetaryTotal/cbc:PayableAmount')).toBe('110.91');
    expect(all(root, 'cac:PaymentMeans')).toEqual([]);
  });

  test('takes the balance that was used off what is due', async () => {
    const root = readXml(await write({ balance: '19.95', lines: [{ price: '10.08', quantity: 10 }] }));
    const total = all(root, 'cac:LegalMonetaryTotal')[0]!;
    expect(total.children.map(({ text }) => text)).toEqual(['100.80', '100.80', '119.95', '19.95', '100.00']);
  });

  test('states prices with tax inside as net prices that multiply to the net of the line', async () => {
    const root = readXml(await write(exampleCases.inclusive));
    const [charge, credit] = all(root, 'cac:InvoiceLine');
    expect(textAt(charge!, 'cbc:LineExtensionAmount')).toBe('699.68');
    expect(textAt(charge!, 'cac:Price/cbc:PriceAmount')).toBe('99.954');
    expect(textAt(credit!, 'cbc:LineExtensionAmount')).toBe('-669.01');
  });

  test('carries hostile names as data', async () => {
    const name = '#set page() ]]> <x a="&"> \u202eevil\u0000\ud800 😀';
    const root = readXml(
      await write({ lines: [{ price: '1.00', productTitle: name }], buyer: { legalName: name } }),
    );
    expect(brokenRules(root)).toEqual([]);
    const item = textAt(root, 'cac:InvoiceLine/cac:Item/cbc:Name');
    expect(item).toBe('#set page() ]]> <x a="&"> \u202eevil\ufffd 😀');
  });

  test('has no tax number beside what is outside the scope, which then identifies the parties', async () => {
    const root = readXml(await write(exampleCases.outside));
    expect(all(root, '**/cac:PartyTaxScheme')).toEqual([]);
    expect(textAt(root, 'cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID')).toBe(
      'DE123456789',
    );
  });

  test.each([
    ['TR', '1234567890', 'TR1234567890'],
    ['DE', 'DE 123 456 789', 'DE123456789'],
    ['GR', '123456789', 'EL123456789'],
    ['GR', 'EL123456789', 'EL123456789'],
  ])('writes a tax number of %s, %s, as %s', async (countryIso, vatId, written) => {
    const root = readXml(await write({ lines: [{ price: '1.00' }], buyer: { countryIso, vatId } }));
    expect(textAt(root, 'cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID')).toBe(
      written,
    );
  });

  test('says euros go by SEPA and others by credit transfer, and no means where there is no account', async () => {
    const code = (xml: string) => textAt(readXml(xml), 'cac:PaymentMeans/cbc:PaymentMeansCode');
    expect(code(await write(exampleCases.standard))).toBe('58');
    expect(code(await write(exampleCases.yen))).toBe('30');
    expect(code(await write({ ...exampleCases.standard, issuer: { iban: '' } }))).toBe('');
  });
});

describe('the net price of one', () => {
  test.each([
    [10_080n, 10, 2, '10.08'],
    [69_968n, 7, 2, '99.954'],
    [3_333n, 7, 2, '4.761'],
    [786_065n, 7, 0, '112295'],
    [100n, 3, 0, '33.3'],
    [1n, 3, 2, '0.003'],
    [0n, 5, 2, '0.00'],
    [1n, 999_999_999, 2, '0.00000000001'],
  ])('%s minor units by %s, %s decimals: %s', (net, quantity, digits, text) => {
    expect(unitNet({ net, quantity }, digits)).toBe(text);
  });
});

describe('there is no e-invoice', () => {
  const reasonOf = (seed: ExampleSeed) => {
    const available = einvoiceAvailability(exampleDocument(seed).document);
    return available.accepted ? 'available' : available.refusal.reason;
  };

  test.each([
    ['currency', { currency: 'KWD', lines: [{ price: '98.765', rate: 500 }] }],
    ['tolerance', { lines: [{ price: '1.00' }], document: { einvoice: 'tolerance' } }],
    ['issuer_incomplete', { lines: [{ price: '1.00' }], issuer: { vatId: '' } }],
    ['issuer_incomplete', { lines: [{ price: '1.00' }], issuer: { legalName: '' } }],
    ['buyer_vat_id_missing', { lines: [{ price: '1.00', rate: 0, category: 'AE' }], buyer: { vatId: '' } }],
    ['outside_scope_mixed', { lines: [{ price: '1.00', rate: 0, category: 'O' }, { price: '1.00' }] }],
    ['available', { lines: [{ price: '1.00' }], buyer: { vatId: '' } }],
  ] as [string, ExampleSeed][])('%s', (reason, seed) => {
    expect(reasonOf(seed)).toBe(reason);
  });
});
