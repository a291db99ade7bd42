import { amountInWords, type DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { money } from '@kontor/domain/money';
import { type DocumentWords, documentWords } from './document-words.ts';
import type { DocumentParty, InvoiceDocument, LogCheckpoint } from './invoice-document.ts';
import { columnWidths, type PageRow } from './page-lines.ts';
import { printAmount, printDate, printDecimal, printMoney, printMonth, printRate } from './print-values.ts';

type Pair = readonly [label: string, value: string];

/** What templates/invoice.typ lays out: texts only, in their final words and marks. */
export type InvoicePage = {
  readonly language: DocumentLanguage;
  /** Year, month and day of issue. */
  readonly date: readonly [number, number, number];
  readonly documentTitle: string;
  readonly title: string;
  readonly number: string;
  readonly issuer: { readonly name: string; readonly lines: readonly string[] };
  readonly buyer: { readonly label: string; readonly name: string; readonly lines: readonly string[] };
  readonly facts: readonly Pair[];
  readonly due: readonly Pair[];
  readonly intro: string;
  readonly head: readonly string[];
  /** Of the table's columns in millimetres; 0 takes what is left. */
  readonly widths: readonly number[];
  readonly rows: readonly PageRow[];
  readonly taxHead: readonly string[];
  readonly taxRows: readonly (readonly string[])[];
  readonly totals: readonly Pair[];
  readonly words: string;
  readonly paymentTitle: string;
  readonly payment: readonly Pair[];
  readonly notes: readonly string[];
  readonly running: string;
  readonly footer: string;
  readonly pageWord: string;
  /** The e-invoice that is put inside, where there is one. */
  readonly einvoice?: { readonly name: string; readonly description: string };
};

export type PageBody = {
  readonly rows: readonly PageRow[];
  /** The rows are sums of lines that stand elsewhere. */
  readonly isSummary: boolean;
  /** A line's price has tax inside. */
  readonly hasInclusive: boolean;
  readonly einvoiceName: string | undefined;
};

/** A document in the words of one language, ready to be laid out. */
export const invoicePage = (
  document: InvoiceDocument,
  body: PageBody,
  language: DocumentLanguage,
): InvoicePage => {
  const words = documentWords[language];
  const title = titleOf(document, words);
  const issued = printDate(document.issuedOn, language);
  const head = headOf(body, words);
  return {
    language,
    date: dateParts(document.issuedOn),
    documentTitle: `${title} ${document.number}`,
    title,
    number: document.number,
    issuer: { name: document.issuer.legalName, lines: issuerLines(document, language) },
    buyer: {
      label: words.billTo,
      name: document.buyer.legalName,
      lines: [...addressOf(document.buyer, language), ...idsOf(document.buyer, words)],
    },
    facts: factsOf(document, language),
    due: [dueOf(document, language)],
    intro: words.intro({
      title,
      month: printMonth(document.period, language),
      issued,
      currency: document.currency,
    }),
    head,
    widths: columnWidths(head, body.rows),
    rows: body.rows,
    taxHead: [words.head.rate, words.head.taxable, words.head.tax],
    taxRows: taxRowsOf(document, language),
    totals: totalsOf(document, language),
    words: inWords(document, language),
    paymentTitle: words.payment.title,
    payment: paymentOf(document, language),
    notes: notesOf(document, body, language),
    running: `${title} ${document.number}`,
    footer: [document.issuer.legalName, document.issuer.email].filter((part) => part !== '').join(' · '),
    pageWord: words.page,
    ...(body.einvoiceName !== undefined && {
      einvoice: { name: body.einvoiceName, description: words.einvoice },
    }),
  };
};

const headOf = ({ isSummary }: PageBody, { head }: DocumentWords): string[] => [
  head.position,
  head.item,
  isSummary ? head.lines : head.quantity,
  isSummary ? '' : head.unit,
  head.net,
  head.tax,
  head.total,
];

const titleOf = ({ type }: InvoiceDocument, words: DocumentWords): string =>
  type === 'invoice' ? words.invoice : words.creditNote;

const dateParts = (date: string): [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];

const addressOf = (party: DocumentParty, language: DocumentLanguage): string[] =>
  [
    ...party.streets,
    [party.postalCode, party.city].filter((part) => part !== '').join(' '),
    party.region,
    party.countryNames[language],
  ].filter((line) => line !== '');

const idsOf = (party: DocumentParty, words: DocumentWords): string[] => [
  ...(party.vatId === '' ? [] : [`${words.vatId} ${party.vatId}`]),
  ...(party.registrationNumber === '' ? [] : [`${words.registration} ${party.registrationNumber}`]),
];

const issuerLines = ({ issuer }: InvoiceDocument, language: DocumentLanguage): string[] =>
  [
    ...addressOf(issuer, language),
    ...idsOf(issuer, documentWords[language]),
    issuer.email,
    issuer.phone,
  ].filter((line) => line !== '');

const factsOf = (document: InvoiceDocument, language: DocumentLanguage): Pair[] => {
  const { facts } = documentWords[language];
  const { mpnId } = document.buyer;
  return [
    [facts.issued, printDate(document.issuedOn, language)],
    [facts.period, printMonth(document.period, language)],
    ...(document.type === 'invoice' ? [[facts.due, printDate(document.dueOn, language)] as const] : []),
    ...(mpnId === '' ? [] : [[facts.account, mpnId] as const]),
  ];
};

const dueOf = (document: InvoiceDocument, language: DocumentLanguage): Pair => {
  const { totals } = documentWords[language];
  return document.type === 'invoice'
    ? [totals.due, printMoney(document.amountDue, document.currency, language)]
    : [totals.credited, printMoney(-document.total, document.currency, language)];
};

const totalsOf = (document: InvoiceDocument, language: DocumentLanguage): Pair[] => {
  const { totals } = documentWords[language];
  const amount = (minor: bigint) => printAmount(minor, document.currency, language);
  return [
    [totals.net, amount(document.net)],
    [totals.tax, amount(document.tax)],
    [totals.total, amount(document.total)],
    ...(document.balanceUsed > 0n ? [[totals.balanceUsed, amount(-document.balanceUsed)] as const] : []),
  ];
};

const taxRowsOf = ({ taxTotals, currency }: InvoiceDocument, language: DocumentLanguage): string[][] =>
  taxTotals.map(({ category, rateBasisPoints, net, tax }) => [
    documentWords[language].categories[category](printRate(rateBasisPoints, language)),
    printAmount(net, currency, language),
    printAmount(tax, currency, language),
  ]);

/** Of the whole, since that is what was billed; a credit note's is what is given back. */
const inWords = ({ total, currency, type }: InvoiceDocument, language: DocumentLanguage): string =>
  documentWords[language].inWords(
    amountInWords(money(type === 'credit_note' ? -total : total, currency), language),
  );

const paymentOf = (document: InvoiceDocument, language: DocumentLanguage): Pair[] => {
  const { issuer, amountDue, number } = document;
  if (amountDue === 0n || issuer.iban === '') return [];
  const { payment } = documentWords[language];
  const pairs: Pair[] = [
    [payment.payee, issuer.legalName],
    ['IBAN', issuer.iban.replace(/(.{4})(?=.)/g, '$1 ')],
    ['BIC', issuer.bic],
    [payment.bank, issuer.bankName],
    [payment.reference, number],
    [payment.payBy, printDate(document.dueOn, language)],
  ];
  return pairs.filter(([, value]) => value !== '');
};

const notesOf = (document: InvoiceDocument, body: PageBody, language: DocumentLanguage): string[] => {
  const { notes } = documentWords[language];
  const categories = new Set(document.taxTotals.map(({ category }) => category));
  const preceding = document.preceding.map(({ number, issuedOn }) =>
    notes.precedingItem(number, printDate(issuedOn, language)),
  );
  const credited = printMoney(-document.total, document.currency, language);
  return [
    ...(body.isSummary ? [notes.summary(printDecimal(String(document.lineCount), language))] : []),
    ...(body.hasInclusive ? [notes.inclusive] : []),
    ...(categories.has('AE') ? [notes.reverseCharge] : []),
    ...(categories.has('E') ? [notes.exempt] : []),
    ...(categories.has('O') ? [notes.outsideScope] : []),
    ...(preceding.length > 0 ? [notes.preceding(preceding.join(', '))] : []),
    ...(document.type === 'credit_note' ? [notes.balance(credited)] : []),
    ...(document.logCheckpoint === null ? [] : [checkpointNote(document.logCheckpoint, language)]),
  ];
};

const checkpointNote = ({ origin, size, root }: LogCheckpoint, language: DocumentLanguage): string =>
  documentWords[language].notes.checkpoint(origin, printDecimal(String(size), language), root);
