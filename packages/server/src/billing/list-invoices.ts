import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant, type Scope } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { readBilledAccount } from './billed-account-store.ts';
import {
  type InvoiceLineRow,
  type InvoicePage,
  type InvoiceRow,
  readInvoice,
  readInvoiceLines,
  readInvoicePage,
} from './invoice-store.ts';

export type InvoiceList = { readonly invoices: readonly InvoiceRow[]; readonly last: InvoiceRow | null };
export type InvoiceLineList = {
  readonly id: string;
  readonly lines: readonly InvoiceLineRow[];
  readonly last: InvoiceLineRow | null;
};

type Reader = { readonly accountId: AccountId; readonly pool: Pool; readonly scope: Scope };

/** Whose documents: the caller's own, or those of the partner that an operator names. */
export const invoiceReader = async (
  ctx: RequestContext,
  partnerId: string | undefined,
  permission: Permission = 'invoices.read',
) => {
  const read = await readAs(ctx, permission, undefined, []);
  if (!read.accepted) return read;
  return readerFor(ctx, read.value.caller, partnerId);
};

const readerFor = async (
  ctx: RequestContext,
  { accountId: own, scope }: Caller,
  partnerId: string | undefined,
): Promise<Decision<Reader, { readonly code: 'partner.not_found' }>> => {
  const accountId = partnerId === undefined ? own : parseAccountId(partnerId);
  if (accountId === own) return accepted({ accountId, pool: ctx.pools.app, scope });
  if (accountId === undefined || ctx.principal.kind !== 'operator')
    return refused({ code: 'partner.not_found' });
  const { system } = ctx.pools;
  const [account] = await query(system, noTenant, readBilledAccount(accountId));
  return account
    ? accepted({ accountId, pool: system, scope: noTenant })
    : refused({ code: 'partner.not_found' });
};

/** Invoices and credit notes, newest first. */
export const listInvoices = async (ctx: RequestContext, partnerId: string | undefined, page: InvoicePage) => {
  const reader = await invoiceReader(ctx, partnerId);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const rows = await query(pool, scope, readInvoicePage(accountId, { ...page, limit: page.limit + 1 }));
  const { items, last } = pageOf(rows, page.limit);
  return accepted<InvoiceList>({ invoices: items, last });
};

export const getInvoice = async (ctx: RequestContext, partnerId: string | undefined, id: string) => {
  const reader = await invoiceReader(ctx, partnerId);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const [row] = await query(pool, scope, readInvoice(accountId, id));
  return row ? accepted<InvoiceRow>(row) : refused({ code: 'invoice.not_found' });
};

export const listInvoiceLines = async (
  ctx: RequestContext,
  partnerId: string | undefined,
  { id, after, limit }: { readonly id: string; readonly after: number; readonly limit: number },
) => {
  const reader = await invoiceReader(ctx, partnerId);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const rows = await query(pool, scope, readInvoiceLines(accountId, id, after, limit + 1));
  const [known] = rows.length > 0 ? rows : await query(pool, scope, readInvoice(accountId, id));
  if (!known) return refused({ code: 'invoice.not_found' });
  const { items, last } = pageOf(rows, limit);
  return accepted<InvoiceLineList>({ id, lines: items, last });
};
