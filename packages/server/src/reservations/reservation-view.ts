import type * as contract from '@kontor/contract/reservations';
import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import type { ChargeCredit, CreditAmounts } from '@kontor/domain/cancellation/credit';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount } from '@kontor/domain/money';
import type { ReservationPolicy } from '@kontor/domain/reservation/reservation-policy';
import { formatInstant, type Instant } from '@kontor/domain/time';
import type { z } from 'zod';
import { supportRequestUrl } from '../cancellations/verdict-shown.ts';
import { amountText } from '../orders/amount-text.ts';
import { problemOf } from '../problem-of.ts';
import type { RefusalCode } from '../refusals.ts';
import type { CloudSubscriptionRow } from './cloud-subscription-store.ts';
import type { ReservationExchange } from './exchange-reservation.ts';
import type { HybridBenefit } from './hybrid-benefit.ts';
import type { ReservationRefund } from './refund-reservation.ts';
import { supportOf } from './refund-reservation.ts';
import type { ReservationAction, ReservationRecord } from './reservation-access.ts';
import type { ReservationRow } from './reservation-store.ts';

type View = z.infer<typeof contract.reservation>;

export const supportUrlOf = (row: ReservationRow, publicUrl: string): string =>
  supportRequestUrl(publicUrl, supportOf(row));

const actionView = (action: ReservationAction): View['actions']['change'] =>
  action.allowed
    ? { allowed: true }
    : {
        allowed: false,
        code: problemOf[action.code as RefusalCode], // actions are refused with codes of the table only
        ...(action.anyOf ? { anyOf: [...action.anyOf] } : {}),
      };

export const reservationView = ({ row, status, actions }: ReservationRecord, publicUrl: string): View => {
  const refund = actionView(actions.refund);
  const asks = refund.code === 'reservation.not_cancellable_here';
  return {
    id: row.id,
    name: row.name,
    status,
    scope: row.scope,
    ...(row.cloud_subscription_id === null
      ? {}
      : {
          cloudSubscription: {
            id: row.cloud_subscription_id,
            name: row.cloud_subscription_name ?? row.cloud_subscription_id,
          },
        }),
    region: row.region,
    quantity: row.quantity,
    hybridBenefit: row.hybrid_benefit,
    type: row.type,
    typeName: row.type_name,
    productId: row.product_id,
    skuId: row.sku_id,
    productTitle: row.product_title,
    skuTitle: row.sku_title,
    termDuration: row.term_duration,
    billingCycle: row.billing_cycle,
    currency: row.currency,
    unitPrice: amountText(row.unit_minor, row.currency),
    purchasedAt: formatInstant(row.created_at),
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    ...(row.used_at === null ? {} : { usedAt: formatInstant(row.used_at) }),
    ...(row.ended_at === null ? {} : { endedAt: formatInstant(row.ended_at) }),
    orderId: row.order_id,
    lineItemNumber: row.line_number,
    entitlementId: row.entitlement_id,
    ...(row.exchanged_for === null ? {} : { exchangedFor: row.exchanged_for }),
    version: row.version,
    actions: {
      change: actionView(actions.change),
      exchange: actionView(actions.exchange),
      refund: { ...refund, ...(asks ? { supportRequestUrl: supportUrlOf(row, publicUrl) } : {}) },
    },
  };
};

export const cloudSubscriptionView = (
  row: CloudSubscriptionRow,
): z.infer<typeof contract.cloudSubscription> => ({
  id: row.id,
  name: row.name,
  status: row.status,
  registeredAt: formatInstant(row.registered_at),
});

type GivenBack = {
  readonly credit: CreditAmounts;
  readonly charges: readonly ChargeCredit[];
  readonly explanation: string;
  readonly policyVersion: number;
};

const givenBackView = ({ credit, charges, explanation, policyVersion }: GivenBack, at: Instant) => ({
  currency: credit.total.currency,
  net: formatAmount(credit.net),
  tax: formatAmount(credit.tax),
  total: formatAmount(credit.total),
  explanation,
  formula: { charges: charges.map((charge) => ({ chargeId: charge.chargeId, ...charge.formula })) },
  billingPeriod: billingPeriodOf(at),
  invoiceDate: invoiceDateOf(at),
  policyVersion: String(policyVersion),
});

export const refundView = (
  { row, plan, selfService }: ReservationRefund,
  publicUrl: string,
): z.infer<typeof contract.reservationRefund> => ({
  reservationId: row.id,
  rule: plan.rule,
  ...givenBackView(plan, plan.refundedAt),
  fee: formatAmount(plan.fee),
  feeBasisPoints: plan.feeBasisPoints,
  commitment: formatAmount(plan.commitment),
  cap: {
    currency: plan.cap.limit.currency,
    limit: formatAmount(plan.cap.limit),
    used: formatAmount(plan.cap.used),
    value: formatAmount(plan.cap.value),
    left: formatAmount(plan.cap.left),
  },
  selfService,
  ...(selfService ? {} : { supportRequestUrl: supportUrlOf(row, publicUrl) }),
});

export const exchangeView = ({
  row,
  plan,
  checkout,
}: ReservationExchange): z.infer<typeof contract.reservationExchange> => {
  const line = checkout.orders[0]?.lines[0];
  invariant(line?.charge && line.startsOn && line.endsOn, 'an exchange charges a term');
  const { charge } = line;
  return {
    reservationId: row.id,
    credit: givenBackView(plan, plan.exchangedAt),
    remaining: formatAmount(plan.remaining),
    commitment: formatAmount(plan.commitment),
    difference: formatAmount(plan.difference),
    charge: {
      currency: charge.net.currency,
      unitPrice: formatAmount(charge.unitPrice),
      quantity: charge.quantity,
      net: formatAmount(charge.net),
      tax: formatAmount(charge.tax),
      total: formatAmount(charge.gross),
    },
    startsOn: line.startsOn,
    endsOn: line.endsOn,
  };
};

export const reservationPolicyView = (
  policy: ReservationPolicy,
): z.infer<typeof contract.reservationPolicy> => ({
  version: policy.version,
  fullRefundDays: policy.fullRefundDays,
  feeBasisPoints: policy.feeBasisPoints,
  cap: { amount: formatAmount(policy.cap), currency: policy.cap.currency },
  capMonths: policy.capMonths,
  zone: policy.zone,
  effectiveFrom: formatInstant(policy.effectiveFrom),
});

export const hybridBenefitView = ({ licences, coverage }: HybridBenefit) => ({
  licences: licences.map(({ row, reading }) => ({
    entitlementId: row.id,
    title: row.sku_title,
    quantity: row.quantity,
    eligible: reading.eligible,
    ...(reading.eligible ? { edition: reading.licence.edition } : { reason: reading.reason }),
  })),
  editions: [...coverage.editions],
});

export const coverageView = ({ coverage }: HybridBenefit) => ({
  machines: [...coverage.machines],
  editions: [...coverage.editions],
});
