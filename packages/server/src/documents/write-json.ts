import { type CurrencyCode, formatAmount, money } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import { creditSentences } from './explain-credit.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';

/** The document as JSON in the words of the Kontor API, a page of lines at a time; amounts are decimal text. */
export async function* writeJson(
  document: InvoiceDocument,
  lines: AsyncIterable<readonly DocumentLine[]>,
): AsyncGenerator<string> {
  const head = JSON.stringify(headOf(document));
  yield `${head.slice(0, -1)},"lines":[`;
  let separator = '\n';
  for await (const page of lines) {
    yield separator + page.map((line) => JSON.stringify(lineOf(line, document.currency))).join(',\n');
    separator = ',\n';
  }
  yield '\n]}\n';
}

const headOf = (document: InvoiceDocument) => {
  const { currency } = document;
  const amount = (minor: bigint) => formatAmount(money(minor, currency));
  return {
    id: document.number,
    type: document.type,
    period: document.period,
    periodStart: document.periodStart,
    periodEnd: document.periodEnd,
    invoiceDate: document.issuedOn,
    dueDate: document.dueOn,
    currency,
    issuer: document.issuer,
    buyer: document.buyer,
    net: amount(document.net),
    tax: amount(document.tax),
    total: amount(document.total),
    balanceUsed: amount(document.balanceUsed),
    amountDue: amount(document.amountDue),
    taxTotals: document.taxTotals.map((total) => ({
      ...total,
      net: amount(total.net),
      tax: amount(total.tax),
    })),
    einvoice: document.einvoice,
    precedingDocuments: document.preceding.map(({ number, issuedOn }) => ({
      id: number,
      invoiceDate: issuedOn,
    })),
    logCheckpoint: document.logCheckpoint,
    lineCount: document.lineCount,
  };
};

/** Signed, as on paper: what is given back is below zero. */
const lineOf = (line: DocumentLine, currency: CurrencyCode) => {
  const { pricing, formula, sign, unit, listUnit, net, tax, orderedAt, at, ...rest } = line;
  const amount = (minor: bigint) => formatAmount(money(minor, currency));
  const signed = (minor: bigint) => amount(BigInt(sign) * minor);
  return {
    ...rest,
    orderedAt: formatInstant(orderedAt),
    at: formatInstant(at),
    unitPrice: amount(unit),
    listUnitPrice: amount(listUnit),
    net: signed(net),
    tax: signed(tax),
    total: signed(net + tax),
    pricing:
      pricing === null
        ? null
        : {
            currency: pricing.currency,
            unitPrice: formatAmount(money(pricing.unit, pricing.currency)),
            rate: pricing.rate,
            rateAt: pricing.rateAt === null ? null : formatInstant(pricing.rateAt),
          },
    formula,
    explanation: sign === -1 ? creditSentences(line, 'en').join('; ') : '',
  };
};
