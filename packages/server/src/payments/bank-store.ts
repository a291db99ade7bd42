import type { Instant, LocalDate } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

const column = (name: string, type: string) => ({ name, type });

export type BankImportRow = {
  readonly id: string;
  readonly file_name: string;
  readonly imported_at: Instant;
  readonly row_count: number;
  readonly matched: number;
  readonly duplicates: number;
  readonly unmatched: number;
};

export type BankLineRow = {
  readonly import_id: string;
  readonly line: number;
  readonly paid_on: LocalDate;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly reference: string;
  readonly counterparty: string;
  readonly hash: Buffer;
  readonly status: 'matched' | 'duplicate' | 'unmatched';
  readonly reason: 'unknown' | 'ambiguous' | 'not_incoming' | '';
  readonly matched_account_id: string | null;
  readonly payment_id: string | null;
};

export type NamedBankLine = BankLineRow & { readonly account_name: string | null };

export const insertBankImport = (
  row: BankImportRow & { readonly sha256: Buffer; readonly imported_by: string | null },
): Statement => ({
  name: 'bank.insert_import',
  text: `insert into kontor.bank_import (id, file_name, sha256, imported_by, imported_at, row_count, matched, duplicates, unmatched)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  values: [
    row.id,
    row.file_name,
    row.sha256,
    row.imported_by,
    new Date(row.imported_at),
    row.row_count,
    row.matched,
    row.duplicates,
    row.unmatched,
  ],
});

export const insertBankLines = (rows: readonly BankLineRow[]): Statement =>
  insertMany(
    {
      name: 'bank.insert_lines',
      table: 'kontor.bank_import_line',
      columns: [
        column('import_id', 'uuid'),
        column('line', 'integer'),
        column('paid_on', 'date'),
        column('currency', 'text'),
        column('amount_minor', 'bigint'),
        column('reference', 'text'),
        column('counterparty', 'text'),
        column('hash', 'bytea'),
        column('status', 'text'),
        column('reason', 'text'),
        column('matched_account_id', 'uuid'),
        column('payment_id', 'uuid'),
      ],
    },
    rows.map((row) => [
      row.import_id,
      row.line,
      row.paid_on,
      row.currency,
      row.amount_minor,
      row.reference,
      row.counterparty,
      row.hash,
      row.status,
      row.reason,
      row.matched_account_id,
      row.payment_id,
    ]),
  );

const importColumns = 'id, file_name, imported_at, row_count, matched, duplicates, unmatched';

export const readBankImport = (id: string): Statement<BankImportRow> => ({
  name: 'bank.read_import',
  text: `select ${importColumns} from kontor.bank_import where id = $1`,
  values: [id],
});

export type BankImportPage = {
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

export const readBankImports = ({ after, limit }: BankImportPage): Statement<BankImportRow> => ({
  name: 'bank.read_imports',
  text: `select ${importColumns} from kontor.bank_import
    where (imported_at, id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by imported_at desc, id desc limit $3`,
  values: [after ? new Date(after.at) : null, after?.id ?? null, limit],
});

const lineColumns = `l.import_id, l.line, l.paid_on, l.currency, l.amount_minor, l.reference, l.counterparty, l.hash,
  l.status, l.reason, l.matched_account_id, l.payment_id, a.name as account_name`;

export const readBankLines = (importId: string): Statement<NamedBankLine> => ({
  name: 'bank.read_lines',
  text: `select ${lineColumns} from kontor.bank_import_line l
    left join kontor.account a on a.id = l.matched_account_id where l.import_id = $1 order by l.line`,
  values: [importId],
});

export const readBankLine = (importId: string, line: number): Statement<NamedBankLine> => ({
  name: 'bank.read_line',
  text: `select ${lineColumns} from kontor.bank_import_line l
    left join kontor.account a on a.id = l.matched_account_id where l.import_id = $1 and l.line = $2`,
  values: [importId, line],
});

/** Raises when somebody else was first. */
export const assignLine = (line: {
  readonly importId: string;
  readonly line: number;
  readonly accountId: string;
  readonly paymentId: string;
}): Statement => ({
  name: 'bank.assign_line',
  text: `with assigned as (
      update kontor.bank_import_line set status = 'matched', reason = '', matched_account_id = $3, payment_id = $4
      where import_id = $1 and line = $2 and status = 'unmatched' returning import_id),
    counted as (
      update kontor.bank_import set matched = matched + 1, unmatched = unmatched - 1
      where id in (select import_id from assigned) returning 1)
    select kontor.expect(count(*), 1, 'bank_line.changed') from counted`,
  values: [line.importId, line.line, line.accountId, line.paymentId],
});
