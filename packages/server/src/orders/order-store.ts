import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { OrderLineRow, OrderRecord, OrderRow } from './order-rows.ts';

/** An order joined with one of its lines; `l_` marks the line's columns that the order has too. */
export type JoinedOrderRow = OrderRow &
  Omit<
    OrderLineRow,
    'currency' | 'market' | 'status' | 'net_minor' | 'tax_minor' | 'term_duration' | 'billing_cycle'
  > & {
    readonly l_status: OrderLineRow['status'];
    readonly l_market: string | null;
    readonly l_net_minor: bigint;
    readonly l_tax_minor: bigint;
    readonly l_term_duration: OrderLineRow['term_duration'];
    readonly l_billing_cycle: OrderLineRow['billing_cycle'];
  };

const joined = (orders: string): string => `
select o.id, o.alternate_id, o.customer_id, c.name as customer_name, c.market, o.order_group, o.cart_id, o.status, o.version,
  o.currency, o.billing_cycle, o.term_duration, o.net_minor, o.tax_minor, o.dispute_unpaid, o.origin, o.created_at,
  l.line_number, l.product_id, l.sku_id, l.availability_id, l.product_title, l.sku_title, l.friendly_name, l.family,
  l.quantity, l.unit_minor, l.market as l_market, l.segment, l.list_unit_minor, l.discounts, l.promotion_id,
  l.tax_category, l.details, l.asked, l.tax_mode, l.tax_rate_basis_points, l.net_minor as l_net_minor, l.tax_minor as l_tax_minor,
  l.term_duration as l_term_duration, l.billing_cycle as l_billing_cycle, l.starts_on, l.ends_on, l.policy_id,
  l.policy_version, l.policy_zone, l.window_kind, l.cancellation_window, l.cancellable_until, l.closed_on,
  l.credit_rule, l.status as l_status, l.entitlement_id, l.subscription_id
from (${orders}) o
join kontor.customer c on c.account_id = o.account_id and c.id = o.customer_id
join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
order by o.created_at desc, o.id, l.line_number`;

const oneText = joined(
  'select * from kontor.purchase_order where account_id = $1 and customer_id = $2 and id = any ($3)',
);

/** The named orders of a customer, newest first, a row a line. */
export const readOrders = (
  accountId: string,
  customerId: string,
  orderIds: readonly string[],
): Statement<JoinedOrderRow> => ({
  name: 'orders.read',
  text: oneText,
  values: [accountId, customerId, orderIds],
});

const ofCartText = joined(
  'select * from kontor.purchase_order where account_id = $1 and customer_id = $2 and id = any ((select order_ids from kontor.cart where account_id = $1 and id = $3)::text[])',
);

/** The orders that a cart became; none while it is active. */
export const readOrdersOfCart = (
  accountId: string,
  customerId: string,
  cartId: string,
): Statement<JoinedOrderRow> => ({
  name: 'orders.read_of_cart',
  text: ofCartText,
  values: [accountId, customerId, cartId],
});

export type OrderPage = {
  readonly customerId: string | null;
  readonly billingCycle: string | null;
  /** Order id, customer name or domain, or a product's title, in part. */
  readonly search: string | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number | null;
};

const pageText = (byCustomer: boolean) =>
  joined(`select po.* from kontor.purchase_order po
  where po.account_id = $1 and ${byCustomer ? 'po.customer_id = $2::uuid' : '$2::uuid is null'}
    and ($3::text is null or po.billing_cycle = $3)
    and ($4::text is null or position(lower($4) in po.id) > 0
      or exists (select 1 from kontor.customer s where s.account_id = po.account_id and s.id = po.customer_id
        and (position(lower($4) in lower(s.name)) > 0 or position(lower($4) in lower(s.domain)) > 0))
      or exists (select 1 from kontor.order_line sl where sl.account_id = po.account_id and sl.order_id = po.id
        and position(lower($4) in lower(sl.product_title)) > 0))
    and (po.created_at, po.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6, '~'))
  order by po.created_at desc, po.id desc limit $7`).replace(
    'order by o.created_at desc, o.id, l.line_number',
    'order by o.created_at desc, o.id desc, l.line_number',
  );

export const readOrderPage = (accountId: string, page: OrderPage): Statement<JoinedOrderRow> => ({
  name: page.customerId === null ? 'orders.read_page' : 'orders.read_page_of_customer',
  text: pageText(page.customerId !== null),
  values: [
    accountId,
    page.customerId,
    page.billingCycle,
    page.search,
    page.after ? new Date(page.after.at) : null,
    page.after?.id ?? null,
    page.limit,
  ],
});

