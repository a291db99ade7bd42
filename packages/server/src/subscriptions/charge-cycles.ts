import { invariant } from '@kontor/domain/invariant';
import { taxedAmounts } from '@kontor/domain/market/tax';
import { money, parseCurrency } from '@kontor/domain/money';
import { anchorDayOf, type ChargedTerm, chargedPeriodAt } from '@kontor/domain/subscription/cycles';
import { type Instant, localDateAt } from '@kontor/domain/time';
import { useCreditUnguarded } from '../carts/cart-store.ts';
import { cycleDue, zoneOfLine } from '../orders/due-rows.ts';
import { type ChargeRow, insertCharges } from '../orders/purchase-store.ts';
import { addEvents } from '../partners/event-store.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { type DueHandlers, groupOf } from '../sandbox/due-events.ts';
import { insertDue } from '../sandbox/due-store.ts';
import { type CycleRow, readCycles, touchOrders } from './cycle-store.ts';
import { exposureOf } from './exposure.ts';

/**
 * Charges the further periods of terms that are paid in parts, at the price frozen when the term began; a suspended
 * subscription is charged on. A line that was cancelled is not, nor one whose term has ended.
 */
export const chargeCycleHandlers = {
  'charge.cycle': async ({ pools }, accountId, rows) => {
    const { due_at: at } = groupOf(rows);
    const found = await query(
      pools.system,
      noTenant,
      readCycles(
        accountId,
        rows.map(({ ref }) => ref),
      ),
    );
    const due = found.flatMap((row) => {
      const term = termOf(row);
      const day = localDateAt(at, zoneOfLine(row));
      return row.status === 'cancelled' || day < term.startsOn || day >= term.endsOn
        ? []
        : [{ row, term, day }];
    });
    if (due.length === 0) return [];
    const charges = due.map(({ row, term, day }) =>
      cycleCharge(accountId, row, chargedPeriodAt(term, day), at),
    );
    const next = due.flatMap(({ row, term, day }) =>
      cycleDue(accountId, { orderId: row.order_id, line: row, term }, day),
    );
    return [
      touchOrders(
        accountId,
        charges.map((charge) => charge.order_id),
      ),
      insertCharges(charges),
      ...(next.length > 0 ? [insertDue(next)] : []),
      addEvents(accountId, at, charges.map(chargedEvent)),
      useCreditUnguarded(accountId, at, exposureOf(charges)),
    ];
  },
} as const satisfies DueHandlers;

/** The term that a line's periods are counted in: its subscription's, or where it has none its own. */
const termOf = (row: CycleRow): ChargedTerm => {
  const startsOn = row.term_starts_on ?? row.starts_on;
  const firstStartedOn =
    row.subscribed_at === null ? startsOn : localDateAt(row.subscribed_at, zoneOfLine(row));
  return {
    startsOn,
    endsOn: row.ends_on,
    term: row.term_duration,
    billingCycle: row.billing_cycle,
    anchorDay: anchorDayOf(startsOn, firstStartedOn),
  };
};

const cycleCharge = (
  accountId: string,
  row: CycleRow,
  period: { readonly start: ChargeRow['period_start']; readonly end: ChargeRow['period_end'] },
  at: Instant,
): ChargeRow => {
  const currency = parseCurrency(row.charge_currency);
  invariant(currency, 'a charge has a currency');
  const tax = { mode: row.tax_mode, rateBasisPoints: row.tax_rate_basis_points };
  const amounts = taxedAmounts(money(row.charge_unit_minor, currency), row.quantity, tax);
  return {
    account_id: accountId,
    customer_id: row.customer_id,
    id: newUuid(),
    order_id: row.order_id,
    line_number: row.line_number,
    kind: 'cycle_charge',
    sign: 1,
    credits_charge_id: null,
    currency,
    unit_minor: row.charge_unit_minor,
    quantity: row.quantity,
    net_minor: amounts.net.minor,
    tax_minor: amounts.tax.minor,
    tax_mode: row.tax_mode,
    tax_rate_basis_points: row.tax_rate_basis_points,
    period_start: period.start,
    period_end: period.end,
    formula: null,
    at,
    subscription_id: row.subscription_id,
    tax_category: row.tax_category,
    pricing_currency: row.pricing_currency,
    pricing_unit_minor: row.pricing_unit_minor,
    exchange_rate: row.exchange_rate,
    exchange_rate_at: row.exchange_rate_at,
    list_unit_minor: row.charge_list_minor,
    promotion_id: row.promotion_id,
    reason: '',
  };
};

const chargedEvent = (charge: ChargeRow) => ({
  type: 'charge.cycle',
  aggregateType: 'order',
  aggregateId: charge.order_id,
  data: {
    customerId: charge.customer_id,
    lineNumber: charge.line_number,
    chargeId: charge.id,
    periodStart: charge.period_start,
    periodEnd: charge.period_end,
  },
});
