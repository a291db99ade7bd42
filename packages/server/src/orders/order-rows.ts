import type { CancellationPolicy } from '@kontor/domain/cancellation/policy';
import type { Participant } from '@kontor/domain/cart/line-wishes';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { Family } from '@kontor/domain/market/family';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { OrderLineStatus, OrderStatus } from '@kontor/domain/order/order';
import type { Discount } from '@kontor/domain/pricing/discount';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';

/** An order as its row is; amounts in minor units. */
export type OrderRow = {
  readonly id: string;
  readonly alternate_id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  /** The customer's market, which the wire's links name. */
  readonly market: string;
  readonly order_group: string;
  readonly cart_id: string | null;
  readonly status: OrderStatus;
  readonly version: number;
  readonly currency: string;
  readonly billing_cycle: BillingCycle;
  readonly term_duration: Term;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly dispute_unpaid: boolean;
  readonly origin: OrderOrigin;
  readonly created_at: Instant;
};

/** What made an order: a checkout, or something that a subscription or reservation went through. */
export type OrderOrigin = 'cart' | 'renewal' | 'quantity' | 'exchange';

export type LineDiscount = Discount;

/** What of a buyer's wishes is kept with the order. */
export type AskedOfLine = {
  readonly participants?: readonly Participant[];
  readonly attestationAccepted?: boolean;
};

export type OrderLineRow = {
  readonly line_number: number;
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly friendly_name: string | null;
  readonly family: Family;
  readonly quantity: number;
  /** Null on lines from before it was kept. */
  readonly market: string | null;
  readonly segment: string | null;
  readonly currency: string;
  /** What is left of the list price after discounts, for one unit and one charged period. */
  readonly unit_minor: bigint;
  readonly list_unit_minor: bigint | null;
  readonly discounts: readonly Discount[];
  readonly promotion_id: string | null;
  readonly tax_category: TaxCategory;
  readonly details: Readonly<Record<string, unknown>>;
  /** Who takes part in the sale, and what was attested. */
  readonly asked: AskedOfLine;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly starts_on: LocalDate | null;
  readonly ends_on: LocalDate | null;
  readonly policy_id: string | null;
  readonly policy_version: number | null;
  readonly policy_zone: Zone | null;
  readonly window_kind: 'calendar' | 'exact' | null;
  readonly cancellation_window: string | null;
  readonly cancellable_until: Instant | null;
  readonly closed_on: LocalDate | null;
  readonly credit_rule: CancellationPolicy['credit'] | null;
  readonly status: OrderLineStatus;
  readonly entitlement_id: string | null;
  readonly subscription_id: string | null;
};

export type OrderRecord = {
  readonly order: OrderRow;
  readonly lines: readonly OrderLineRow[];
};
