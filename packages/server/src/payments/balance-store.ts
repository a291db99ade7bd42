import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { TaxMode } from '@kontor/domain/money';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

type CurrencySum = { readonly currency: string; readonly minor: bigint };

const unbilled = `from kontor.charge c where c.account_id = $1 and not exists (
  select 1 from kontor.invoice_line i where i.account_id = c.account_id and i.charge_id = c.id)`;

/** Charges less credits that stand on no document yet, tax included. */
export const readUnbilledSums = (accountId: string): Statement<CurrencySum> => ({
  name: 'balance.read_unbilled',
  text: `select c.currency, sum(c.sign * (c.net_minor + c.tax_minor))::bigint as minor ${unbilled} group by 1`,
  values: [accountId],
});

export const readCreditBalances = (accountId: string): Statement<CurrencySum> => ({
  name: 'balance.read_credit_balances',
  text: 'select currency, credit_minor as minor from kontor.account_balance where account_id = $1',
  values: [accountId],
});

type CustomerSum = CurrencySum & { readonly customer_id: string; readonly customer_name: string };

export const readUnbilledOfCustomers = (accountId: string): Statement<CustomerSum> => ({
  name: 'balance.read_unbilled_of_customers',
  text: `select s.*, k.name as customer_name from (
      select c.customer_id, c.currency, sum(c.sign * (c.net_minor + c.tax_minor))::bigint as minor ${unbilled}
      group by 1, 2) s
    join kontor.customer k on k.account_id = $1 and k.id = s.customer_id`,
  values: [accountId],
});

/** What each customer was charged on the documents that are still open, and what is open on each. */
export const readOpenOfCustomers = (
  accountId: string,
): Statement<CustomerSum & { readonly invoice_id: string; readonly open_minor: bigint }> => ({
  name: 'balance.read_open_of_customers',
  text: `select o.id as invoice_id, o.currency, o.open_minor, l.customer_id, k.name as customer_name,
      sum(l.sign * (l.net_minor + l.tax_minor))::bigint as minor
    from (select i.id, i.currency, i.amount_due_minor - coalesce((select sum(a.amount_minor)
        from kontor.payment_allocation a where a.account_id = i.account_id and a.invoice_id = i.id), 0)::bigint as open_minor
      from kontor.invoice i where i.account_id = $1 and i.amount_due_minor > 0) o
    join kontor.invoice_line l on l.account_id = $1 and l.invoice_id = o.id
    join kontor.customer k on k.account_id = $1 and k.id = l.customer_id
    where o.open_minor > 0 group by 1, 2, 3, 4, 5 order by 1, 4`,
  values: [accountId],
});

/** A line of which another cycle is to be charged, at the moment it falls due. */
export type FutureCycleRow = {
  readonly customer_id: string;
  readonly customer_name: string;
  readonly due_at: Instant;
  readonly ends_on: LocalDate;
  readonly zone: Zone | null;
  readonly billing_cycle: BillingCycle;
  readonly quantity: number;
  readonly unit_minor: bigint;
  readonly price_currency: string;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  /** Of the line's last charge: the partner may be billed in another currency, at a rate frozen there. */
  readonly currency: string | null;
  readonly exchange_rate: string | null;
};

export const readFutureCycles = (accountId: string): Statement<FutureCycleRow> => ({
  name: 'balance.read_future_cycles',
  text: `select l.customer_id, k.name as customer_name, d.due_at, l.ends_on, l.policy_zone as zone, l.billing_cycle,
      l.quantity, l.unit_minor, l.currency as price_currency, l.tax_mode, l.tax_rate_basis_points,
      c.currency, c.exchange_rate
    from kontor.due d
    join kontor.order_line l on l.account_id = d.account_id and l.order_id = split_part(d.ref, ':', 1)
      and l.line_number = split_part(d.ref, ':', 2)::integer
    join kontor.customer k on k.account_id = l.account_id and k.id = l.customer_id
    left join lateral (
      select currency, exchange_rate from kontor.charge c
      where c.account_id = l.account_id and c.order_id = l.order_id and c.line_number = l.line_number and c.sign = 1
      order by c.at desc, c.id desc limit 1) c on true
    where d.account_id = $1 and d.done_at is null and d.kind = 'charge.cycle'
      and l.status <> 'cancelled' and l.ends_on is not null`,
  values: [accountId],
});

