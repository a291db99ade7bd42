import { jsonb } from '../platform/db/encode-value.ts';
import type { Statement } from '../platform/db/statement.ts';

export type DemoReservation = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
};

const demoMachine = 'DZH318Z0VM01';

/** The demo's virtual machines in a market, where reservations are sold there. */
export const readDemoReservations = (market: string): Statement<DemoReservation> => ({
  name: 'seed.read_reservations',
  text: `select a.product_id, a.sku_id, a.id as availability_id from kontor.availability a
    where a.market = $1 and a.product_id = $2 and a.segment = 'commercial' and not exists (
      select from kontor.market_availability m where m.market = a.market and m.family = 'reservation' and not m.available)
    order by a.sku_id`,
  values: [market, demoMachine],
});

export const readReservingCustomers = (accountId: string): Statement<{ readonly customer_id: string }> => ({
  name: 'seed.read_reserving_customers',
  text: 'select distinct customer_id from kontor.reservation where account_id = $1',
  values: [accountId],
});

/** Rates into dollars, in which refunds of reservations are limited: what the demo's prices were made with. */
export const addDemoRates = (hundredthsPerDollar: Readonly<Record<string, number>>): Statement => ({
  name: 'seed.add_rates',
  text: `insert into kontor.exchange_rate (from_currency, to_currency, rate, effective_from, source)
    select key, 'USD', round(100 / value::numeric, 10), '2000-01-01Z', 'demo'
    from jsonb_each_text($1::jsonb)
    where key <> 'USD' and not exists (
      select from kontor.exchange_rate x where x.from_currency = key and x.to_currency = 'USD')`,
  values: [jsonb(hundredthsPerDollar)],
});
