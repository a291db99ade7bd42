import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A customer with what the market's row in force says of it. */
export type CustomerRow = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly market: string;
  readonly region: string;
  readonly created_at: Instant;
  readonly market_en: string | null;
  readonly market_tr: string | null;
  readonly currency: string | null;
};

export type CustomerDetailRow = CustomerRow & {
  readonly email: string;
  readonly language: string;
  readonly culture: string;
  readonly address: Readonly<Record<string, unknown>>;
  readonly version: number;
  /** The organisation's number in its state's register; '' where its country has none. */
  readonly registration_number: string;
  readonly agreed_on: string | null;
  readonly agreement_contact: Readonly<Record<string, unknown>> | null;
};

export type CustomerSearch = {
  /** Part of the name or domain, or a whole tenant or order id. */
  readonly text: string | null;
  readonly nameStartsWith: string | null;
  readonly domainStartsWith: string | null;
};

export type CustomerPage = CustomerSearch & {
  /** The last customer of the page before. */
  readonly after: string | null;
  readonly limit: number;
};

// The Turkish İ, I and ı are one letter to somebody who searches.
const folded = (text: string): string => `lower(translate(${text}, 'İIı', 'iii'))`;

const columns = `c.id, c.name, c.domain, c.market, c.region, c.created_at,
  m.name_en as market_en, m.name_tr as market_tr, m.default_currency as currency`;

// Real time and account come first among the parameters: the market row in force is that of the account's clock.
const joined = `from kontor.customer c
  join kontor.account a on a.id = c.account_id
  left join lateral (
    select k.name_en, k.name_tr, k.default_currency from kontor.market k
    where k.code = c.market and k.effective_from <= $2::timestamptz + make_interval(secs => a.clock_offset_ms / 1000.0)
    order by k.effective_from desc limit 1) m on true`;

const found = `c.account_id = $1 and c.ended_at is null
  and ($3::text is null
    or position(${folded('$3')} in ${folded('c.name')}) > 0 or position(lower($3) in lower(c.domain)) > 0
    or c.id::text = lower($3)
    or exists (select 1 from kontor.purchase_order o where o.account_id = c.account_id and o.customer_id = c.id
      and (o.id = lower($3) or o.alternate_id = lower($3))))
  and ($4::text is null or starts_with(${folded('c.name')}, ${folded('$4')}))
  and ($5::text is null or starts_with(lower(c.domain), lower($5)))`;

const pageText = `select ${columns} ${joined}
where ${found}
  and ($6::uuid is null or (lower(c.name), c.id) > (
    select lower(b.name), b.id from kontor.customer b where b.account_id = $1 and b.id = $6))
order by lower(c.name), c.id limit $7`;

const values = (accountId: string, realNow: Instant, search: CustomerSearch) => [
  accountId,
  new Date(realNow),
  search.text,
  search.nameStartsWith,
  search.domainStartsWith,
];

/** Customers of an account by name. */
export const readCustomerPage = (
  accountId: string,
  realNow: Instant,
  page: CustomerPage,
): Statement<CustomerRow> => ({
  name: 'customers.read_page',
  text: pageText,
  values: [...values(accountId, realNow, page), page.after, page.limit],
});

export const countCustomers = (
  accountId: string,
  realNow: Instant,
  search: CustomerSearch,
): Statement<{ readonly total: bigint }> => ({
  name: 'customers.count',
  text: `select count(*) as total ${joined} where ${found}`,
  values: values(accountId, realNow, search),
});

const oneText = `select ${columns}, c.email, c.language, c.culture, c.address, c.version, c.registration_number,
  g.agreed_on, g.contact as agreement_contact ${joined}
  left join lateral (
    select g.agreed_on, g.contact from kontor.customer_agreement g
    where g.account_id = c.account_id and g.customer_id = c.id
    order by g.agreed_on desc, g.recorded_at desc limit 1) g on true
where c.account_id = $1 and c.id = $3 and c.ended_at is null`;

export const readCustomer = (
  accountId: string,
  realNow: Instant,
  customerId: string,
): Statement<CustomerDetailRow> => ({
  name: 'customers.read',
  text: oneText,
  values: [accountId, new Date(realNow), customerId],
});
