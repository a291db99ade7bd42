import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { formatAmount, money, parseAmount, parseCurrency } from '@kontor/domain/money';
import { type CreditLimitRow, readCreditLimits } from '../carts/cart-store.ts';
import { readCurrencies } from '../catalog/offer-store.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { setLimit } from './balance-store.ts';
import { readPayers, usedCreditText } from './payment-store.ts';
import { nowOf } from './plan-payment.ts';
import { balancesOf } from './read-balance.ts';

export type CreditLimitInput = {
  readonly partnerId: string;
  readonly currency: string;
  readonly limit: string;
};

/** Sets how much a partner may owe in a currency. What is owed already is never touched; the log keeps the history. */
export const setCreditLimit = (ctx: RequestContext, input: CreditLimitInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'partners.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const partnerId = parseAccountId(input.partnerId);
    if (!partnerId) return refused({ code: 'partner.not_found' });
    const [[payer], limits, currencies] = await readBatch(ctx.pools.system, noTenant, [
      readPayers([partnerId]),
      readCreditLimits(partnerId),
      readCurrencies(),
    ]);
    if (!payer) return refused({ code: 'partner.not_found' });
    const asked = limitFrom(
      input,
      currencies.map(({ code }) => code),
    );
    if (!asked.accepted) return asked;
    const limit = asked.value;
    const before = limits.find(({ currency }) => currency === limit.currency);
    const theirs = { ...caller, accountId: partnerId, now: nowOf(payer, ctx.realNow()) };
    const details = { currency: limit.currency, limit: formatAmount(limit) };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [
          addEvent(theirs, {
            type: 'credit_limit.changed',
            aggregateType: 'credit_limit',
            aggregateId: `${partnerId}:${limit.currency}`,
            data: details,
          }),
        ],
        activity: [
          {
            action: 'set_credit_limit',
            resourceId: `${partnerId}:${limit.currency}`,
            ...(before ? { oldValue: { ...details, limit: limitText(before) } } : {}),
            newValue: details,
            details,
          },
        ],
        events: [],
        last: [setLimit(partnerId, limit.currency, limit.minor, usedCreditText('$1', '$2'))],
      },
      limit,
      theirs,
    );
    if (!done.accepted) return done;
    const balances = await balancesOf({
      accountId: partnerId,
      now: theirs.now,
      read: (statements) => readBatch(ctx.pools.system, noTenant, statements),
    });
    return accepted(balances.filter(({ currency }) => currency === limit.currency));
  });

const limitText = (row: CreditLimitRow): string => {
  const currency = parseCurrency(row.currency);
  return currency ? formatAmount(money(row.limit_minor, currency)) : '';
};

const limitFrom = (input: CreditLimitInput, currencies: readonly string[]) => {
  const currency = parseCurrency(input.currency);
  if (currency === undefined || !currencies.includes(currency))
    return invalid([{ path: 'currency', message: `${input.currency} is not a currency of this service` }]);
  const limit = parseAmount(input.limit, currency);
  if (!limit || limit.minor < 0n)
    return invalid([
      {
        path: 'limit',
        message: `must be 0 or more, as decimal text with at most the decimals of ${currency}`,
      },
    ]);
  return accepted(limit);
};
