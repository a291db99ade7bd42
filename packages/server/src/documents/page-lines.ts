import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { CurrencyCode } from '@kontor/domain/money';
import { addDays } from '@kontor/domain/time';
import type { SummaryRow } from './document-store.ts';
import { documentWords } from './document-words.ts';
import { creditSentences } from './explain-credit.ts';
import { type DocumentLine, unitOfLine } from './invoice-document.ts';
import { printAmount, printDate, printDay, printDecimal, printMoney, printRate } from './print-values.ts';

/** A row of the printed table; a group names the customer of the rows under it. */
export type PageRow =
  | { readonly kind: 'group'; readonly text: string }
  | {
      readonly kind: 'line';
      readonly position: string;
      readonly title: string;
      readonly details: readonly string[];
      readonly quantity: string;
      readonly unit: string;
      readonly net: string;
      readonly tax: string;
      readonly taxNote: string;
      readonly total: string;
    };

type Printed = { readonly language: DocumentLanguage; readonly currency: CurrencyCode };

/** Every line in order; a new group wherever the customer changes. */
export const lineRows = (lines: readonly DocumentLine[], printed: Printed): PageRow[] =>
  lines.flatMap((line, index) => {
    const isNewGroup = line.customerId !== lines[index - 1]?.customerId;
    const group: PageRow = { kind: 'group', text: `${line.customerName} (${line.customerMarket})` };
    return isNewGroup ? [group, lineRow(line, printed)] : [lineRow(line, printed)];
  });

const lineRow = (line: DocumentLine, { language, currency }: Printed): PageRow => {
  const amount = (minor: bigint) => printAmount(BigInt(line.sign) * minor, currency, language);
  const unit = unitOfLine(line);
  const isTaxed = line.taxCategory === 'S' || line.taxCategory === 'Z';
  const rate = printRate(line.taxRateBasisPoints, language);
  return {
    kind: 'line',
    position: String(line.position),
    title:
      line.skuTitle === '' || line.skuTitle === line.productTitle
        ? line.productTitle
        : `${line.productTitle}, ${line.skuTitle}`,
    details: detailsOf(line, { language, currency }),
    quantity: printDecimal(String(line.quantity), language),
    unit: unit === undefined ? '' : printAmount(unit, currency, language),
    net: amount(line.net),
    tax: amount(line.tax),
    taxNote: isTaxed ? rate : documentWords[language].categories[line.taxCategory](rate),
    total: amount(line.net + line.tax),
  };
};

const detailsOf = (line: DocumentLine, printed: Printed): string[] => {
  const { language } = printed;
  const words = documentWords[language];
  const head = [
    words.kinds[line.kind],
    printDay(line.at, language),
    words.terms[line.termDuration],
    words.cycles[line.billingCycle],
  ];
  return [
    head.filter((part) => part !== '').join(', '),
    ...(line.friendlyName ? [line.friendlyName] : []),
    words.order(line.orderId, line.lineNumber),
    ...periodOf(line, language),
    ...(line.sign === -1 ? creditSentences(line, language) : priceFacts(line, printed)),
    ...(line.taxMode === 'inclusive' ? [words.taxInside] : []),
  ];
};

const periodOf = ({ periodStart, periodEnd }: DocumentLine, language: DocumentLanguage): string[] => {
  if (periodStart === null || periodEnd === null) return [];
  const [from, to] = [printDate(periodStart, language), printDate(addDays(periodEnd, -1), language)];
  return [documentWords[language].charged(from, to)];
};

/** Where a price came from: list price and discount, promotion, and the currency it was converted from. */
const priceFacts = (line: DocumentLine, { language, currency }: Printed): string[] => {
  const words = documentWords[language];
  const { pricing } = line;
  const money = (minor: bigint) => printMoney(minor, currency, language);
  const rateDay = pricing?.rateAt == null ? undefined : printDay(pricing.rateAt, language);
  return [
    ...(line.listUnit > line.unit ? [words.listPrice(money(line.listUnit), money(line.unit))] : []),
    ...(line.promotionId === null ? [] : [words.promotion(line.promotionId)]),
    ...(pricing === null
      ? []
      : [
          words.exchange(
            printMoney(pricing.unit, pricing.currency, language),
            printDecimal(pricing.rate, language),
            rateDay,
          ),
        ]),
  ];
};

/** One row a customer, or a market where there are too many customers, instead of more lines than anybody reads. */
export const summaryRows = (rows: readonly SummaryRow[], { language, currency }: Printed): PageRow[] =>
  rows.map((row, index) => ({
    kind: 'line',
    position: String(index + 1),
    title: row.name === '' ? row.market : `${row.name} (${row.market})`,
    details: [],
    quantity: printDecimal(String(row.lines), language),
    unit: '',
    net: printAmount(row.net_minor, currency, language),
    tax: printAmount(row.tax_minor, currency, language),
    taxNote: '',
    total: printAmount(row.net_minor + row.tax_minor, currency, language),
  }));
