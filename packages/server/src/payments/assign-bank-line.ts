import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { money } from '@kontor/domain/money';
import { invoiceNumbersIn } from '@kontor/domain/payment/match-bank-line';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { assignLine, type NamedBankLine, readBankLine } from './bank-store.ts';
import { stillOpen } from './import-bank-statement.ts';
import { giveBackCredit, paymentWrites, readOpenNow, readPaidHashes, readPayers } from './payment-store.ts';
import {
  currencyOf,
  nowOf,
  openInvoiceOf,
  paymentEvent,
  paymentRecord,
  planPayment,
} from './plan-payment.ts';

export type AssignInput = { readonly importId: string; readonly line: number; readonly partnerId: string };

/** A person says whose money a line is. Assigned once, it is a payment like any other. */
export const assignBankLine = (ctx: RequestContext, input: AssignInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'payments.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const partnerId = parseAccountId(input.partnerId);
    const importId = parseAccountId(input.importId); // any uuid
    if (!importId) return refused({ code: 'bank_line.not_found' });
    if (!partnerId) return refused({ code: 'partner.not_found' });
    const [[line], [payer], openRows] = await readBatch(ctx.pools.system, noTenant, [
      readBankLine(importId, input.line),
      readPayers([partnerId]),
      readOpenNow([partnerId]),
    ]);
    if (!line) return refused({ code: 'bank_line.not_found' });
    if (!payer) return refused({ code: 'partner.not_found' });
    if (line.status !== 'unmatched' || line.amount_minor <= 0n)
      return refused({ code: 'bank_line.not_open', lineStatus: line.status, reason: line.reason });
    const [paid] = await readBatch(ctx.pools.system, noTenant, [readPaidHashes([line.hash])]);
    if (paid.length > 0) return refused({ code: 'bank_line.not_open', lineStatus: 'duplicate', reason: '' });
    const open = openRows.map(openInvoiceOf);
    const at = nowOf(payer, ctx.realNow());
    const payment = planPayment(
      {
        accountId: partnerId,
        amount: money(line.amount_minor, currencyOf(line.currency)),
        paidOn: line.paid_on,
        at,
        method: 'bank',
        reference: line.reference,
        note: line.counterparty,
        bankLineHash: line.hash,
        recordedBy: caller.actor.userId ?? null,
      },
      open,
      stillOpen(invoiceNumbersIn(line.reference), open),
    );
    const assigned: NamedBankLine = {
      ...line,
      status: 'matched',
      reason: '',
      matched_account_id: partnerId,
      payment_id: payment.id,
      account_name: payer.name,
    };
    const theirs = { ...caller, accountId: partnerId, now: at };
    const place = { importId, line: input.line };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [
          assignLine({ ...place, accountId: partnerId, paymentId: payment.id }),
          ...paymentWrites([payment]),
          addEvent(theirs, paymentEvent(payment)),
        ],
        activity: [paymentRecord(payment)],
        events: [],
        last: [giveBackCredit([payment])],
      },
      assigned,
      theirs,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });
