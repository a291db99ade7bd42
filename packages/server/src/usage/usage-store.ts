import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

/** A customer who has something that could be used by the meter, with what it is to stay under. */
export type UsedCustomerRow = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly budget: string | null;
  readonly clouds: number;
};

const customerColumns = `c.id, c.name, coalesce(m.default_currency, 'USD') as currency, b.amount::text as budget,
  (select count(*) from kontor.cloud_subscription s where s.account_id = c.account_id and s.customer_id = c.id)::int as clouds`;
const customerTables = `kontor.customer c
  left join kontor.customer_budget b on b.account_id = c.account_id and b.customer_id = c.id
  left join lateral (select k.default_currency from kontor.market k where k.code = c.market
    order by k.effective_from desc limit 1) m on true`;

export const readUsedCustomers = (accountId: AccountId): Statement<UsedCustomerRow> =>
  statement(
    'usage.read_customers',
    `select ${customerColumns} from ${customerTables}
     where c.account_id = $1 and exists (select 1 from kontor.cloud_subscription s
       where s.account_id = c.account_id and s.customer_id = c.id)
     order by lower(c.name), c.id limit 10000`,
    [accountId],
  );

export const readUsedCustomer = (accountId: AccountId, customerId: CustomerId): Statement<UsedCustomerRow> =>
  statement(
    'usage.read_customer',
    `select ${customerColumns} from ${customerTables} where c.account_id = $1 and c.id = $2`,
    [accountId, customerId],
  );

export const writeBudget = (accountId: AccountId, customerId: CustomerId, amount: string): Statement =>
  statement(
    'usage.write_budget',
    `insert into kontor.customer_budget (account_id, customer_id, amount) values ($1, $2, $3::numeric)
     on conflict (account_id, customer_id) do update set amount = excluded.amount, version = customer_budget.version + 1`,
    [accountId, customerId, amount],
  );

/** A charge or credit of a customer as a line of what the service costs. */
export type CostRow = {
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly subscription_id: string | null;
  readonly product_title: string;
  readonly kind: string;
  readonly billing_cycle: string;
  readonly currency: string;
  readonly sign: number;
  readonly unit_minor: bigint;
  readonly quantity: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly period_start: string | null;
  readonly period_end: string | null;
};

/** Everything that was charged or credited to a customer in a stretch of time, in the order in which it arose. */
export const readCosts = (
  accountId: AccountId,
  customerId: CustomerId,
  from: Instant,
  to: Instant,
): Statement<CostRow> =>
  statement(
    'usage.read_costs',
    `select h.id, h.order_id, h.line_number, h.subscription_id, l.product_title, h.kind, l.billing_cycle, h.currency,
       h.sign, h.unit_minor, h.quantity, h.net_minor, h.tax_minor,
       to_char(h.period_start, 'YYYY-MM-DD') as period_start, to_char(h.period_end, 'YYYY-MM-DD') as period_end
     from kontor.charge h
     join kontor.order_line l on l.account_id = h.account_id and l.order_id = h.order_id and l.line_number = h.line_number
     where h.account_id = $1 and h.customer_id = $2 and h.at >= $3 and h.at < $4
     order by h.at, h.id limit 10000`,
    [accountId, customerId, new Date(from), new Date(to)],
  );

/** How many licences of a product a customer bought, how many people hold one, and how many of those signed in lately. */
export type LicenceCountRow = {
  readonly customer_id: string;
  readonly customer_name: string;
  readonly product_id: string;
  readonly product_title: string;
  readonly sold: number;
  readonly deployed: number;
  readonly active: number;
};

export const readLicenceCounts = (
  accountId: AccountId,
  customerId: CustomerId | null,
  realNow: Instant,
): Statement<LicenceCountRow> =>
  statement(
    'usage.read_licence_counts',
    `select s.customer_id, c.name as customer_name, l.product_id, min(l.product_title) as product_title,
       sum(s.quantity)::int as sold,
       (select count(*) from kontor.licence_assignment a where a.account_id = $1 and a.customer_id = s.customer_id
          and a.product_id = l.product_id)::int as deployed,
       (select count(*) from kontor.licence_assignment a where a.account_id = $1 and a.customer_id = s.customer_id
          and a.product_id = l.product_id and exists (select 1 from kontor.session t
            where t.account_id = $1 and t.person_id = a.person_id
              and t.last_seen_at > $3::timestamptz - interval '30 days'))::int as active
     from kontor.subscription s
     join kontor.order_line l on l.account_id = s.account_id and l.order_id = s.order_id and l.line_number = s.line_number
     join kontor.customer c on c.account_id = s.account_id and c.id = s.customer_id
     where s.account_id = $1 and ($2::uuid is null or s.customer_id = $2) and s.status = 'active'
     group by s.customer_id, c.name, l.product_id order by lower(c.name), s.customer_id, l.product_id limit 10000`,
    [accountId, customerId, new Date(realNow)],
  );

export type MfaCountRow = {
  readonly client_id: string;
  readonly name: string;
  readonly day: string;
  readonly total: bigint;
  readonly compliant: bigint;
};

export const readMfaCounts = (accountId: AccountId): Statement<MfaCountRow> =>
  statement(
    'usage.read_mfa_counts',
    `select m.client_id, coalesce(a.name, '') as name, to_char(m.day, 'YYYY-MM-DD') as day, m.total, m.compliant
     from kontor.mfa_count m
     left join kontor.application a on a.account_id = m.account_id and a.client_id = m.client_id
     where m.account_id = $1 order by m.day desc, m.client_id limit 1000`,
    [accountId],
  );

export type MfaGapRow = { readonly id: string; readonly email: string; readonly last_at: Instant };

export const readMfaGaps = (accountId: AccountId): Statement<MfaGapRow> =>
  statement(
    'usage.read_mfa_gaps',
    `select p.id, p.email, g.last_at from kontor.mfa_gap g
     join kontor.person p on p.account_id = g.account_id and p.id = g.person_id
     where g.account_id = $1 and p.deleted_at is null order by g.last_at desc, p.id limit 1000`,
    [accountId],
  );

export type MfaCounted = {
  readonly accountId: string;
  readonly clientId: string;
  readonly day: string;
  readonly total: number;
  readonly compliant: number;
};

export const addMfaCounts = (counts: readonly MfaCounted[]): Statement =>
  statement(
    'usage.add_mfa_counts',
    `insert into kontor.mfa_count (account_id, client_id, day, total, compliant)
     select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])
     on conflict (account_id, client_id, day) do update set total = mfa_count.total + excluded.total,
       compliant = mfa_count.compliant + excluded.compliant`,
    [
      counts.map((count) => count.accountId),
      counts.map((count) => count.clientId),
      counts.map((count) => count.day),
      counts.map((count) => count.total),
      counts.map((count) => count.compliant),
    ],
  );

export type MfaGap = { readonly accountId: string; readonly personId: string; readonly at: number };

export const addMfaGaps = (gaps: readonly MfaGap[]): Statement =>
  statement(
    'usage.add_mfa_gaps',
    `insert into kontor.mfa_gap (account_id, person_id, last_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
     on conflict (account_id, person_id) do update set last_at = greatest(mfa_gap.last_at, excluded.last_at)`,
    [gaps.map((gap) => gap.accountId), gaps.map((gap) => gap.personId), gaps.map((gap) => new Date(gap.at))],
  );
