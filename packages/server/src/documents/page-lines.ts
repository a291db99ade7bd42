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
    taxNote: isTaxed(line) ? rate : '',
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
    ...(isTaxed(line) ? [] : [words.categories[line.taxCategory]('')]),
    ...(line.taxMode === 'inclusive' ? [words.taxInside] : []),
  ];
};

const isTaxed = ({ taxCategory }: DocumentLine): boolean => taxCategory === 'S' || taxCategory === 'Z';

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

const padding = 3.4;
const narrowest = 8;
/** What the item is left at the least of a page's 174 millimetres. */
const widestOfAll = 120;

/** As wide as the longest text of each column; the item takes what is left. */
export const columnWidths = (head: readonly string[], rows: readonly PageRow[]): number[] => {
  const cells = rows.flatMap((row) => (row.kind === 'line' ? [cellsOf(row)] : []));
  const widths = head.map((label, column) => {
    if (column === 1) return 0;
    const widest = cells.reduce(
      (most, row) => Math.max(most, widthOf(row[column] ?? '')),
      label.length * 1.5,
    );
    return Math.max(narrowest, tenths(widest + padding));
  });
  const whole = widths.reduce((sum, width) => sum + width, 0);
  return whole <= widestOfAll ? widths : widths.map((width) => tenths((width * widestOfAll) / whole));
};

const tenths = (millimetres: number): number => Math.floor(millimetres * 10) / 10;

/** Of an amount in the table's size: figures are all as wide as each other, marks half of it. */
const widthOf = (amount: string): number => {
  const marks = amount.replaceAll(/[^.,]/g, '').length;
  return (amount.length - marks) * 1.88 + marks * 0.9;
};

// A note under the tax is small, and may be wrapped.
const cellsOf = (row: Extract<PageRow, { kind: 'line' }>): string[] => [
  row.position,
  '',
  row.quantity,
  row.unit,
  row.net,
  row.tax,
  row.total,
];
