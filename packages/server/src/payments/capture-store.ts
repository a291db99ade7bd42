import type { PurchaseKeySource } from '@kontor/domain/catalog/key-settings';
import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { CaptureOutcome } from '@kontor/domain/payment/capture';
import type { Instant } from '@kontor/domain/time';
import type { KeyFormRow } from '../catalog/key-form.ts';
import { insertMany, type Statement } from '../platform/db/statement.ts';

const column = (name: string, type: string) => ({ name, type });

/** How an account pays: by the month on account, or for each order by a provider. */
export const readPaymentMode = (
  accountId: string,
): Statement<{ readonly payment_mode: 'on_account' | 'provider' }> => ({
  name: 'payments.read_mode',
  text: 'select payment_mode from kontor.account where id = $1',
  values: [accountId],
});

/** Money that a provider is to take; the id is the key that makes a repeated request the same one. */
export type NewCapture = {
  readonly accountId: string;
  readonly customerId: string;
  readonly id: string;
  readonly orderId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly at: Instant;
};

export const insertCaptures = (captures: readonly NewCapture[]): Statement =>
  insertMany(
    {
      name: 'captures.insert',
      table: 'kontor.payment_capture',
      columns: [
        column('account_id', 'uuid'),
        column('customer_id', 'uuid'),
        column('id', 'uuid'),
        column('order_id', 'text'),
        column('currency', 'text'),
        column('amount_minor', 'bigint'),
        column('status', 'text'),
        column('created_at', 'timestamptz'),
      ],
    },
    captures.map((capture) => [
      capture.accountId,
      capture.customerId,
      capture.id,
      capture.orderId,
      capture.currency,
      capture.amountMinor,
      'pending',
      new Date(capture.at),
    ]),
  );

/** Subscriptions of orders that wait for their payment wait too. */
export const holdSubscriptions = (accountId: string, orderIds: readonly string[]): Statement => ({
  name: 'captures.hold_subscriptions',
  text: `update kontor.subscription set status = 'pending'
    where account_id = $1 and order_id = any ($2) and status = 'active'`,
  values: [accountId, orderIds],
});

export type CaptureRow = {
  readonly account_id: AccountId;
  readonly customer_id: CustomerId;
  readonly id: string;
  readonly order_id: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly attempts: number;
  readonly method_reference: string;
  readonly account_name: string;
  readonly sandbox: boolean;
  /** Real time since it was written, in whole seconds. */
  readonly age_seconds: number;
};

/** As long as one call to a provider may take, with room to write what it answered. */
const leaseSeconds = 60;

/**
 * Captures whose turn it is, for this worker alone until the lease ends: whoever dies in between leaves them to the
 * next, who asks the provider with the same key.
 */
export const claimCaptures = (limit: number): Statement<CaptureRow> => ({
  name: 'captures.claim',
  text: `with claimed as (
      select account_id, id from kontor.payment_capture
      where status = 'pending' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at, id limit $1 for update skip locked)
    update kontor.payment_capture c
    set attempts = c.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
    from claimed, kontor.account a
    where c.account_id = claimed.account_id and c.id = claimed.id and a.id = c.account_id
    returning c.account_id, c.customer_id, c.id, c.order_id, c.currency, c.amount_minor, c.attempts,
      a.payment_method_reference as method_reference, a.name as account_name, a.sandbox,
      extract(epoch from clock_timestamp() - c.recorded_at)::integer as age_seconds`,
  values: [limit, leaseSeconds],
});

/** Nothing is known of it: it is tried again after a pause. */
export const postponeCapture = (capture: CaptureRow, pauseMs: number): Statement => ({
  name: 'captures.postpone',
  text: `update kontor.payment_capture
    set next_attempt_at = clock_timestamp() + make_interval(secs => $3 / 1000.0)
    where account_id = $1 and id = $2 and status = 'pending'`,
  values: [capture.account_id, capture.id, pauseMs],
});

