import { accepted } from '@kontor/domain/decision';
import { add, type CurrencyCode, type Money, money, subtract, zero } from '@kontor/domain/money';
import { ageing, overdueOf } from '@kontor/domain/payment/ageing';
import { type OpenInvoice, openTotal } from '@kontor/domain/payment/allocate-payment';
import { localDateAt, utc } from '@kontor/domain/time';
import { type CreditLimitRow, readCreditLimits } from '../carts/cart-store.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readCreditBalances, readUnbilledSums } from './balance-store.ts';
import { readOpenNow } from './payment-store.ts';
import { currencyOf, openInvoiceOf } from './plan-payment.ts';
import { type Subject, subjectOf } from './subject.ts';

/** What an account owes in one currency: used = unbilled + open − credit balance. */
export type Balance = {
  readonly currency: CurrencyCode;
  readonly limit: Money;
  readonly used: Money;
  readonly available: Money;
  readonly unbilled: Money;
  readonly open: Money;
  readonly overdue: Money;
  readonly creditBalance: Money;
};

/** An account's own balance; an operator names the partner. */
export const readBalance = async (ctx: RequestContext, { partnerId }: { partnerId: string | undefined }) => {
  const subject = await subjectOf(ctx, 'invoices.read', partnerId);
  return subject.accepted ? accepted(await balancesOf(subject.value)) : subject;
};

/** The same for the operator alone, who looks at a partner's credit. */
export const readPartnerCredit = async (ctx: RequestContext, { partnerId }: { partnerId: string }) => {
  const subject = await subjectOf(ctx, 'payments.manage', partnerId);
  return subject.accepted ? accepted(await balancesOf(subject.value)) : subject;
};

export const balancesOf = async ({ accountId, now, read }: Subject): Promise<Balance[]> => {
  const [limits, unbilled, openRows, credits] = await read([
    readCreditLimits(accountId),
    readUnbilledSums(accountId),
    readOpenNow([accountId]),
    readCreditBalances(accountId),
  ]);
  const open = openRows.map(openInvoiceOf);
  const codes = new Set([...limits, ...unbilled, ...openRows, ...credits].map(({ currency }) => currency));
  const today = localDateAt(now, utc);
  return [...codes].sort().map((code) => {
    const currency = currencyOf(code);
    const minorOf = (rows: readonly { readonly currency: string; readonly minor: bigint }[]) =>
      money(rows.find((row) => row.currency === code)?.minor ?? 0n, currency);
    const creditBalance = minorOf(credits);
    const ofCurrency = open.filter((invoice) => invoice.open.currency === currency);
    return balanceOf({
      limit: limits.find((row) => row.currency === code),
      unbilled: minorOf(unbilled),
      open: ofCurrency,
      overdue: overdueOf(ageing(ofCurrency, { today, currency, credit: creditBalance })),
      creditBalance,
    });
  });
};

type Parts = {
  readonly limit: CreditLimitRow | undefined;
  readonly unbilled: Money;
  readonly open: readonly OpenInvoice[];
  readonly overdue: Money;
  readonly creditBalance: Money;
};

const balanceOf = ({ limit: row, unbilled, open: invoices, overdue, creditBalance }: Parts): Balance => {
  const { currency } = unbilled;
  const open = openTotal(invoices, currency);
  const limit = money(row?.limit_minor ?? 0n, currency);
  // Without a limit nothing is counted against one; then it is what the rows come to.
  const used = row ? money(row.used_minor, currency) : subtract(add(unbilled, open), creditBalance);
  const left = subtract(limit, used);
  const available = left.minor > 0n ? left : zero(currency);
  return { currency, limit, used, available, unbilled, open, overdue, creditBalance };
};
