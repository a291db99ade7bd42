import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { formatAmount, minorDigits, parseAmount, parseCurrency } from '@kontor/domain/money';
import { unpayable } from '@kontor/domain/payment/allocate-payment';
import { addDays, localDateAt, parseLocalDate, utc } from '@kontor/domain/time';
import { readCurrencies } from '../catalog/offer-store.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import {
  giveBackCredit,
  type NewPayment,
  type PaymentRow,
  paymentWrites,
  readOpenNow,
  readPayers,
} from './payment-store.ts';
import { nowOf, openInvoiceOf, paymentEvent, paymentRecord, planPayment } from './plan-payment.ts';

export type PaymentInput = {
  readonly partnerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly paidOn: string;
  readonly reference: string;
  readonly note: string;
  readonly invoiceIds: readonly string[];
};

/** Records money that came in by other ways than a bank file: allocated, and given back to the partner's credit. */
export const recordPayment = (ctx: RequestContext, input: PaymentInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'payments.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const partnerId = parseAccountId(input.partnerId);
    if (!partnerId) return refused({ code: 'partner.not_found' });
    const [[payer], openRows, currencies] = await readBatch(ctx.pools.system, noTenant, [
      readPayers([partnerId]),
      readOpenNow([partnerId]),
      readCurrencies(),
    ]);
    if (!payer) return refused({ code: 'partner.not_found' });
    const at = nowOf(payer, ctx.realNow());
    const asked = readInput(
      input,
      currencies.map(({ code }) => code),
      addDays(localDateAt(at, utc), 1),
    );
    if (!asked.accepted) return asked;
    const { amount, paidOn } = asked.value;
    const open = openRows.map(openInvoiceOf);
    const closed = unpayable(
      open.filter((invoice) => invoice.open.currency === amount.currency),
      input.invoiceIds,
    );
    if (closed.length > 0) return refused({ code: 'payment.invoice_not_open', invoices: closed });
    const payment = planPayment(
      {
        accountId: partnerId,
        amount,
        paidOn,
        at,
        method: 'manual',
        reference: input.reference,
        note: input.note,
        recordedBy: caller.actor.userId ?? null,
      },
      open,
      input.invoiceIds,
    );
    const theirs = { ...caller, accountId: partnerId, now: at };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [...paymentWrites([payment]), addEvent(theirs, paymentEvent(payment))],
        activity: [paymentRecord(payment)],
        events: [],
        last: [giveBackCredit([payment])],
      },
      rowOf(payment, payer.name),
      theirs,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

/** A day ahead is still today somewhere. */
const readInput = (input: PaymentInput, currencies: readonly string[], latest: string) => {
  const currency = parseCurrency(input.currency);
  const known = currency !== undefined && currencies.includes(currency);
  const amount = known ? parseAmount(input.amount, currency) : undefined;
  const paidOn = parseLocalDate(input.paidOn);
  const errors = [
    ...(known ? [] : [{ path: 'currency', message: `${input.currency} is not a currency of this service` }]),
    ...(known && (amount === undefined || amount.minor <= 0n) ? [amountError(currency)] : []),
    ...(paidOn === undefined || paidOn > latest
      ? [{ path: 'paidOn', message: 'must be a day of the calendar that has come, as YYYY-MM-DD' }]
      : []),
  ];
  if (errors.length > 0 || !amount || !paidOn) return invalid(errors);
  return accepted({ amount, paidOn });
};

export const amountError = (currency: Parameters<typeof minorDigits>[0], path = 'amount') => ({
  path,
  message: `must be more than 0, as decimal text with at most ${minorDigits(currency)} decimals, such as ${formatAmount({ minor: 123_456n, currency })}`,
});

export const rowOf = (payment: NewPayment, name: string): PaymentRow => ({
  account_id: payment.accountId,
  account_name: name,
  id: payment.id,
  currency: payment.currency,
  amount_minor: payment.amountMinor,
  method: payment.method,
  reference: payment.reference,
  note: payment.note,
  paid_on: payment.paidOn,
  at: payment.at,
  invoice_ids: payment.allocations.map(({ invoiceId }) => invoiceId),
  allocated_minor: payment.allocations.map(({ amountMinor }) => amountMinor),
});