/** Raises when it was settled before. */
export const settleCaptureRow = (
  capture: CaptureRow,
  facts: {
    readonly provider: string;
    readonly outcome: CaptureOutcome;
    readonly paymentId: string | null;
    readonly at: Instant;
  },
): Statement => ({
  name: 'captures.settle',
  text: `with settled as (
      update kontor.payment_capture set status = $3, provider = $4, provider_reference = $5, decline_code = $6,
        payment_id = $7, settled_at = $8
      where account_id = $1 and id = $2 and status = 'pending' returning 1)
    select kontor.expect(count(*), 1, 'capture.changed') from settled`,
  values: [
    capture.account_id,
    capture.id,
    facts.outcome.status,
    facts.provider,
    facts.outcome.status === 'captured' ? facts.outcome.reference : '',
    facts.outcome.status === 'declined' ? facts.outcome.code : '',
    facts.paymentId,
    new Date(facts.at),
  ],
});

export const readCaptureStatus = (
  accountId: string,
  id: string,
): Statement<{ readonly status: 'pending' | 'captured' | 'declined' }> => ({
  name: 'captures.read_status',
  text: 'select status from kontor.payment_capture where account_id = $1 and id = $2',
  values: [accountId, id],
});

/** What each line of an order gets once it is paid. */
export type PaidLineRow = {
  readonly line_number: number;
  readonly product_id: string;
  readonly sku_id: string;
  readonly entitlement_id: string | null;
  readonly key_source: PurchaseKeySource | null;
  readonly keys_wanted: number | null;
  readonly key_group: string;
} & KeyFormRow;

export const readPaidLines = (accountId: string, orderId: string): Statement<PaidLineRow> => ({
  name: 'captures.read_lines',
  text: `select l.line_number, l.product_id, l.sku_id, l.entitlement_id,
      case when e.key_source <> 'none' and a.sandbox then 'sandbox' else e.key_source end as key_source, e.keys_wanted,
      s.default_key_group as key_group, s.key_format, s.key_template, s.key_check
    from kontor.order_line l
    join kontor.sku s on s.product_id = l.product_id and s.id = l.sku_id
    join kontor.account a on a.id = l.account_id
    left join kontor.entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
    where l.account_id = $1 and l.order_id = $2 order by l.line_number`,
  values: [accountId, orderId],
});

/** Documents that charges of the order stand on. */
export const readInvoicesOfOrder = (
  accountId: string,
  orderId: string,
): Statement<{ readonly invoice_id: string }> => ({
  name: 'captures.read_invoices',
  text: `select distinct i.invoice_id from kontor.charge c
    join kontor.invoice_line i on i.account_id = c.account_id and i.charge_id = c.id
    where c.account_id = $1 and c.order_id = $2 and c.sign = 1`,
  values: [accountId, orderId],
});

/** The order is paid: raises when it was changed since it was read. */
export const completeOrder = (accountId: string, orderId: string, version: number): Statement => ({
  name: 'captures.complete_order',
  text: `with completed as (
      update kontor.purchase_order set status = 'completed', version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'pending' returning 1)
    select kontor.expect(count(*), 1, 'order.changed') from completed`,
  values: [accountId, orderId, version],
});

export const fulfilPaidLines = (
  accountId: string,
  orderId: string,
  lineNumbers: readonly number[],
): Statement[] => [
  {
    name: 'captures.fulfil_lines',
    text: `update kontor.order_line set status = 'fulfilled'
      where account_id = $1 and order_id = $2 and line_number = any ($3) and status = 'provisioning'`,
    values: [accountId, orderId, lineNumbers],
  },
  {
    name: 'captures.activate_entitlements',
    text: `update kontor.entitlement set status = 'active', version = version + 1
      where account_id = $1 and order_id = $2 and line_number = any ($3) and status = 'provisioning'`,
    values: [accountId, orderId, lineNumbers],
  },
];

export const startSubscriptions = (accountId: string, orderId: string): Statement => ({
  name: 'captures.start_subscriptions',
  text: `update kontor.subscription set status = 'active', version = version + 1
    where account_id = $1 and order_id = $2 and status = 'pending'`,
  values: [accountId, orderId],
});

/** A reservation whose money was refused never began. */
export const endReservations = (accountId: string, orderId: string, at: Instant): Statement => ({
  name: 'captures.end_reservations',
  text: `update kontor.reservation set status = 'refunded', ended_at = $3, version = version + 1
    where account_id = $1 and order_id = $2 and status = 'active'`,
  values: [accountId, orderId, new Date(at)],
});
