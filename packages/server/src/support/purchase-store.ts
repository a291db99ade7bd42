import type { Statement } from '../platform/db/statement.ts';

export type CustomerName = { readonly id: string; readonly name: string; readonly domain: string };

/** The account's customer of this tenant id or domain. */
export const readCustomerNamed = (accountId: string, text: string): Statement<CustomerName> => ({
  name: 'support.read_customer_named',
  text: `select id, name, domain from kontor.customer
    where account_id = $1 and (id::text = lower($2) or lower(domain) = lower($2)) order by created_at limit 1`,
  values: [accountId, text],
});

export type OwnerRow = CustomerName & { readonly order_id: string };

export const readOrderOwner = (accountId: string, orderId: string): Statement<OwnerRow> => ({
  name: 'support.read_order_owner',
  text: `select c.id, c.name, c.domain, o.id as order_id from kontor.purchase_order o
    join kontor.customer c on c.account_id = o.account_id and c.id = o.customer_id
    where o.account_id = $1 and o.id = $2`,
  values: [accountId, orderId],
});

export const readSubscriptionOwner = (accountId: string, subscriptionId: string): Statement<OwnerRow> => ({
  name: 'support.read_subscription_owner',
  text: `select c.id, c.name, c.domain, s.order_id from kontor.subscription s
    join kontor.customer c on c.account_id = s.account_id and c.id = s.customer_id
    where s.account_id = $1 and s.id = $2`,
  values: [accountId, subscriptionId],
});

export type NamedLineRow = { readonly line_number: number; readonly subscription_id: string | null };

export const readLinesOfOrder = (accountId: string, orderId: string): Statement<NamedLineRow> => ({
  name: 'support.read_lines_of_order',
  text: `select line_number, subscription_id from kontor.order_line
    where account_id = $1 and order_id = $2 order by line_number`,
  values: [accountId, orderId],
});
