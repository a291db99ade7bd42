import { createHash } from 'node:crypto';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { AccountId } from '@kontor/domain/ids';
import { formatAmount, money } from '@kontor/domain/money';
import { afterAllocation, type OpenInvoice } from '@kontor/domain/payment/allocate-payment';
import { type BankMatch, invoiceNumbersIn, matchBankLine } from '@kontor/domain/payment/match-bank-line';
import { instant } from '@kontor/domain/time';
import { addActivity } from '../activity/activity-store.ts';
import { readCurrencies } from '../catalog/offer-store.ts';
import type { ProblemList } from '../catalog/price-sheet-problems.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent } from '../partners/event-store.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { type BankRow, type DecimalMark, readBankFile } from './bank-file.ts';
import {
  type BankImportRow,
  type BankLineRow,
  insertBankImport,
  insertBankLines,
  type NamedBankLine,
} from './bank-store.ts';
import {
  giveBackCredit,
  type NewPayment,
  type PayerRow,
  paymentWrites,
  readAllPayers,
  readInvoicesByNumber,
  readOpenNow,
  readPaidHashes,
} from './payment-store.ts';
import {
  currencyOf,
  nowOf,
  openInvoiceOf,
  paymentEvent,
  paymentRecord,
  planPayment,
} from './plan-payment.ts';

export type BankStatementInput = {
  readonly fileName: string;
  readonly decimal: DecimalMark;
  /** Asked for only when the caller is known to be allowed to send one. */
  readonly upload: () => AsyncIterable<Uint8Array>;
};

export type ImportedStatement = { readonly summary: BankImportRow; readonly lines: readonly NamedBankLine[] };

export type BankFileRefusal =
  | ({ readonly code: 'bank_import.invalid' } & ProblemList)
  | { readonly code: 'bank_import.too_large'; readonly mostBytes: number };

const mostBytes = 5_000_000;

/**
 * Imports a bank's statement, all of it or nothing: what names a partner becomes its payment, what was imported
 * before pays nothing, the rest waits for a person.
 */
export const importBankStatement = async (ctx: RequestContext, input: BankStatementInput) => {
  const allowed = await readAs(ctx, 'payments.manage', undefined, []);
  if (!allowed.accepted) return allowed;
  const { caller } = allowed.value;
  const currencies = await query(ctx.pools.system, noTenant, readCurrencies());
  const file = await readFile(input, new Set(currencies.map(({ code }) => code)));
  if (!file.accepted) return file;
  const { rows, sha256 } = file.value;
  return withRetries(() => importRows(ctx, caller, { ...input, rows, sha256 }));
};

type FileRead = { readonly rows: readonly BankRow[]; readonly sha256: Buffer };

const readFile = async (
  { upload, decimal }: BankStatementInput,
  currencies: ReadonlySet<string>,
): Promise<Decision<FileRead, BankFileRefusal>> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of upload()) {
    bytes += chunk.length;
    if (bytes > mostBytes) return refused({ code: 'bank_import.too_large', mostBytes });
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  const text = decoded(content);
  if (text === undefined) {
    const problem = { line: 1, column: '', path: 'lines.1', message: 'the file is not UTF-8' };
    return refused({ code: 'bank_import.invalid', errors: [problem], more: 0 });
  }
  const { rows, problems } = readBankFile(text, { decimal, currencies });
  if (problems.errors.length > 0) return refused({ code: 'bank_import.invalid', ...problems });
  return accepted({ rows, sha256: createHash('sha256').update(content).digest() });
};

// The decoder takes a byte order mark away.
const decoded = (content: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
};

/** The same words of a bank always have the same hash; what a file says twice is told apart by how often. */
export const hashesOf = (rows: readonly BankRow[]): Buffer[] => {
  const seen = new Map<string, number>();
  return rows.map(({ paidOn, amount, reference, counterparty }) => {
    const words = JSON.stringify([paidOn, formatAmount(amount), amount.currency, reference, counterparty]);
    const occurrence = (seen.get(words) ?? 0) + 1;
    seen.set(words, occurrence);
    return createHash('sha256').update(`${words}#${occurrence}`).digest();
  });
};

const importRows = async (ctx: RequestContext, caller: Caller, input: BankStatementInput & FileRead) => {
  const { rows, sha256 } = input;
  const hashes = hashesOf(rows);
  const numbers = [...new Set(rows.flatMap(({ reference }) => invoiceNumbersIn(reference)))];
  const [payers, invoices, paid] = await readBatch(ctx.pools.system, noTenant, [
    readAllPayers(),
    readInvoicesByNumber(numbers),
    readPaidHashes(hashes),
  ]);
  const matches = matchesOf(rows, payers, invoices);
  const accounts = [...new Set(matches.flatMap((match) => (match.matched ? [match.accountId] : [])))];
  const open = openByAccount(await query(ctx.pools.system, noTenant, readOpenNow(accounts)));
  const paidBefore = new Set(paid.map(({ hash }) => hash.toString('hex')));
  const payerOf = new Map(payers.map((payer) => [payer.id, payer]));
  const importId = newUuid();
  const payments: NewPayment[] = [];
  const lines = rows.map((row, index): NamedBankLine => {
    const hash = hashes[index] ?? Buffer.alloc(0);
    const line = lineOf(importId, row, hash);
    if (paidBefore.has(hash.toString('hex'))) return { ...line, status: 'duplicate' };
    if (row.amount.minor <= 0n) return { ...line, reason: 'not_incoming' };
    const match = matches[index];
    const payer = match?.matched ? payerOf.get(match.accountId) : undefined;
    if (!match?.matched || !payer)
      return { ...line, reason: match?.matched ? 'unknown' : (match?.reason ?? 'unknown') };
    const payment = payOf(ctx, caller, { row, hash, payer, named: match.invoiceIds, open });
    payments.push(payment);
    return {
      ...line,
      status: 'matched',
      matched_account_id: payer.id,
      payment_id: payment.id,
      account_name: payer.name,
    };
  });
  const summary = summaryOf(importId, input.fileName, lines, caller);
  return writeImport(ctx, caller, { summary, lines }, payments, { sha256, payerOf });
};

