import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { KeyRule } from '@kontor/domain/entitlement/key-quantity';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { Instant, LocalDate } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

const column = (name: string, type: string) => ({ name, type });
const owner = [column('account_id', 'uuid'), column('customer_id', 'uuid'), column('id', 'uuid')];
const place = [column('order_id', 'text'), column('line_number', 'integer')];

type Owned = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
};

export type NewEntitlement = Owned & {
  readonly product_id: string;
  readonly sku_id: string;
  readonly family: string;
  readonly quantity: number;
  readonly status: string;
  readonly key_source: string;
  readonly keys_wanted: number;
  readonly key_rule: KeyRule;
  readonly key_activations: number | null;
  readonly created_at: Instant;
  readonly expires_at: Instant | null;
};

const entitlementInsertion = {
  name: 'orders.insert_entitlements',
  table: 'kontor.entitlement',
  columns: [
    ...owner,
    ...place,
    column('product_id', 'text'),
    column('sku_id', 'text'),
    column('family', 'text'),
    column('quantity', 'integer'),
    column('status', 'text'),
    column('key_source', 'text'),
    column('keys_wanted', 'integer'),
    column('key_rule', 'text'),
    column('key_activations', 'integer'),
    column('created_at', 'timestamptz'),
    column('expires_at', 'timestamptz'),
  ],
};

const ownedValues = (row: Owned): unknown[] => [
  row.account_id,
  row.customer_id,
  row.id,
  row.order_id,
  row.line_number,
];
const dateOf = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

export const insertEntitlements = (rows: readonly NewEntitlement[]): Statement =>
  insertMany(
    entitlementInsertion,
    rows.map((row) => [
      ...ownedValues(row),
      row.product_id,
      row.sku_id,
      row.family,
      row.quantity,
      row.status,
      row.key_source,
      row.keys_wanted,
      row.key_rule,
      row.key_activations,
      dateOf(row.created_at),
      dateOf(row.expires_at),
    ]),
  );

export type NewSubscription = Owned & {
  readonly entitlement_id: string | null;
  readonly friendly_name: string | null;
  readonly partner_mpn_id: string | null;
  readonly billing_cycle: BillingCycle;
  readonly auto_renew: boolean;
  readonly quantity: number;
  readonly term_duration: string;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly created_at: Instant;
};

const subscriptionInsertion = {
  name: 'orders.insert_subscriptions',
  table: 'kontor.subscription',
  columns: [
    ...owner,
    ...place,
    column('status', 'text'),
    column('quantity', 'integer'),
    column('term_duration', 'text'),
    column('auto_renew', 'boolean'),
    column('entitlement_id', 'uuid'),
    column('friendly_name', 'text'),
    column('partner_mpn_id', 'text'),
    column('billing_cycle', 'text'),
    column('starts_on', 'date'),
    column('ends_on', 'date'),
    column('created_at', 'timestamptz'),
  ],
};

export const insertSubscriptions = (rows: readonly NewSubscription[]): Statement =>
  insertMany(
    subscriptionInsertion,
    rows.map((row) => [
      ...ownedValues(row),
      'active',
      row.quantity,
      row.term_duration,
      row.auto_renew,
      row.entitlement_id,
      row.friendly_name,
      row.partner_mpn_id,
      row.billing_cycle,
      row.starts_on,
      row.ends_on,
      dateOf(row.created_at),
    ]),
  );

/** A charge, or with sign −1 the credit of one; amounts are positive either way. */
export type ChargeRow = Owned & {
  readonly kind: ChargeKind;
  readonly sign: 1 | -1;
  readonly credits_charge_id: string | null;
  readonly currency: string;
  readonly unit_minor: bigint;
  readonly quantity: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  readonly period_start: LocalDate | null;
  readonly period_end: LocalDate | null;
  readonly formula: Record<string, unknown> | null;
  readonly at: Instant;
  readonly subscription_id: string | null;
  readonly tax_category: TaxCategory;
  /** What unit_minor was converted from and how, where the partner is billed in another currency; else null. */
  readonly pricing_currency: string | null;
  readonly pricing_unit_minor: bigint | null;
  /** Decimal text, ten places. */
  readonly exchange_rate: string | null;
  readonly exchange_rate_at: Instant | null;
  readonly list_unit_minor: bigint | null;
  readonly promotion_id: string | null;
  readonly reason: string;
};

const chargeInsertion = {
  name: 'orders.insert_charges',
  table: 'kontor.charge',
  columns: [
    ...owner,
    ...place,
    column('kind', 'text'),
    column('sign', 'smallint'),
    column('credits_charge_id', 'uuid'),
    column('currency', 'text'),
    column('unit_minor', 'bigint'),
    column('quantity', 'integer'),
    column('net_minor', 'bigint'),
    column('tax_minor', 'bigint'),
    column('tax_mode', 'text'),
    column('tax_rate_basis_points', 'integer'),
    column('period_start', 'date'),
    column('period_end', 'date'),
    column('formula', 'jsonb'),
    column('at', 'timestamptz'),
    column('subscription_id', 'uuid'),
    column('tax_category', 'text'),
    column('pricing_currency', 'text'),
    column('pricing_unit_minor', 'bigint'),
    column('exchange_rate', 'numeric'),
    column('exchange_rate_at', 'timestamptz'),
    column('list_unit_minor', 'bigint'),
    column('promotion_id', 'text'),
    column('reason', 'text'),
  ],
};

