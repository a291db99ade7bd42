import type { AccountId } from '@kontor/domain/ids';
import type { Instant, LocalDate } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

const column = (name: string, type: string) => ({ name, type });

/** A partner as far as its payments need to know it. */
export type PayerRow = {
  readonly id: AccountId;
  readonly name: string;
  readonly legal_name: string;
  readonly sandbox: boolean;
  readonly currency: string | null;
  readonly clock_offset_ms: bigint;
  readonly payment_mode: 'on_account' | 'provider';
  readonly payment_method_reference: string;
};

const payerColumns =
  'id, name, legal_name, sandbox, currency, clock_offset_ms, payment_mode, payment_method_reference';

export const readPayers = (accountIds: readonly string[]): Statement<PayerRow> => ({
  name: 'payments.read_payers',
  text: `select ${payerColumns} from kontor.account where id = any ($1) and kind = 'partner' and deleted_at is null`,
  values: [accountIds],
});

/** Everybody whose money may come in. */
export const readAllPayers = (): Statement<PayerRow> => ({
  name: 'payments.read_all_payers',
  text: `select ${payerColumns} from kontor.account where kind = 'partner' and deleted_at is null order by id`,
  values: [],
});

/** Raises when it was changed since it was read. */
export const updatePaymentMethod = (
  payer: PayerRow,
  to: { readonly mode: PayerRow['payment_mode']; readonly reference: string },
): Statement => ({
  name: 'payments.update_method',
  text: `with changed as (
      update kontor.account set payment_mode = $2, payment_method_reference = $3
      where id = $1 and payment_mode = $4 and payment_method_reference = $5 returning 1)
    select kontor.expect(count(*), 1, 'account.changed') from changed`,
  values: [payer.id, to.mode, to.reference, payer.payment_mode, payer.payment_method_reference],
});

export type OpenInvoiceRow = {
  readonly account_id: AccountId;
  readonly id: string;
  readonly currency: string;
  readonly invoice_date: LocalDate;
  readonly due_date: LocalDate;
  readonly open_minor: bigint;
};

const openText = `select * from (
  select i.account_id, i.id, i.currency, i.invoice_date, i.due_date,
    i.amount_due_minor - coalesce((select sum(a.amount_minor) from kontor.payment_allocation a
      where a.account_id = i.account_id and a.invoice_id = i.id and a.at < $3), 0)::bigint as open_minor
  from kontor.invoice i
  where i.account_id = any ($1) and i.amount_due_minor > 0 and i.invoice_date <= $2) o
where open_minor > 0 order by account_id, due_date, invoice_date, id`;

/** Invoices of which something was still to be paid at the end of a day in UTC. */
export const readOpenInvoices = (
  accountIds: readonly string[],
  asOf: { readonly day: LocalDate; readonly until: Instant },
): Statement<OpenInvoiceRow> => ({
  name: 'payments.read_open_invoices',
  text: openText,
  values: [accountIds, asOf.day, new Date(asOf.until)],
});

/** Invoices of which something is still to be paid, by now and whatever date they bear. */
export const readOpenNow = (accountIds: readonly string[]): Statement<OpenInvoiceRow> => ({
  name: 'payments.read_open_invoices',
  text: openText,
  values: [accountIds, 'infinity', 'infinity'],
});

export const readInvoicesByNumber = (
  numbers: readonly string[],
): Statement<{ readonly account_id: AccountId; readonly id: string }> => ({
  name: 'payments.read_invoices_by_number',
  text: 'select account_id, id from kontor.invoice where id = any ($1) order by account_id, id',
  values: [numbers],
});

export const readPaidHashes = (hashes: readonly Buffer[]): Statement<{ readonly hash: Buffer }> => ({
  name: 'payments.read_paid_hashes',
  text: 'select bank_line_hash as hash from kontor.payment where bank_line_hash = any ($1)',
  values: [hashes],
});

export type PaymentRow = {
  readonly account_id: AccountId;
  readonly account_name: string;
  readonly id: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly method: 'manual' | 'bank' | 'provider';
  readonly reference: string;
  readonly note: string;
  readonly paid_on: LocalDate;
  readonly at: Instant;
  readonly invoice_ids: readonly string[] | null;
  readonly allocated_minor: readonly bigint[] | null;
};

