import type { Instant } from '@kontor/domain/time';
import { timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export const readDemoRequests = (accountId: string): Statement<{ readonly title: string }> =>
  statement('seed.read_demo_requests', 'select title from kontor.support_request where account_id = $1', [
    accountId,
  ]);

export type DemoPurchase = {
  readonly order_id: string;
  readonly domain: string;
  readonly currency: string;
  readonly total_minor: bigint;
};

/** Purchases of software that are past their window and stand, oldest last; the same ones however often it is asked. */
export const readDemoPurchases = (accountId: string, before: Instant): Statement<DemoPurchase> =>
  statement(
    'seed.read_demo_purchases',
    `select o.id as order_id, c.domain, ch.currency, sum(ch.net_minor + ch.tax_minor)::bigint as total_minor
     from kontor.purchase_order o
     join kontor.customer c on c.account_id = o.account_id and c.id = o.customer_id
     join kontor.charge ch on ch.account_id = o.account_id and ch.order_id = o.id and ch.sign = 1
     where o.account_id = $1 and o.created_at < $2 and o.origin = 'cart'
       and not exists (select from kontor.order_line l where l.account_id = o.account_id and l.order_id = o.id
         and l.family not in ('software_subscription', 'perpetual_software'))
       and (o.status = 'completed' or exists (select from kontor.support_request r
         where r.account_id = o.account_id and r.order_id = o.id))
     group by o.account_id, o.id, c.domain, ch.currency, o.created_at
     having sum(ch.net_minor + ch.tax_minor) > 0
     order by o.created_at desc, o.id limit 10`,
    [accountId, timestamptz(before)],
  );
