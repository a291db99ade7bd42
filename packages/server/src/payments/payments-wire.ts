import { formatAmount, money, subtract } from '@kontor/domain/money';
import { formatInstant, type LocalDate } from '@kontor/domain/time';
import { amountText } from '../orders/amount-text.ts';
import { currencySymbol } from '../orders/currency-symbol.ts';
import { link } from '../wire/seek-page.ts';
import type { AccountSummaries, AccountSummary } from './read-summaries.ts';

// "Never" has no zone on the wire (recorded sessions).
const never = '0001-01-01T00:00:00';
const dateOf = (date: LocalDate | null | undefined): string => (date ? `${date}T00:00:00Z` : never);

const attributes = { objectType: 'InvoiceSummary' };

/** What is owed on documents; amounts are numbers here, made from text so that they are exact. */
const facts = ({ balance, dates }: AccountSummary, accountingDate: string) => ({
  balanceAmount: Number(formatAmount(subtract(balance.open, balance.creditBalance))),
  currencyCode: balance.currency,
  currencySymbol: currencySymbol(balance.currency),
  accountingDate,
  firstInvoiceCreationDate: dateOf(dates?.first_invoice),
  lastPaymentDate: dates?.last_payment_at == null ? never : formatInstant(dates.last_payment_at),
  lastPaymentAmount: Number(amountText(dates?.last_payment_minor ?? 0n, balance.currency)),
  latestInvoiceDate: dateOf(dates?.latest_invoice),
});

const resource = (summary: AccountSummary, accountingDate: string) => {
  const scalars = facts(summary, accountingDate);
  return {
    ...scalars,
    // Everything of ours is billed the one-time way (reference 10).
    details: [{ invoiceType: 'OneTime', summary: { ...scalars, attributes } }],
    links: { self: link('/invoices/summary') },
    attributes,
  };
};

/** The balance in the account's own currency, else in the first that it has; zero where it has none at all. */
export const invoiceSummary = ({ now, summaries }: AccountSummaries) =>
  resource(summaries[0] ?? nothing(), formatInstant(now));

export const invoiceSummaries = ({ now, summaries }: AccountSummaries) => ({
  totalCount: summaries.length,
  items: summaries.map((summary) => resource(summary, formatInstant(now))),
  links: { self: link('/invoices/summaries') },
  attributes: { objectType: 'Collection' },
});

const nothing = (): AccountSummary => {
  const none = money(0n, 'USD' as AccountSummary['balance']['currency']); // three upper-case letters
  return {
    balance: {
      currency: none.currency,
      limit: none,
      used: none,
      available: none,
      unbilled: none,
      open: none,
      overdue: none,
      creditBalance: none,
    },
    dates: undefined,
  };
};
