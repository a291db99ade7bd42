import { Readable } from 'node:stream';
import * as contract from '@kontor/contract/payments';
import { instant } from '@kontor/domain/time';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, type Position, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { assignBankLine } from './assign-bank-line.ts';
import type { NamedBankLine } from './bank-store.ts';
import { type ImportedStatement, importBankStatement } from './import-bank-statement.ts';
import {
  type BankImportList,
  getBankImport,
  listBankImports,
  listPayments,
  type PaymentList,
} from './list-payments.ts';
import { getPaymentMethod, type PaymentMethod, setPaymentMethod } from './payment-method.ts';
import type { PaymentRow } from './payment-store.ts';
import { balanceView, bankImportView, bankLineView, importSummaryView, paymentView } from './payment-view.ts';
import { type Balance, readPartnerCredit } from './read-balance.ts';
import { recordPayment } from './record-payment.ts';
import { setCreditLimit } from './set-credit-limit.ts';

/** What the operator does with partners' money: payments, bank statements, credit limits. */
export const registerPaymentsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.recordPayment, {
    run: (ctx, { params, body }) =>
      recordPayment(ctx, {
        partnerId: params.partnerId,
        amount: body.amount,
        currency: body.currency,
        paidOn: body.paidOn,
        reference: body.reference ?? '',
        note: body.note ?? '',
        invoiceIds: body.invoiceIds ?? [],
      }),
    view: (payment: PaymentRow) => paymentView(payment),
  });
  registerKontor(app, surface, contract.setCreditLimit, {
    run: async (ctx, { params, body }) => setCreditLimit(ctx, { partnerId: params.partnerId, ...body }),
    view: ([balance]: readonly Balance[]) => balanceOrThrow(balance),
  });
  registerKontor(app, surface, contract.getPartnerCredit, {
    run: (ctx, { params }) => readPartnerCredit(ctx, params),
    view: (balances: readonly Balance[]) => ({ items: balances.map(balanceView) }),
  });
  registerKontor(app, surface, contract.getPaymentMethod, {
    run: (ctx, { params }) => getPaymentMethod(ctx, params),
    view: (method: PaymentMethod) => ({ ...method }),
  });
  registerKontor(app, surface, contract.setPaymentMethod, {
    run: (ctx, { params, body }) =>
      setPaymentMethod(ctx, {
        partnerId: params.partnerId,
        mode: body.mode,
        reference: body.reference,
      }),
    view: (method: PaymentMethod) => ({ ...method }),
  });
  registerPaymentList(app, surface);
  registerBankStatements(app, surface);
};

const balanceOrThrow = (balance: Balance | undefined) => {
  if (!balance) throw new Error('a currency whose limit was set has a balance');
  return balanceView(balance);
};

const placeOf = (ctx: RequestContext, list: string) => ({ accountId: ctx.principal.accountId, list });

const afterOf = (position: Position | null) => {
  if (position === null) return null;
  const [at = '', id = ''] = position; // sealed by us
  return { at: instant(Number(at)), id };
};

const registerPaymentList = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listPayments, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, placeOf(ctx, 'payments'), query.cursor);
      if (!cursor.accepted) return cursor;
      return listPayments(ctx, {
        partnerId: query.partnerId,
        after: afterOf(cursor.value),
        limit: limit.value,
      });
    },
    view: ({ payments, last }: PaymentList, ctx) => ({
      items: payments.map(paymentView),
      next:
        last === null ? null : sealCursor(ctx.vault, placeOf(ctx, 'payments'), [String(last.at), last.id]),
    }),
  });
};

const registerBankStatements = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.importBankStatement, {
    run: (ctx, { query, request }) =>
      importBankStatement(ctx, {
        fileName: query.fileName ?? 'statement.csv',
        decimal: query.decimal ?? 'point',
        upload: () => csvOf(request),
      }),
    view: (imported: ImportedStatement) => bankImportView(imported),
  });
  registerKontor(app, surface, contract.listBankImports, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, placeOf(ctx, 'bank_imports'), query.cursor);
      if (!cursor.accepted) return cursor;
      return listBankImports(ctx, { after: afterOf(cursor.value), limit: limit.value });
    },
    view: ({ imports, last }: BankImportList, ctx) => ({
      items: imports.map(importSummaryView),
      next:
        last === null
          ? null
          : sealCursor(ctx.vault, placeOf(ctx, 'bank_imports'), [String(last.imported_at), last.id]),
    }),
  });
  registerKontor(app, surface, contract.getBankImport, {
    run: (ctx, { params }) => getBankImport(ctx, params),
    view: (imported: ImportedStatement) => bankImportView(imported),
  });
  registerKontor(app, surface, contract.assignBankLine, {
    run: (ctx, { params, body }) =>
      assignBankLine(ctx, {
        importId: params.importId,
        line: Number(params.line),
        partnerId: body.partnerId,
      }),
    view: (line: NamedBankLine) => bankLineView(line),
  });
};

/** @throws what the frame answers with 415, once it is asked for */
const csvOf = (request: FastifyRequest): AsyncIterable<Uint8Array> => {
  const sent = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (sent === 'text/csv' && request.body instanceof Readable) return request.body;
  throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE();
};