/** Folds joined rows into orders with their lines, in the order the rows came. */
export const ordersFrom = (rows: readonly JoinedOrderRow[]): OrderRecord[] => {
  const orders = new Map<string, { order: OrderRow; lines: OrderLineRow[] }>();
  for (const row of rows) {
    const record = orders.get(row.id) ?? { order: row, lines: [] };
    orders.set(row.id, record);
    record.lines.push({
      ...row,
      status: row.l_status,
      market: row.l_market,
      net_minor: row.l_net_minor,
      tax_minor: row.l_tax_minor,
      term_duration: row.l_term_duration,
      billing_cycle: row.l_billing_cycle,
    });
  }
  return [...orders.values()];
};

const column = (name: string, type: string) => ({ name, type });

const orderInsertion = {
  name: 'orders.insert',
  table: 'kontor.purchase_order',
  columns: [
    column('account_id', 'uuid'),
    column('customer_id', 'uuid'),
    column('id', 'text'),
    column('alternate_id', 'text'),
    column('order_group', 'text'),
    column('cart_id', 'uuid'),
    column('status', 'text'),
    column('currency', 'text'),
    column('billing_cycle', 'text'),
    column('term_duration', 'text'),
    column('net_minor', 'bigint'),
    column('tax_minor', 'bigint'),
    column('ordered_by', 'uuid'),
    column('origin', 'text'),
    column('created_at', 'timestamptz'),
  ],
};

export const insertOrders = (
  accountId: string,
  orderedBy: string | null,
  records: readonly OrderRecord[],
): Statement =>
  insertMany(
    orderInsertion,
    records.map(({ order }) => [
      accountId,
      order.customer_id,
      order.id,
      order.alternate_id,
      order.order_group,
      order.cart_id,
      order.status,
      order.currency,
      order.billing_cycle,
      order.term_duration,
      order.net_minor,
      order.tax_minor,
      orderedBy,
      order.origin,
      new Date(order.created_at),
    ]),
  );

const lineInsertion = {
  name: 'orders.insert_lines',
  table: 'kontor.order_line',
  columns: [
    column('account_id', 'uuid'),
    column('order_id', 'text'),
    column('line_number', 'integer'),
    column('customer_id', 'uuid'),
    column('product_id', 'text'),
    column('sku_id', 'text'),
    column('availability_id', 'text'),
    column('product_title', 'text'),
    column('sku_title', 'text'),
    column('friendly_name', 'text'),
    column('family', 'text'),
    column('quantity', 'integer'),
    column('currency', 'text'),
    column('unit_minor', 'bigint'),
    column('ordered_at', 'timestamptz'),
    column('market', 'text'),
    column('segment', 'text'),
    column('list_unit_minor', 'bigint'),
    column('discounts', 'jsonb'),
    column('promotion_id', 'text'),
    column('tax_category', 'text'),
    column('details', 'jsonb'),
    column('asked', 'jsonb'),
    column('tax_mode', 'text'),
    column('tax_rate_basis_points', 'integer'),
    column('net_minor', 'bigint'),
    column('tax_minor', 'bigint'),
    column('term_duration', 'text'),
    column('billing_cycle', 'text'),
    column('starts_on', 'date'),
    column('ends_on', 'date'),
    column('policy_id', 'uuid'),
    column('policy_version', 'integer'),
    column('policy_zone', 'text'),
    column('window_kind', 'text'),
    column('cancellation_window', 'text'),
    column('cancellable_until', 'timestamptz'),
    column('closed_on', 'date'),
    column('credit_rule', 'text'),
    column('status', 'text'),
    column('entitlement_id', 'uuid'),
    column('subscription_id', 'uuid'),
  ],
};

export const insertOrderLines = (accountId: string, records: readonly OrderRecord[]): Statement =>
  insertMany(
    lineInsertion,
    records.flatMap(({ order, lines }) =>
      lines.map((line) => [
        accountId,
        order.id,
        line.line_number,
        order.customer_id,
        line.product_id,
        line.sku_id,
        line.availability_id,
        line.product_title,
        line.sku_title,
        line.friendly_name,
        line.family,
        line.quantity,
        line.currency,
        line.unit_minor,
        new Date(order.created_at),
        line.market,
        line.segment,
        line.list_unit_minor,
        JSON.stringify(line.discounts),
        line.promotion_id,
        line.tax_category,
        JSON.stringify(line.details),
        JSON.stringify(line.asked),
        line.tax_mode,
        line.tax_rate_basis_points,
        line.net_minor,
        line.tax_minor,
        line.term_duration,
        line.billing_cycle,
        line.starts_on,
        line.ends_on,
        line.policy_id,
        line.policy_version,
        line.policy_zone,
        line.window_kind,
        line.cancellation_window,
        line.cancellable_until === null ? null : new Date(line.cancellable_until),
        line.closed_on,
        line.credit_rule,
        line.status,
        line.entitlement_id,
        line.subscription_id,
      ]),
    ),
  );
