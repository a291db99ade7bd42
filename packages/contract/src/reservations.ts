import { z } from 'zod';
import type { Operation } from './operation.ts';
import {
  amount,
  billingCycle,
  currency,
  id,
  instant,
  localDate,
  page,
  paging,
  quantity,
  termDuration,
} from './shapes.ts';

export const reservationScope = z.enum(['shared', 'single']);

/** What a cart line says of a reservation. */
export const reservationFields = z.strictObject({
  cloudSubscriptionId: z.string().max(60).optional(),
  scope: z.string().max(20).optional(),
  region: z.string().max(60).optional(),
  displayName: z.string().max(200).optional(),
  hybridBenefit: z.boolean().optional(),
});

const action = z.object({
  allowed: z.boolean(),
  code: z.string().optional(),
  anyOf: z.array(z.string()).optional(),
  supportRequestUrl: z.string().optional(),
});

export const reservation = z.object({
  id,
  name: z.string(),
  status: z.enum(['active', 'exchanged', 'refunded', 'expired']),
  scope: reservationScope,
  cloudSubscription: z.object({ id, name: z.string() }).optional(),
  region: z.string(),
  quantity: z.int(),
  hybridBenefit: z.boolean(),
  type: z.string().describe('what is reserved: VirtualMachines, SqlDatabases'),
  typeName: z.string(),
  productId: z.string(),
  skuId: z.string(),
  productTitle: z.string(),
  skuTitle: z.string(),
  termDuration,
  billingCycle,
  currency,
  unitPrice: amount,
  purchasedAt: instant,
  startsOn: localDate,
  endsOn: localDate.describe('the first day on which it no longer holds'),
  usedAt: instant.optional(),
  endedAt: instant.optional(),
  orderId: id,
  lineItemNumber: z.int(),
  entitlementId: id,
  exchangedFor: id.optional(),
  version: z.int().describe('send it back as If-Match when changing the reservation'),
  actions: z.object({ change: action, exchange: action, refund: action }),
});

export const cloudSubscription = z.object({
  id,
  name: z.string(),
  status: z.enum(['registering', 'registered']),
  registeredAt: instant,
});

const givenBack = {
  currency,
  net: amount,
  tax: amount,
  total: amount,
  explanation: z.string(),
  formula: z.record(z.string(), z.unknown()).describe('formula ids and their inputs, charge by charge'),
  billingPeriod: z.string().describe('the month whose invoice carries the credit, 2026-11'),
  invoiceDate: localDate,
  policyVersion: z.string(),
};

export const reservationRefund = z.object({
  reservationId: id,
  rule: z.enum(['full', 'prorated']),
  ...givenBack,
  fee: amount,
  feeBasisPoints: z.int(),
  commitment: amount.describe('the commitment that is cancelled, before tax'),
  cap: z.object({ currency, limit: amount, used: amount, value: amount, left: amount }),
  /** False in production, where a refund is a support request. */
  selfService: z.boolean(),
  supportRequestUrl: z.string().optional(),
});

export const reservationExchange = z.object({
  reservationId: id,
  credit: z.object(givenBack),
  remaining: amount.describe('what is left of the old commitment, before tax'),
  commitment: amount.describe('what the new term comes to, before tax'),
  difference: amount,
  charge: z.object({
    currency,
    unitPrice: amount,
    quantity: z.int(),
    net: amount,
    tax: amount,
    total: amount,
  }),
  startsOn: localDate,
  endsOn: localDate,
});

const customerParams = z.object({ customerId: id });
const reservationParams = z.object({ customerId: id, reservationId: id });

export const registerCloudSubscription = {
  name: 'registerCloudSubscription',
  summary: 'Register a cloud subscription of the customer, so that reservations can be bought for it',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/cloud-subscriptions',
  params: customerParams,
  body: z.strictObject({
    id: z.string().max(60).optional().describe('its own id in the cloud, a uuid; left out, a new one'),
    name: z.string().min(1).max(200),
  }),
  answers: { 201: cloudSubscription },
  problems: [],
  access: 'orders.buy',
} satisfies Operation;

export const listCloudSubscriptions = {
  name: 'listCloudSubscriptions',
  summary: 'The cloud subscriptions that are registered for the customer',
  noun: 'reservations',
  method: 'GET',
  path: '/customers/{customerId}/cloud-subscriptions',
  params: customerParams,
  answers: { 200: z.object({ items: z.array(cloudSubscription) }) },
  problems: [],
  access: 'subscriptions.read',
} satisfies Operation;

