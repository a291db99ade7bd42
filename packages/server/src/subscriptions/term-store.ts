import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A subscription that goes on in another term, and its entitlement with it. */
export type RenewedRow = {
  readonly id: string;
  readonly version: number;
  readonly order_id: string;
  readonly line_number: number;
  readonly quantity: number;
  readonly term_duration: string;
  readonly billing_cycle: string;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly entitlement_id: string | null;
};

export const moveToNextTerm = (accountId: string, at: Instant, rows: readonly RenewedRow[]): Statement => ({
  name: 'subscriptions.move_to_next_term',
  text: `with changed as (
      update kontor.subscription s set order_id = r.order_id, line_number = r.line_number, quantity = r.quantity,
        term_duration = r.term, billing_cycle = r.cycle, starts_on = r.starts_on, ends_on = r.ends_on,
        entitlement_id = r.entitlement_id, term_number = s.term_number + 1, scheduled_change = null,
        version = s.version + 1, modified_at = $2
      from unnest($3::uuid[], $4::integer[], $5::text[], $6::integer[], $7::integer[], $8::text[], $9::text[],
        $10::date[], $11::date[], $12::uuid[])
        as r(id, version, order_id, line_number, quantity, term, cycle, starts_on, ends_on, entitlement_id)
      where s.account_id = $1 and s.id = r.id and s.version = r.version returning 1)
    select kontor.expect(count(*), $13, 'subscription.changed') from changed`,
  values: [
    accountId,
    new Date(at),
    rows.map((row) => row.id),
    rows.map((row) => row.version),
    rows.map((row) => row.order_id),
    rows.map((row) => row.line_number),
    rows.map((row) => row.quantity),
    rows.map((row) => row.term_duration),
    rows.map((row) => row.billing_cycle),
    rows.map((row) => row.starts_on),
    rows.map((row) => row.ends_on),
    rows.map((row) => row.entitlement_id),
    rows.length,
  ],
});

export type ProlongedRow = {
  readonly id: string;
  readonly version: number;
  readonly order_id: string;
  readonly line_number: number;
  readonly quantity: number;
  readonly expires_at: Instant;
};

/** Keys and links of an entitlement live on into the next term. */
export const prolongEntitlements = (accountId: string, rows: readonly ProlongedRow[]): Statement => ({
  name: 'subscriptions.prolong_entitlements',
  text: `with changed as (
      update kontor.entitlement e set order_id = r.order_id, line_number = r.line_number, quantity = r.quantity,
        expires_at = r.expires_at, version = e.version + 1,
        keys_wanted = case when e.key_rule = 'per_unit' then r.quantity else e.keys_wanted end
      from unnest($2::uuid[], $3::integer[], $4::text[], $5::integer[], $6::integer[], $7::timestamptz[])
        as r(id, version, order_id, line_number, quantity, expires_at)
      where e.account_id = $1 and e.id = r.id and e.version = r.version returning 1)
    select kontor.expect(count(*), $8, 'entitlement.changed') from changed`,
  values: [
    accountId,
    rows.map((row) => row.id),
    rows.map((row) => row.version),
    rows.map((row) => row.order_id),
    rows.map((row) => row.line_number),
    rows.map((row) => row.quantity),
    rows.map((row) => new Date(row.expires_at)),
    rows.length,
  ],
});

/** Terms that have ended: nothing of the purchases is handed out any more. */
export const endSubscriptions = (
  accountId: string,
  at: Instant,
  rows: readonly { readonly id: string; readonly version: number }[],
): Statement => ({
  name: 'subscriptions.end',
  text: `with changed as (
      update kontor.subscription s set status = 'expired', version = s.version + 1, ended_at = $2, modified_at = $2
      from unnest($3::uuid[], $4::integer[]) as r(id, version)
      where s.account_id = $1 and s.id = r.id and s.version = r.version returning 1)
    select kontor.expect(count(*), $5, 'subscription.changed') from changed`,
  values: [accountId, new Date(at), rows.map((row) => row.id), rows.map((row) => row.version), rows.length],
});
