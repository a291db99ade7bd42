import { accepted } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { taxedAmounts } from '@kontor/domain/market/tax';
import { add, type Money, money, zero } from '@kontor/domain/money';
import { committedFuture, shareOpenAmount } from '@kontor/domain/payment/commitment';
import { convertUnit, parseRate } from '@kontor/domain/pricing/exchange-rate';
import { instant, localDateAt, utc } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type FutureCycleRow,
  readFutureCycles,
  readOpenOfCustomers,
  readUnbilledOfCustomers,
} from './balance-store.ts';
import { currencyOf } from './plan-payment.ts';
import { subjectOf } from './subject.ts';

export type CustomerBalance = {
  readonly customerId: string;
  readonly customerName: string;
  readonly unbilled: Money;
  readonly onOpenInvoices: Money;
  readonly committedFuture: Money;
  readonly total: Money;
};

export type CustomerBalancesQuery = {
  readonly partnerId: string | undefined;
  readonly currency: string | undefined;
  /** The name, id and currency of the last of the page before. */
  readonly after: readonly [string, string, string] | null;
  readonly limit: number;
};

export type CustomerBalances = {
  readonly items: readonly CustomerBalance[];
  readonly last: CustomerBalance | null;
};

/** For whom an account owes what it owes, and what it is committed to for them. */
export const listCustomerBalances = async (ctx: RequestContext, query: CustomerBalancesQuery) => {
  const subject = await subjectOf(ctx, 'invoices.read', query.partnerId);
  if (!subject.accepted) return subject;
  const { accountId, read } = subject.value;
  const [unbilled, open, future] = await read([
    readUnbilledOfCustomers(accountId),
    readOpenOfCustomers(accountId),
    readFutureCycles(accountId),
  ]);
  const sums = summing();
  for (const row of unbilled) sums.add(row, 'unbilled', money(row.minor, currencyOf(row.currency)));
  for (const rows of Object.values(Object.groupBy(open, ({ invoice_id }) => invoice_id)))
    for (const [row, share] of sharesOf(rows ?? [])) sums.add(row, 'onOpenInvoices', share);
  for (const row of future) sums.add(row, 'committedFuture', futureOf(row));
  const all = sums
    .rows()
    .filter(({ total }) => query.currency === undefined || total.currency === query.currency)
    .sort((a, b) => (isBefore(positionOf(a), positionOf(b)) ? -1 : 1));
  const { after } = query;
  const behind = after === null ? all : all.filter((row) => isBefore(after, positionOf(row)));
  const items = behind.slice(0, query.limit);
  return accepted<CustomerBalances>({
    items,
    last: behind.length > items.length ? (items.at(-1) ?? null) : null,
  });
};

export const positionOf = (row: CustomerBalance): readonly [string, string, string] => [
  row.customerName.toLowerCase(),
  row.customerId,
  row.total.currency,
];

const isBefore = (a: readonly string[], b: readonly string[]): boolean => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? '') < (b[at] ?? '');
};

type Owner = { readonly customer_id: string; readonly customer_name: string };
type Part = 'unbilled' | 'onOpenInvoices' | 'committedFuture';

const summing = () => {
  const rows = new Map<string, CustomerBalance>();
  return {
    add: (owner: Owner, part: Part, amount: Money) => {
      const none = zero(amount.currency);
      const key = `${owner.customer_id} ${amount.currency}`;
      const row = rows.get(key) ?? {
        customerId: owner.customer_id,
        customerName: owner.customer_name,
        unbilled: none,
        onOpenInvoices: none,
        committedFuture: none,
        total: none,
      };
      rows.set(key, { ...row, [part]: add(row[part], amount), total: add(row.total, amount) });
    },
    rows: () => [...rows.values()],
  };
};

type OpenShare = Owner & { readonly currency: string; readonly minor: bigint; readonly open_minor: bigint };

const sharesOf = (rows: readonly OpenShare[]): Map<OpenShare, Money> => {
  const [first] = rows;
  if (!first) return new Map();
  const currency = currencyOf(first.currency);
  return shareOpenAmount(
    money(first.open_minor, currency),
    new Map(rows.map((row) => [row, money(row.minor, currency)])),
  );
};

/** At what one cycle costs today: its price, at the rate of the last charge where it is billed in another currency. */
const futureOf = (row: FutureCycleRow): Money => {
  const price = money(row.unit_minor, currencyOf(row.price_currency));
  const unit = billedUnit(price, row);
  const { gross } = taxedAmounts(unit, row.quantity, {
    mode: row.tax_mode,
    rateBasisPoints: row.tax_rate_basis_points,
  });
  return committedFuture(gross, {
    next: localDateAt(instant(row.due_at), row.zone ?? utc),
    endsOn: row.ends_on,
    cycle: row.billing_cycle,
  });
};

const billedUnit = (price: Money, row: FutureCycleRow): Money => {
  if (row.currency === null || row.currency === price.currency) return price;
  const rate = parseRate(row.exchange_rate ?? '');
  invariant(rate !== undefined, 'a charge in another currency has its rate');
  const to = currencyOf(row.currency);
  return convertUnit(price, { from: price.currency, to, rate, at: instant(row.due_at) });
};
