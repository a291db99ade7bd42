import { type Statement, statement } from '../platform/db/statement.ts';

/** The accounts that have a rate of their own. */
export const listWireRates = (): Statement<{ readonly id: string; readonly per_minute: number }> =>
  statement(
    'wire.list_rates',
    'select id, wire_rate_per_minute as per_minute from kontor.account where wire_rate_per_minute is not null',
  );
