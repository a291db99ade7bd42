import type { TaxCategory } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { Instant } from '@kontor/domain/time';
import type { Pool } from '../platform/db/pools.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import type { WorldCustomer } from './world-people.ts';

export type ChargeFacts = {
  readonly customer: WorldCustomer;
  readonly at: Instant;
  readonly currency: string;
  readonly unit: bigint;
  readonly quantity?: number;
  readonly rate?: number;
  readonly mode?: TaxMode;
  readonly category?: TaxCategory;
};

export type ArrangedCharge = {
  readonly id: string;
  readonly orderId: string;
  readonly net: bigint;
  readonly tax: bigint;
};

/** An order of one line with its charge, for tests of what billing makes of it; nothing is owned by it. */
export const arrangeCharge = async (owner: Pool, facts: ChargeFacts): Promise<ArrangedCharge> => {
  const {
    customer,
    at,
    currency,
    unit,
    quantity = 1,
    rate = 1900,
    mode = 'exclusive',
    category = 'S',
  } = facts;
  const atUnit = unit * BigInt(quantity);
  const basis = BigInt(rate);
  const net = mode === 'exclusive' ? atUnit : (atUnit * 20_000n + 10_000n + basis) / (2n * (10_000n + basis));
  const tax = mode === 'exclusive' ? (atUnit * basis + 5_000n) / 10_000n : atUnit - net;
  const id = newUuid();
  const orderId = `${randomHex(31)}1`;
  const when = new Date(at);
  await owner.query(
    `insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency,
       billing_cycle, term_duration, net_minor, tax_minor, created_at)
     values ($1, $2, $3, 'a', '0', 'completed', $4, 'one_time', '', $5, $6, $7)`,
    [customer.accountId, customer.id, orderId, currency, net, tax, when],
  );
  await owner.query(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, product_id, sku_id, availability_id,
       product_title, sku_title, family, quantity, currency, unit_minor, tax_mode, tax_rate_basis_points, net_minor, tax_minor,
       term_duration, billing_cycle, status, ordered_at)
     values ($1, $2, $3, 0, 'P', 'S', 'A', 'A product', 'A SKU', 'cloud_plan', $4, $5, $6, $7, $8, $9, $10, '', 'one_time', 'fulfilled', $11)`,
    [customer.accountId, customer.id, orderId, quantity, currency, unit, mode, rate, net, tax, when],
  );
  await owner.query(
    `insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, currency, unit_minor, quantity,
       net_minor, tax_minor, tax_mode, tax_rate_basis_points, tax_category, at)
     values ($1, $2, $3, $4, 0, 'new', 1, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      customer.accountId,
      customer.id,
      id,
      orderId,
      currency,
      unit,
      quantity,
      net,
      tax,
      mode,
      rate,
      category,
      when,
    ],
  );
  return { id, orderId, net, tax };
};

/** Gives all of a charge back. */
export const arrangeCredit = async (owner: Pool, charge: ArrangedCharge, at: Instant): Promise<string> => {
  const id = newUuid();
  await owner.query(
    `insert into kontor.charge (account_id, customer_id, id, order_id, line_number, kind, sign, credits_charge_id, currency,
       unit_minor, quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points, tax_category, at)
     select account_id, customer_id, $2, order_id, line_number, 'cancel_immediate', -1, id, currency, unit_minor, quantity,
       net_minor, tax_minor, tax_mode, tax_rate_basis_points, tax_category, $3 from kontor.charge where id = $1`,
    [charge.id, id, new Date(at)],
  );
  return id;
};