export const listReservations = {
  name: 'listReservations',
  summary: 'Everything reserved for the customer, newest first',
  noun: 'reservations',
  method: 'GET',
  path: '/customers/{customerId}/reservations',
  params: customerParams,
  query: z.object({ ...paging }),
  answers: { 200: page(reservation) },
  problems: ['cursor.invalid'],
  access: 'subscriptions.read',
} satisfies Operation;

export const getReservation = {
  name: 'getReservation',
  summary: 'One reservation with what may be done with it',
  noun: 'reservations',
  method: 'GET',
  path: '/customers/{customerId}/reservations/{reservationId}',
  params: reservationParams,
  answers: { 200: reservation },
  problems: [],
  access: 'subscriptions.read',
} satisfies Operation;

export const changeReservation = {
  name: 'changeReservation',
  summary: 'Change the name or the scope; a single scope needs a registered cloud subscription',
  noun: 'reservations',
  method: 'PATCH',
  path: '/customers/{customerId}/reservations/{reservationId}',
  params: reservationParams,
  body: z.strictObject({
    name: z.string().min(1).max(200).optional(),
    scope: reservationScope.optional(),
    cloudSubscriptionId: z.string().max(60).nullable().optional(),
  }),
  answers: { 200: reservation },
  problems: ['reservation.not_active', 'version.stale'],
  access: 'subscriptions.change',
} satisfies Operation;

export const recordReservationUse = {
  name: 'recordReservationUse',
  summary: 'Say that a reservation has been used, which ends its refund in full; once is enough',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/reservations/{reservationId}/usage',
  params: reservationParams,
  answers: { 200: reservation },
  problems: ['reservation.not_active'],
  access: 'subscriptions.change',
} satisfies Operation;

export const previewReservationRefund = {
  name: 'previewReservationRefund',
  summary: 'What a refund would give back, with its fee and what it takes of the cap; nothing is changed',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/reservations/{reservationId}/refund/preview',
  params: reservationParams,
  answers: { 200: reservationRefund },
  problems: ['reservation.not_active', 'reservation.cap_exceeded', 'reservation.cap_rate_missing'],
  access: 'cancellations.preview',
} satisfies Operation;

export const refundReservation = {
  name: 'refundReservation',
  summary: 'Give a reservation back, in a sandbox account; in production it is a support request',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/reservations/{reservationId}/refund',
  params: reservationParams,
  answers: { 200: reservationRefund },
  problems: [
    'reservation.not_cancellable_here',
    'reservation.not_active',
    'reservation.cap_exceeded',
    'reservation.cap_rate_missing',
  ],
  access: 'reservations.return',
} satisfies Operation;

const exchangeBody = z.strictObject({
  catalogItemId: z.string().max(60),
  quantity,
  termDuration: termDuration.optional(),
  billingCycle: billingCycle.optional(),
  reservation: reservationFields.optional().describe('left out members are those of the old reservation'),
});
const exchangeProblems = [
  'reservation.not_active',
  'reservation.exchange_type',
  'reservation.exchange_currency',
  'reservation.exchange_too_small',
  'reservation.exchange_not_offered',
] as const;

export const previewExchange = {
  name: 'previewExchange',
  summary: 'What an exchange would give back and charge; nothing is changed',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/reservations/{reservationId}/exchange/preview',
  params: reservationParams,
  body: exchangeBody,
  answers: { 200: reservationExchange },
  problems: exchangeProblems,
  access: 'cancellations.preview',
} satisfies Operation;

export const exchangeReservation = {
  name: 'exchangeReservation',
  summary: 'Exchange a reservation for another of the same type, of at least the value that is left',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/reservations/{reservationId}/exchange',
  params: reservationParams,
  body: exchangeBody,
  answers: {
    201: z.object({ exchange: reservationExchange, reservationId: id, orderId: id }),
  },
  problems: [...exchangeProblems, 'agreement.missing', 'credit_limit.exceeded'],
  access: 'reservations.return',
} satisfies Operation;

