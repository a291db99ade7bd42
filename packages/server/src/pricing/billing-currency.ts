import { accepted } from '@kontor/domain/decision';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { concernedBy, findPartner } from './partner-discounts.ts';
import { readHasLimit, readKnownCurrencies, setBillingCurrency } from './pricing-store.ts';

export type BillingCurrency = { readonly currency: string | null; readonly creditLimitSet: boolean };

/** From now on everything is billed in it. What was charged before stays in the currency that it was charged in. */
export const putBillingCurrency = (ctx: RequestContext, partnerId: string, currency: string | null) =>
  withRetries(async () => {
    const found = await findPartner(ctx, partnerId, () => readKnownCurrencies([currency ?? '']));
    if (!found.accepted) return found;
    const { caller, partner, others } = found.value;
    if (currency !== null && others.length === 0)
      return invalid([{ path: 'currency', message: 'must be a currency of ISO 4217, such as EUR, or null' }]);
    const [[limit]] = await readBatch(ctx.pools.system, noTenant, [readHasLimit(partner.id, currency)]);
    const value: BillingCurrency = { currency, creditLimitSet: limit?.set ?? false };
    if (partner.billing_currency === currency) return accepted(value);
    const details = { from: partner.billing_currency, to: currency };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [setBillingCurrency(partner.id, partner.billing_currency, currency)],
        activity: [
          {
            action: 'set_billing_currency',
            resourceId: partner.id,
            oldValue: { currency: details.from },
            newValue: { currency: details.to },
            details,
          },
        ],
        events: [
          {
            type: 'partner.billing_currency_set',
            aggregateType: 'partner',
            aggregateId: partner.id,
            data: details,
          },
        ],
      },
      value,
      concernedBy(caller, partner),
    );
    return done.accepted ? accepted(done.value.value) : done;
  });
