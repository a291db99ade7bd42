import { Readable } from 'node:stream';
import * as contract from '@kontor/contract/payments';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, type Position, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import {
  type CustomerBalances,
  type CustomerBalancesQuery,
  listCustomerBalances,
  positionOf,
} from './list-customer-balances.ts';
import { balanceView, customerBalanceView, statementView } from './payment-view.ts';
import { invoiceSummaries, invoiceSummary } from './payments-wire.ts';
import { type Balance, readBalance } from './read-balance.ts';
import { type AccountStatement, readStatement } from './read-statement.ts';
import { type AccountSummaries, readSummaries } from './read-summaries.ts';
import { statementCsv } from './statement-csv.ts';

/** What an account owes, for whom, and since when. */
export const registerBalanceKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getBalance, {
    run: (ctx, { query }) => readBalance(ctx, { partnerId: query.partnerId }),
    view: (balances: readonly Balance[]) => ({ items: balances.map(balanceView) }),
  });
  registerKontor(app, surface, contract.listCustomerBalances, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, placeOf(ctx), query.cursor);
      if (!cursor.accepted) return cursor;
      return listCustomerBalances(ctx, {
        partnerId: query.partnerId,
        currency: query.currency,
        after: afterOf(cursor.value),
        limit: limit.value,
      });
    },
    view: ({ items, last }: CustomerBalances, ctx) => ({
      items: items.map(customerBalanceView),
      next: last === null ? null : sealCursor(ctx.vault, placeOf(ctx), positionOf(last)),
    }),
  });
  registerKontor(app, surface, contract.getStatement, {
    run: (ctx, { query }) =>
      readStatement(ctx, { from: undefined, to: undefined, ...query, ...named(query) }),
    view: (statement: AccountStatement) => statementView(statement),
  });
  registerKontor(app, surface, contract.exportStatement, {
    run: async (ctx, { query, reply }) => {
      const found = await readStatement(ctx, { from: undefined, to: undefined, ...query, ...named(query) });
      if (found.accepted) {
        const { currency, from, to } = found.value;
        reply.headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="statement-${currency}-${from}-${to}.csv"`,
        });
      }
      return found;
    },
    // A stream has no type in the contract, whose answers are JSON.
    view: (statement: AccountStatement) => Readable.from([statementCsv(statement)]) as unknown as undefined,
  });
};

const named = (query: { readonly partnerId?: string | undefined }) => ({ partnerId: query.partnerId });

const placeOf = (ctx: RequestContext) => ({
  accountId: ctx.principal.accountId,
  list: 'customer_balances',
});

const afterOf = (position: Position | null): CustomerBalancesQuery['after'] => {
  if (position === null) return null;
  const [name = '', id = '', currency = ''] = position; // sealed by us
  return [name, id, currency];
};

export const registerBalanceWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.getInvoiceSummary, {
    run: (ctx) => readSummaries(ctx, 'invoices.read'),
    view: (summaries: AccountSummaries) => invoiceSummary(summaries),
  });
  registerWire(app, surface, wire.listInvoiceSummaries, {
    run: (ctx) => readSummaries(ctx, 'invoice_summaries.read'),
    view: (summaries: AccountSummaries) => invoiceSummaries(summaries),
  });
};
