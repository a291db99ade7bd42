import { invariant } from '@kontor/domain/invariant';
import { type CurrencyCode, type Money, money, parseCurrency } from '@kontor/domain/money';
import { allocatePayment, type OpenInvoice } from '@kontor/domain/payment/allocate-payment';
import { type Instant, instant } from '@kontor/domain/time';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { amountText } from '../orders/amount-text.ts';
import type { EventEntry } from '../partners/event-store.ts';
import { newUuid } from '../platform/new-id.ts';
import { type NewPayment, type OpenInvoiceRow, type PayerRow, restOf } from './payment-store.ts';

export const currencyOf = (text: string): CurrencyCode => {
  const code = parseCurrency(text);
  invariant(code, 'a row has a currency');
  return code;
};

export const openInvoiceOf = (row: OpenInvoiceRow): OpenInvoice => ({
  invoiceId: row.id,
  invoiceDate: row.invoice_date,
  dueOn: row.due_date,
  open: money(row.open_minor, currencyOf(row.currency)),
});

/** The account's time. */
export const nowOf = (payer: Pick<PayerRow, 'clock_offset_ms'>, realNow: Instant): Instant =>
  instant(realNow + Number(payer.clock_offset_ms));

export type PaymentFacts = Pick<NewPayment, 'accountId' | 'method' | 'reference' | 'paidOn' | 'at'> &
  Partial<Pick<NewPayment, 'note' | 'bankLineHash' | 'provider' | 'providerReference' | 'recordedBy'>> & {
    readonly amount: Money;
  };

/** A payment spread over the open invoices of its currency: the named ones, else the oldest first. */
export const planPayment = (
  { amount, ...facts }: PaymentFacts,
  open: readonly OpenInvoice[],
  named: readonly string[] = [],
): NewPayment => {
  const ofCurrency = open.filter((invoice) => invoice.open.currency === amount.currency);
  const { allocations } = allocatePayment(amount, ofCurrency, named);
  return {
    note: '',
    bankLineHash: null,
    provider: null,
    providerReference: null,
    recordedBy: null,
    ...facts,
    id: newUuid(),
    currency: amount.currency,
    amountMinor: amount.minor,
    allocations: allocations.map((part) => {
      const invoice = ofCurrency.find(({ invoiceId }) => invoiceId === part.invoiceId);
      invariant(invoice, 'only an open invoice is paid');
      return {
        invoiceId: part.invoiceId,
        amountMinor: part.amount.minor,
        openMinor: invoice.open.minor,
      };
    }),
  };
};

const detailsOf = (payment: NewPayment) => ({
  paymentId: payment.id,
  currency: payment.currency,
  amount: amountText(payment.amountMinor, payment.currency),
  method: payment.method,
  reference: payment.reference,
  paidOn: payment.paidOn,
  invoices: payment.allocations.map(({ invoiceId, amountMinor }) => ({
    invoiceId,
    amount: amountText(amountMinor, payment.currency),
  })),
  unallocated: amountText(restOf(payment), payment.currency),
});

export const paymentRecord = (payment: NewPayment): ActivityEntry => ({
  action: 'record_payment',
  resourceId: payment.id,
  newValue: detailsOf(payment),
  details: detailsOf(payment),
});

export const paymentEvent = (payment: NewPayment): EventEntry => ({
  type: 'payment.received',
  aggregateType: 'payment',
  aggregateId: payment.id,
  data: detailsOf(payment),
});