const matchesOf = (
  rows: readonly BankRow[],
  payers: readonly PayerRow[],
  invoices: readonly { readonly account_id: AccountId; readonly id: string }[],
): BankMatch[] => {
  const known = payers.map(({ id, name, legal_name }) => ({ accountId: id, names: [name, legal_name] }));
  const documents = invoices.map(({ account_id, id }) => ({ accountId: account_id, invoiceId: id }));
  return rows.map((row) => matchBankLine(row, known, documents));
};

type OpenOfAccounts = Map<string, OpenInvoice[]>;

const openByAccount = (rows: Parameters<typeof openInvoiceOf>[0][]): OpenOfAccounts => {
  const open: OpenOfAccounts = new Map();
  for (const row of rows) open.set(row.account_id, [...(open.get(row.account_id) ?? []), openInvoiceOf(row)]);
  return open;
};

/** Documents that were paid long ago say only whose money it is. */
export const stillOpen = (named: readonly string[], open: readonly OpenInvoice[]): string[] =>
  named.filter((number) => open.some(({ invoiceId }) => invoiceId === number));

type Incoming = {
  readonly row: BankRow;
  readonly hash: Buffer;
  readonly payer: PayerRow;
  readonly named: readonly string[];
  readonly open: OpenOfAccounts;
};

/** Lines are paid one after the other: what one has paid, the next finds closed. */
const payOf = (
  ctx: RequestContext,
  caller: Caller,
  { row, hash, payer, named, open }: Incoming,
): NewPayment => {
  const before = open.get(payer.id) ?? [];
  const payment = planPayment(
    {
      accountId: payer.id,
      amount: row.amount,
      paidOn: row.paidOn,
      at: nowOf(payer, ctx.realNow()),
      method: 'bank',
      reference: row.reference,
      note: row.counterparty,
      bankLineHash: hash,
      recordedBy: caller.actor.userId ?? null,
    },
    before,
    stillOpen(named, before),
  );
  const allocations = payment.allocations.map(({ invoiceId, amountMinor }) => ({
    invoiceId,
    amount: money(amountMinor, currencyOf(payment.currency)),
  }));
  open.set(payer.id, afterAllocation(before, { allocations, rest: row.amount }));
  return payment;
};

const lineOf = (importId: string, row: BankRow, hash: Buffer): NamedBankLine => ({
  import_id: importId,
  line: row.line,
  paid_on: row.paidOn,
  currency: row.amount.currency,
  amount_minor: row.amount.minor,
  reference: row.reference,
  counterparty: row.counterparty,
  hash,
  status: 'unmatched',
  reason: '',
  matched_account_id: null,
  payment_id: null,
  account_name: null,
});

const summaryOf = (
  id: string,
  fileName: string,
  lines: readonly BankLineRow[],
  caller: Caller,
): BankImportRow => {
  const count = (status: BankLineRow['status']) => lines.filter((line) => line.status === status).length;
  return {
    id,
    file_name: fileName,
    imported_at: instant(caller.now),
    row_count: lines.length,
    matched: count('matched'),
    duplicates: count('duplicate'),
    unmatched: count('unmatched'),
  };
};

const writeImport = async (
  ctx: RequestContext,
  caller: Caller,
  imported: ImportedStatement,
  payments: readonly NewPayment[],
  { sha256, payerOf }: { readonly sha256: Buffer; readonly payerOf: ReadonlyMap<string, PayerRow> },
) => {
  const { summary, lines } = imported;
  const told = payments.flatMap((payment) => {
    const payer = payerOf.get(payment.accountId);
    const theirs: Caller = { ...caller, accountId: payment.accountId, now: payment.at };
    return payer
      ? [addActivity(ctx, theirs, paymentRecord(payment)), addEvent(theirs, paymentEvent(payment))]
      : [];
  });
  const details = {
    importId: summary.id,
    fileName: summary.file_name,
    rows: summary.row_count,
    matched: summary.matched,
    duplicates: summary.duplicates,
    unmatched: summary.unmatched,
  };
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [
        insertBankImport({ ...summary, sha256, imported_by: caller.actor.userId ?? null }),
        insertBankLines(lines),
        ...(payments.length > 0 ? paymentWrites(payments) : []),
        ...told,
      ],
      activity: [{ action: 'import_bank_statement', resourceId: summary.id, details }],
      events: [
        {
          type: 'bank_statement.imported',
          aggregateType: 'bank_import',
          aggregateId: summary.id,
          data: details,
        },
      ],
      last: payments.length > 0 ? [giveBackCredit(payments)] : [],
    },
    imported,
  );
  return done.accepted ? accepted(done.value.value) : done;
};