export const previewPartnerRefund = {
  name: 'previewPartnerRefund',
  summary: 'What the refund that a partner asked for would give back; nothing is changed',
  noun: 'reservations',
  method: 'POST',
  path: '/partners/{partnerId}/reservations/{reservationId}/refund/preview',
  params: z.object({ partnerId: id, reservationId: id }),
  answers: { 200: reservationRefund },
  problems: ['reservation.not_active', 'reservation.cap_exceeded', 'reservation.cap_rate_missing'],
  access: 'support.decide',
} satisfies Operation;

export const refundPartnerReservation = {
  name: 'refundPartnerReservation',
  summary: 'Decide a refund that a partner asked for: the credit is written',
  noun: 'reservations',
  method: 'POST',
  path: '/partners/{partnerId}/reservations/{reservationId}/refund',
  params: z.object({ partnerId: id, reservationId: id }),
  body: z.strictObject({ reason: z.string().min(1).max(1000) }),
  answers: { 200: reservationRefund },
  problems: ['reservation.not_active', 'reservation.cap_exceeded', 'reservation.cap_rate_missing'],
  access: 'support.decide',
} satisfies Operation;

export const reservationPolicy = z.object({
  version: z.int(),
  fullRefundDays: z.int(),
  feeBasisPoints: z.int(),
  cap: z.object({ amount, currency }),
  capMonths: z.int(),
  zone: z.string(),
  effectiveFrom: instant,
});

export const createReservationPolicy = {
  name: 'createReservationPolicy',
  summary: 'How reservations are given back from an instant on; earlier versions are never rewritten',
  noun: 'reservations',
  method: 'POST',
  path: '/reservation-policies',
  body: z.strictObject({
    fullRefundDays: z.int().min(0).max(366),
    feeBasisPoints: z.int().min(0).max(10_000),
    cap: z.strictObject({ amount: z.string().max(20), currency: z.string().max(3) }),
    capMonths: z.int().min(1).max(120).optional(),
    zone: z.string().max(60).optional(),
    effectiveFrom: z.string().max(40),
  }),
  answers: { 201: reservationPolicy },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

export const listReservationPolicies = {
  name: 'listReservationPolicies',
  summary: 'Every version of how reservations are given back',
  noun: 'reservations',
  method: 'GET',
  path: '/reservation-policies',
  answers: { 200: z.object({ items: z.array(reservationPolicy), inForce: z.int() }) },
  problems: [],
  access: 'policies.manage',
} satisfies Operation;

const licence = z.object({
  entitlementId: id,
  title: z.string(),
  quantity: z.int(),
  eligible: z.boolean(),
  edition: z.enum(['datacenter', 'standard']).optional(),
  reason: z.enum(['not_server_software', 'no_software_assurance', 'size_unknown']).optional(),
});
const edition = z.object({
  edition: z.enum(['datacenter', 'standard']),
  sets: z.int().describe('of 16 cores, or licences of two processors'),
  coresOutsideSets: z.int(),
  coresCovered: z.int(),
  coresLeft: z.int(),
  setsInCloud: z.int(),
  setsOnPremises: z.int().describe('that may be used on premises at the same time'),
  onPremises: z.enum(['reuse', 'free', 'partly_converted', 'converted']),
});

export const getHybridBenefit = {
  name: 'getHybridBenefit',
  summary: 'Which of the customer’s software has the hybrid benefit, and how many cores it covers',
  noun: 'reservations',
  method: 'GET',
  path: '/customers/{customerId}/hybrid-benefit',
  params: customerParams,
  answers: { 200: z.object({ licences: z.array(licence), editions: z.array(edition) }) },
  problems: [],
  access: 'software.read',
} satisfies Operation;

export const coverMachines = {
  name: 'coverMachines',
  summary: 'Which of these virtual machines the customer’s software covers; nothing is stored',
  noun: 'reservations',
  method: 'POST',
  path: '/customers/{customerId}/hybrid-benefit/coverage',
  params: customerParams,
  body: z.strictObject({
    vms: z
      .array(z.strictObject({ name: z.string().min(1).max(100), cores: z.int().min(1).max(10_000) }))
      .min(1)
      .max(500),
  }),
  answers: {
    200: z.object({
      machines: z.array(
        z.object({
          name: z.string(),
          cores: z.int(),
          chargedCores: z.int(),
          coveredBy: z.enum(['datacenter', 'standard']).nullable(),
          reason: z.enum(['no_licence', 'too_few_cores_left']).optional(),
        }),
      ),
      editions: z.array(edition),
    }),
  },
  problems: [],
  access: 'software.read',
} satisfies Operation;