export type PaymentPage = {
  readonly accountId: string | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

/** Latest first, each with what it was allocated to. */
export const readPayments = (page: PaymentPage): Statement<PaymentRow> => ({
  name: page.accountId === null ? 'payments.read_page' : 'payments.read_page_of_account',
  text: `select p.account_id, a.name as account_name, p.id, p.currency, p.amount_minor, p.method, p.reference, p.note,
      p.paid_on, p.at, l.invoice_ids, l.allocated_minor
    from kontor.payment p join kontor.account a on a.id = p.account_id
    left join lateral (
      select array_agg(invoice_id order by invoice_id) as invoice_ids,
        array_agg(amount_minor order by invoice_id) as allocated_minor
      from kontor.payment_allocation where account_id = p.account_id and payment_id = p.id) l on true
    where ${page.accountId === null ? '$1::uuid is null' : 'p.account_id = $1::uuid'}
      and (p.at, p.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by p.at desc, p.id desc limit $4`,
  values: [page.accountId, page.after ? new Date(page.after.at) : null, page.after?.id ?? null, page.limit],
});

/** A payment that is about to be written, with where its money goes. */
export type NewPayment = {
  readonly accountId: AccountId;
  readonly id: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly method: PaymentRow['method'];
  readonly reference: string;
  readonly paidOn: LocalDate;
  readonly note: string;
  readonly bankLineHash: Buffer | null;
  readonly provider: string | null;
  readonly providerReference: string | null;
  readonly recordedBy: string | null;
  readonly at: Instant;
  readonly allocations: readonly {
    readonly invoiceId: string;
    readonly amountMinor: bigint;
    /** What was open when it was decided, before anything of this write. */
    readonly openMinor: bigint;
  }[];
};

export const restOf = (payment: NewPayment): bigint =>
  payment.allocations.reduce((rest, { amountMinor }) => rest - amountMinor, payment.amountMinor);

type Sum = { readonly accountId: string; readonly currency: string; readonly minor: bigint };

/** One sum an account and currency, in one order everywhere, so that nobody waits for another in a ring. */
const summed = (rows: readonly Sum[]): Sum[] => {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const key = `${row.accountId} ${row.currency}`;
    sums.set(key, { ...row, minor: (sums.get(key)?.minor ?? 0n) + row.minor });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
};

/**
 * Locks the balance of each account and currency, which every payment and every billing run does first, and adds to
 * it what no invoice took.
 */
const addToBalances = (payments: readonly NewPayment[]): Statement => {
  const rows = summed(
    payments.map((payment) => ({
      accountId: payment.accountId,
      currency: payment.currency,
      minor: restOf(payment),
    })),
  );
  return insertMany(
    {
      name: 'payments.add_to_balances',
      table: 'kontor.account_balance',
      columns: [column('account_id', 'uuid'), column('currency', 'text'), column('credit_minor', 'bigint')],
      suffix: `on conflict (account_id, currency) do update
        set credit_minor = account_balance.credit_minor + excluded.credit_minor`,
    },
    rows.map((row) => [row.accountId, row.currency, row.minor]),
  );
};

/** Whether every invoice that is paid has as much open as when it was decided. */
const expectOpen = (payments: readonly NewPayment[]): Statement => {
  const first = new Map<string, readonly [string, string, bigint]>();
  for (const { accountId, allocations } of payments)
    for (const { invoiceId, openMinor } of allocations) {
      const key = `${accountId} ${invoiceId}`;
      if (!first.has(key)) first.set(key, [accountId, invoiceId, openMinor]);
    }
  const rows = [...first.values()];
  return {
    name: 'payments.expect_open',
    text: `select kontor.expect(count(*), $4, 'invoice.changed')
      from unnest($1::uuid[], $2::text[], $3::bigint[]) as w (account_id, invoice_id, open_minor)
      join kontor.invoice i on i.account_id = w.account_id and i.id = w.invoice_id
      where i.amount_due_minor - coalesce((select sum(a.amount_minor) from kontor.payment_allocation a
        where a.account_id = w.account_id and a.invoice_id = w.invoice_id), 0) = w.open_minor`,
    values: [rows.map(([id]) => id), rows.map(([, id]) => id), rows.map(([, , minor]) => minor), rows.length],
  };
};

const paymentInsertion = {
  name: 'payments.insert_rows',
  table: 'kontor.payment',
  columns: [
    column('account_id', 'uuid'),
    column('id', 'uuid'),
    column('currency', 'text'),
    column('amount_minor', 'bigint'),
    column('method', 'text'),
    column('reference', 'text'),
    column('paid_on', 'date'),
    column('note', 'text'),
    column('bank_line_hash', 'bytea'),
    column('provider', 'text'),
    column('provider_reference', 'text'),
    column('recorded_by', 'uuid'),
    column('at', 'timestamptz'),
  ],
  suffix: 'on conflict do nothing returning 1',
};

/** Raises where a line of a bank or a capture has been paid before. */
const insertPayments = (payments: readonly NewPayment[]): Statement => {
  const insertion = insertMany(
    paymentInsertion,
    payments.map((payment) => [
      payment.accountId,
      payment.id,
      payment.currency,
      payment.amountMinor,
      payment.method,
      payment.reference,
      payment.paidOn,
      payment.note,
      payment.bankLineHash,
      payment.provider,
      payment.providerReference,
      payment.recordedBy,
      new Date(payment.at),
    ]),
  );
  const count = insertion.values.length + 1;
  return {
    name: 'payments.insert',
    text: `with added as (${insertion.text}) select kontor.expect(count(*), $${count}, 'payment.changed') from added`,
    values: [...insertion.values, payments.length],
  };
};

const insertAllocations = (payments: readonly NewPayment[]): Statement =>
  insertMany(
    {
      name: 'payments.insert_allocations',
      table: 'kontor.payment_allocation',
      columns: [
        column('account_id', 'uuid'),
        column('payment_id', 'uuid'),
        column('invoice_id', 'text'),
        column('amount_minor', 'bigint'),
        column('at', 'timestamptz'),
      ],
    },
    payments.flatMap(({ accountId, id, at, allocations }) =>
      allocations.map(({ invoiceId, amountMinor }) => [accountId, id, invoiceId, amountMinor, new Date(at)]),
    ),
  );

/** Everything that payments write but for what they take off the used credit, which comes last. */
export const paymentWrites = (payments: readonly NewPayment[]): Statement[] => [
  ensureCreditRows(payments),
  addToBalances(payments),
  expectOpen(payments),
  insertPayments(payments),
  insertAllocations(payments),
];

export const usedCreditText = (account: string, currency: string): string =>
  `coalesce((select sum(c.sign * (c.net_minor + c.tax_minor)) from kontor.charge c
      where c.account_id = ${account} and c.currency = ${currency}), 0)::bigint
    - coalesce((select sum(p.amount_minor) from kontor.payment p
      where p.account_id = ${account} and p.currency = ${currency}), 0)::bigint`;

/** A currency that never had a limit gets one of zero, with what the rows before this say is used. */
const ensureCreditRows = (payments: readonly NewPayment[]): Statement => {
  const rows = summed(payments.map(({ accountId, currency }) => ({ accountId, currency, minor: 0n })));
  return {
    name: 'payments.ensure_credit_rows',
    text: `insert into kontor.credit_limit (account_id, currency, limit_minor, used_minor)
      select w.account_id, w.currency, 0, ${usedCreditText('w.account_id', 'w.currency')}
      from unnest($1::uuid[], $2::text[]) as w (account_id, currency)
      where not exists (select 1 from kontor.credit_limit l
        where l.account_id = w.account_id and l.currency = w.currency)
      order by 1, 2 on conflict do nothing`,
    values: [rows.map(({ accountId }) => accountId), rows.map(({ currency }) => currency)],
  };
};

/** What was paid is no longer used of the credit. */
export const giveBackCredit = (payments: readonly NewPayment[]): Statement => {
  const rows = summed(
    payments.map(({ accountId, currency, amountMinor }) => ({ accountId, currency, minor: amountMinor })),
  );
  return {
    name: 'payments.give_back_credit',
    text: `with locked as (
        select l.account_id, l.currency, w.minor
        from unnest($1::uuid[], $2::text[], $3::bigint[]) as w (account_id, currency, minor)
        join kontor.credit_limit l on l.account_id = w.account_id and l.currency = w.currency
        order by l.account_id, l.currency for update of l)
      update kontor.credit_limit l set used_minor = l.used_minor - locked.minor from locked
      where l.account_id = locked.account_id and l.currency = locked.currency`,
    values: [
      rows.map(({ accountId }) => accountId),
      rows.map(({ currency }) => currency),
      rows.map(({ minor }) => minor),
    ],
  };
};