export const insertCharges = (rows: readonly ChargeRow[]): Statement =>
  insertMany(
    chargeInsertion,
    rows.map((row) => [
      ...ownedValues(row),
      row.kind,
      row.sign,
      row.credits_charge_id,
      row.currency,
      row.unit_minor,
      row.quantity,
      row.net_minor,
      row.tax_minor,
      row.tax_mode,
      row.tax_rate_basis_points,
      row.period_start,
      row.period_end,
      row.formula === null ? null : JSON.stringify(row.formula),
      dateOf(row.at),
      row.subscription_id,
      row.tax_category,
      row.pricing_currency,
      row.pricing_unit_minor,
      row.exchange_rate,
      dateOf(row.exchange_rate_at),
      row.list_unit_minor,
      row.promotion_id,
      row.reason,
    ]),
  );

const chargeColumns = `account_id, customer_id, id, order_id, line_number, kind, sign, credits_charge_id, currency, unit_minor,
      quantity, net_minor, tax_minor, tax_mode, tax_rate_basis_points, period_start, period_end, formula, at,
      subscription_id, tax_category, pricing_currency, pricing_unit_minor, exchange_rate::text, exchange_rate_at,
      list_unit_minor, promotion_id, reason`;

/** Charges and credits of an order, oldest first. */
export const readCharges = (accountId: string, orderId: string): Statement<ChargeRow> => ({
  name: 'orders.read_charges',
  text: `select ${chargeColumns} from kontor.charge where account_id = $1 and order_id = $2 order by at, id`,
  values: [accountId, orderId],
});

/** The same of several orders. */
export const readChargesOfOrders = (
  accountId: string,
  orderIds: readonly string[],
): Statement<ChargeRow> => ({
  name: 'orders.read_charges_of_orders',
  text: `select ${chargeColumns} from kontor.charge where account_id = $1 and order_id = any ($2) order by at, id`,
  values: [accountId, orderIds],
});

export type KeyTake = {
  readonly productId: string;
  readonly skuId: string;
  readonly keyGroup: string;
  readonly count: number;
  /** A lower bound of free stock's sequence, remembered from the take before. */
  readonly hint: bigint;
  readonly accountId: string;
  readonly customerId: string;
  readonly entitlementId: string;
  readonly at: Instant;
};

const takeValues = (take: KeyTake): unknown[] => [
  take.productId,
  take.skuId,
  take.keyGroup,
  take.count,
  take.hint,
  take.accountId,
  take.customerId,
  take.entitlementId,
  new Date(take.at),
];

/** Takes keys, or leaves the entitlement provisioning when the pool is empty; answers the highest sequence taken. */
export const takeKeysOrWait = (take: KeyTake): Statement<{ readonly top: bigint | null }> => ({
  name: 'orders.take_keys_or_wait',
  text: 'select kontor.take_keys_or_wait($1, $2, $3, $4, $5, $6, $7, $8, $9) as top',
  values: takeValues(take),
});

/** Takes keys of a further group at its first reveal; null when the pool is empty. */
export const takeKeys = (take: KeyTake): Statement<{ readonly top: bigint | null }> => ({
  name: 'orders.take_keys',
  text: 'select kontor.take_keys($1, $2, $3, $4, $5, $6, $7, $8, $9) as top',
  values: takeValues(take),
});

export type GeneratedKey = {
  readonly id: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly key_group: string;
  readonly key_format: string;
  readonly ciphertext: Buffer;
  readonly data_key_id: number;
  readonly lookup_hmac: Buffer;
  readonly last_characters: string;
  readonly account_id: string;
  readonly customer_id: string;
  readonly entitlement_id: string;
  readonly position: number;
  readonly taken_at: Instant;
};

const generatedInsertion = {
  name: 'orders.insert_generated_keys',
  table: 'kontor.licence_key',
  columns: [
    column('id', 'uuid'),
    column('product_id', 'text'),
    column('sku_id', 'text'),
    column('key_group', 'text'),
    column('key_format', 'text'),
    column('ciphertext', 'bytea'),
    column('data_key_id', 'integer'),
    column('bound_to_tenant', 'boolean'),
    column('lookup_hmac', 'bytea'),
    column('last_characters', 'text'),
    column('account_id', 'uuid'),
    column('customer_id', 'uuid'),
    column('entitlement_id', 'uuid'),
    column('position', 'integer'),
    column('taken_at', 'timestamptz'),
  ],
};

/** Keys made at checkout are bound to their tenant from the start. */
export const insertGeneratedKeys = (keys: readonly GeneratedKey[]): Statement =>
  insertMany(
    generatedInsertion,
    keys.map((key) => [
      key.id,
      key.product_id,
      key.sku_id,
      key.key_group,
      key.key_format,
      key.ciphertext,
      key.data_key_id,
      true,
      key.lookup_hmac,
      key.last_characters,
      key.account_id,
      key.customer_id,
      key.entitlement_id,
      key.position,
      dateOf(key.taken_at),
    ]),
  );
