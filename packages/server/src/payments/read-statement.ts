import { accepted } from '@kontor/domain/decision';
import { type Money, money, parseCurrency, subtract } from '@kontor/domain/money';
import { type Ageing, ageing } from '@kontor/domain/payment/ageing';
import { openTotal } from '@kontor/domain/payment/allocate-payment';
import { type Statement, type StatementEntry, statementOf } from '@kontor/domain/payment/statement';
import {
  addDays,
  addTerm,
  type Instant,
  type LocalDate,
  localDateAt,
  parseLocalDate,
  startOfDay,
  utc,
} from '@kontor/domain/time';
import { readCurrencies } from '../catalog/offer-store.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { readOpening, readStatementRows, type StatementRange } from './balance-store.ts';
import { readOpenInvoices } from './payment-store.ts';
import { currencyOf, openInvoiceOf } from './plan-payment.ts';
import { subjectOf } from './subject.ts';

export type StatementQuery = {
  readonly partnerId: string | undefined;
  readonly currency: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
};

export type Movement = StatementEntry & { readonly reference: string; readonly dueOn: LocalDate | null };

export type AccountStatement = Statement<Movement> & StatementRange & { readonly ageing: Ageing };

/** Documents and payments of a period in one currency, carried forward, with the age of what is owed at its end. */
export const readStatement = async (ctx: RequestContext, query: StatementQuery) => {
  const subject = await subjectOf(ctx, 'invoices.read', query.partnerId);
  if (!subject.accepted) return subject;
  const { accountId, now, read } = subject.value;
  const [currencies] = await read([readCurrencies()]);
  const period = periodOf(
    query,
    currencies.map(({ code }) => code),
    now,
  );
  if (!period.accepted) return period;
  const range = period.value;
  const currency = currencyOf(range.currency);
  const [[opening], rows, openRows] = await read([
    readOpening(accountId, range),
    readStatementRows(accountId, range),
    readOpenInvoices([accountId], { day: range.to, until: startOfDay(addDays(range.to, 1), utc) }),
  ]);
  const statement = statementOf(
    money(opening?.minor ?? 0n, currency),
    rows.map(
      (row): Movement => ({
        on: row.on,
        kind: row.kind,
        id: row.id,
        reference: row.reference,
        dueOn: row.due_on,
        amount: money(row.minor, currency),
      }),
    ),
  );
  const open = openRows.map(openInvoiceOf).filter((invoice) => invoice.open.currency === currency);
  // What was paid or credited beyond the documents is what is open above what is owed.
  const credit: Money = subtract(openTotal(open, currency), statement.closing);
  return accepted<AccountStatement>({
    ...statement,
    ...range,
    ageing: ageing(open, { today: range.to, currency, credit }),
  });
};

const periodOf = (query: StatementQuery, currencies: readonly string[], now: Instant) => {
  const currency = parseCurrency(query.currency);
  const today = localDateAt(now, utc);
  const to = query.to === undefined ? today : parseLocalDate(query.to);
  const from = query.from === undefined ? to && yearBefore(to) : parseLocalDate(query.from);
  const dateRule = 'must be a day of the calendar, as YYYY-MM-DD';
  const errors = [
    ...(currency !== undefined && currencies.includes(currency)
      ? []
      : [{ path: 'currency', message: `${query.currency} is not a currency of this service` }]),
    ...(from || query.from === undefined ? [] : [{ path: 'from', message: dateRule }]),
    ...(to ? [] : [{ path: 'to', message: dateRule }]),
    ...(from && to && from > to ? [{ path: 'to', message: 'must not lie before from' }] : []),
  ];
  if (errors.length > 0 || !currency || !from || !to) return invalid(errors);
  return accepted({ currency, from, to } satisfies StatementRange);
};

const yearBefore = (to: LocalDate): LocalDate => {
  const year = Number(to.slice(0, 4)) - 1;
  const first = parseLocalDate(`${String(Math.max(year, 1)).padStart(4, '0')}-${to.slice(5, 7)}-01`);
  return first ?? addTerm(to, 'P1D');
};