export type StatementRow = {
  readonly on: LocalDate;
  readonly kind: 'invoice' | 'credit_note' | 'payment';
  readonly id: string;
  readonly reference: string;
  readonly due_on: LocalDate | null;
  readonly minor: bigint;
};

export type StatementRange = {
  readonly currency: string;
  readonly from: LocalDate;
  /** Included. */
  readonly to: LocalDate;
};

const range = ({ currency, from, to }: StatementRange) => [currency, from, to];
const dayOfPayment = `(p.at at time zone 'UTC')::date`;

/** Documents by their date and payments by the day they were recorded, which never changes afterwards. */
export const readStatementRows = (accountId: string, period: StatementRange): Statement<StatementRow> => ({
  name: 'balance.read_statement',
  text: `select i.invoice_date as on, i.document_type as kind, i.id, i.period as reference,
      case when i.document_type = 'invoice' then i.due_date end as due_on, i.total_minor as minor
    from kontor.invoice i where i.account_id = $1 and i.currency = $2 and i.invoice_date between $3 and $4
    union all
    select ${dayOfPayment}, 'payment', p.id::text, p.reference, null, -p.amount_minor
    from kontor.payment p where p.account_id = $1 and p.currency = $2 and ${dayOfPayment} between $3 and $4`,
  values: [accountId, ...range(period)],
});

/** What was owed on documents before a day. */
export const readOpening = (
  accountId: string,
  period: StatementRange,
): Statement<{ readonly minor: bigint }> => ({
  name: 'balance.read_opening',
  text: `select (coalesce((select sum(i.total_minor) from kontor.invoice i
        where i.account_id = $1 and i.currency = $2 and i.invoice_date < $3), 0)
      - coalesce((select sum(p.amount_minor) from kontor.payment p
        where p.account_id = $1 and p.currency = $2 and ${dayOfPayment} < $3), 0))::bigint as minor`,
  values: [accountId, period.currency, period.from],
});

/** What the summary of the wire tells beside the balance. */
export type AccountDates = {
  readonly first_invoice: LocalDate | null;
  readonly latest_invoice: LocalDate | null;
  readonly last_payment_at: Instant | null;
  readonly last_payment_minor: bigint | null;
  readonly currency: string;
};

export const readAccountDates = (accountId: string): Statement<AccountDates> => ({
  name: 'balance.read_dates',
  text: `select coalesce(i.currency, p.currency) as currency, i.first_invoice, i.latest_invoice, p.last_payment_at,
      p.last_payment_minor
    from (select currency, min(invoice_date) as first_invoice, max(invoice_date) as latest_invoice
      from kontor.invoice where account_id = $1 group by 1) i
    full join (select distinct on (currency) currency, at as last_payment_at, amount_minor as last_payment_minor
      from kontor.payment where account_id = $1 order by currency, at desc, id desc) p on p.currency = i.currency`,
  values: [accountId],
});

/** Sets a limit; a currency that is new here starts with what the rows say is used. */
export const setLimit = (
  accountId: string,
  currency: string,
  limitMinor: bigint,
  usedText: string,
): Statement<{ readonly used_minor: bigint }> => ({
  name: 'balance.set_limit',
  text: `insert into kontor.credit_limit (account_id, currency, limit_minor, used_minor)
    select $1::uuid, $2::text, $3::bigint, case when exists (
        select 1 from kontor.credit_limit l where l.account_id = $1 and l.currency = $2) then 0 else ${usedText} end
    on conflict (account_id, currency) do update set limit_minor = excluded.limit_minor
    returning used_minor`,
  values: [accountId, currency, limitMinor],
});
