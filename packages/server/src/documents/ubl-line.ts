import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { minorDigits } from '@kontor/domain/money';
import { addDays } from '@kontor/domain/time';
import { documentWords } from './document-words.ts';
import { creditSentences } from './explain-credit.ts';
import type { DocumentLine } from './invoice-document.ts';
import { decimalOf, lineTaxCategory } from './ubl-document.ts';
import type { UblForm } from './ubl-form.ts';
import { branch, leaf, optionalBranch, optionalLeaf, type Xml } from './xml-writer.ts';

/** One line: what goes against the document's direction has a negative quantity, never a negative price (BR-27). */
export const ublLine = (line: DocumentLine, form: UblForm, language: DocumentLanguage): Xml => {
  const quantity = form.turn * BigInt(line.sign) * BigInt(line.quantity);
  const name = form.isCredit ? 'Credited' : 'Invoiced';
  return branch(`cac:${form.root}Line`, [
    leaf('cbc:ID', String(line.position)),
    ...optionalLeaf('cbc:Note', noteOf(line, language)),
    leaf(`cbc:${name}Quantity`, String(quantity), { unitCode: 'C62' }),
    form.amount('cbc:LineExtensionAmount', BigInt(line.sign) * line.net),
    ...periodOf(line),
    branch('cac:OrderLineReference', [leaf('cbc:LineID', String(line.lineNumber))]),
    itemOf(line),
    branch('cac:Price', [
      leaf('cbc:PriceAmount', unitNet(line, minorDigits(form.currency)), { currencyID: form.currency }),
    ]),
  ]);
};

const noteOf = (line: DocumentLine, language: DocumentLanguage): string =>
  [
    documentWords[language].kinds[line.kind],
    ...(line.sign === -1 ? creditSentences(line, language) : []),
  ].join(': ');

const periodOf = ({ periodStart, periodEnd }: DocumentLine): Xml[] =>
  periodStart === null || periodEnd === null
    ? []
    : [
        branch('cac:InvoicePeriod', [
          leaf('cbc:StartDate', periodStart),
          leaf('cbc:EndDate', addDays(periodEnd, -1)),
        ]),
      ];

const itemOf = (line: DocumentLine): Xml =>
  branch('cac:Item', [
    ...optionalLeaf('cbc:Description', line.skuTitle),
    leaf('cbc:Name', line.productTitle.trim() || line.productId),
    branch('cac:SellersItemIdentification', [
      leaf('cbc:ID', `${line.productId}:${line.skuId}:${line.availabilityId}`),
    ]),
    lineTaxCategory(line.taxCategory, line.taxRateBasisPoints),
    ...propertyOf('CustomerName', line.customerName),
    ...propertyOf('CustomerId', line.customerId),
    ...propertyOf('OrderId', line.orderId),
    ...propertyOf('SubscriptionId', line.subscriptionId ?? ''),
  ]);

const propertyOf = (name: string, value: string): Xml[] =>
  optionalBranch(
    'cac:AdditionalItemProperty',
    value.trim() === '' ? [] : [leaf('cbc:Name', name), leaf('cbc:Value', value.trim())],
  );

/**
 * The price of one before tax, with as many decimals as it takes for price × quantity to round to the line's net:
 * where prices have tax inside, or a credit was limited, the net is no multiple of the quantity.
 */
export const unitNet = (
  { net, quantity }: Pick<DocumentLine, 'net' | 'quantity'>,
  digits: number,
): string => {
  const count = BigInt(quantity);
  for (let extra = 0; ; extra += 1) {
    const scale = 10n ** BigInt(extra);
    const price = (net * scale * 2n + count) / (count * 2n);
    if ((price * count * 2n + scale) / (scale * 2n) !== net) continue;
    return withDecimals(price, digits + extra, digits);
  }
};

/** At least the currency's own decimals, as prices are written. */
const withDecimals = (scaled: bigint, digits: number, least: number): string => {
  if (digits === 0) return scaled.toString();
  const [whole = '', fraction = ''] = decimalOf(scaled, digits).split('.');
  return least === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(least, '0')}`;
};
