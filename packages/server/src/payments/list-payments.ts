import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import { query as readRows } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import {
  type BankImportPage,
  type BankImportRow,
  readBankImport,
  readBankImports,
  readBankLines,
} from './bank-store.ts';
import type { ImportedStatement } from './import-bank-statement.ts';
import { type PaymentPage, type PaymentRow, readPayers, readPayments } from './payment-store.ts';

export type PaymentList = { readonly payments: readonly PaymentRow[]; readonly last: PaymentRow | null };

/** Payments of everybody, or of one partner, latest first. */
export const listPayments = async (
  ctx: RequestContext,
  query: Omit<PaymentPage, 'accountId'> & { readonly partnerId: string | undefined },
) => {
  const read = await readAs(ctx, 'payments.manage', undefined, []);
  if (!read.accepted) return read;
  const accountId = query.partnerId === undefined ? null : (parseAccountId(query.partnerId) ?? undefined);
  const system = ctx.pools.system;
  if (accountId !== null) {
    const payers = accountId ? await readRows(system, noTenant, readPayers([accountId])) : [];
    if (!accountId || payers.length === 0) return refused({ code: 'partner.not_found' });
  }
  const page = { accountId, after: query.after, limit: query.limit + 1 };
  const { items, last } = pageOf(await readRows(system, noTenant, readPayments(page)), query.limit);
  return accepted<PaymentList>({ payments: items, last });
};

export type BankImportList = {
  readonly imports: readonly BankImportRow[];
  readonly last: BankImportRow | null;
};

export const listBankImports = async (ctx: RequestContext, page: BankImportPage) => {
  const read = await readAs(ctx, 'payments.manage', undefined, []);
  if (!read.accepted) return read;
  const rows = await readRows(
    ctx.pools.system,
    noTenant,
    readBankImports({ ...page, limit: page.limit + 1 }),
  );
  const { items, last } = pageOf(rows, page.limit);
  return accepted<BankImportList>({ imports: items, last });
};

export const getBankImport = async (ctx: RequestContext, { importId }: { readonly importId: string }) => {
  const read = await readAs(ctx, 'payments.manage', undefined, []);
  if (!read.accepted) return read;
  const id = parseAccountId(importId); // any uuid
  const [summary] = id ? await readRows(ctx.pools.system, noTenant, readBankImport(id)) : [];
  if (!id || !summary) return refused({ code: 'bank_import.not_found' });
  const lines = await readRows(ctx.pools.system, noTenant, readBankLines(id));
  return accepted<ImportedStatement>({ summary, lines });
};
