import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type PayerRow, readPayers, updatePaymentMethod } from './payment-store.ts';
import { nowOf } from './plan-payment.ts';

export type PaymentMethod = { readonly mode: PayerRow['payment_mode']; readonly reference: string };

const payerOf = async (ctx: RequestContext, text: string): Promise<PayerRow | undefined> => {
  const partnerId = parseAccountId(text);
  const [payer] = partnerId ? await query(ctx.pools.system, noTenant, readPayers([partnerId])) : [];
  return payer;
};

const methodOf = (payer: PayerRow): PaymentMethod => ({
  mode: payer.payment_mode,
  reference: payer.payment_method_reference,
});

export const getPaymentMethod = async (ctx: RequestContext, input: { readonly partnerId: string }) => {
  const read = await readAs(ctx, 'payments.manage', undefined, []);
  if (!read.accepted) return read;
  const payer = await payerOf(ctx, input.partnerId);
  return payer ? accepted(methodOf(payer)) : refused({ code: 'partner.not_found' });
};

export type PaymentMethodInput = {
  readonly partnerId: string;
  readonly mode: PaymentMethod['mode'];
  /** Absent: stays as it is. */
  readonly reference: string | undefined;
};

/** Says how a partner pays from the next order on; orders that wait for their payment keep waiting for it. */
export const setPaymentMethod = (ctx: RequestContext, input: PaymentMethodInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'payments.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const payer = await payerOf(ctx, input.partnerId);
    if (!payer) return refused({ code: 'partner.not_found' });
    const before = methodOf(payer);
    const after: PaymentMethod = { mode: input.mode, reference: input.reference?.trim() ?? before.reference };
    const theirs = { ...caller, accountId: payer.id, now: nowOf(payer, ctx.realNow()) };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [
          updatePaymentMethod(payer, after),
          addEvent(theirs, {
            type: 'partner.payment_method_changed',
            aggregateType: 'partner',
            aggregateId: payer.id,
            data: after,
          }),
        ],
        activity: [
          {
            action: 'update_partner',
            resourceId: payer.id,
            oldValue: before,
            newValue: after,
            details: after,
          },
        ],
        events: [],
      },
      after,
      theirs,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });
