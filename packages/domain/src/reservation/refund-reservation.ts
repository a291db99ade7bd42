import {
  type ChargeCredit,
  type CreditAmounts,
  type CreditableCharge,
  creditForCharge,
  creditOfAmount,
  sumCredits,
} from '../cancellation/credit.ts';
import { explainCredits } from '../cancellation/explain.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { invariant } from '../invariant.ts';
import {
  add,
  type BasisPoints,
  type CurrencyCode,
  compare,
  formatAmount,
  type Money,
  multiply,
  parseAmount,
  subtract,
  sum,
  truncateRatio,
  zero,
} from '../money.ts';
import { chooseExchangeRate, convertUnit, type ExchangeRate } from '../pricing/exchange-rate.ts';
import { type Instant, type LocalDate, localDateAt } from '../time.ts';
import { type ReturnableReservation, remainingValue } from './remaining-value.ts';
import { type ReservationInactive, type ReservationState, reservationStatusAt } from './reservation.ts';
import { countsToCap, daysSince, type ReservationPolicy } from './reservation-policy.ts';

export type RefundQuestion = {
  readonly state: ReservationState;
  readonly reservation: ReturnableReservation;
  readonly currency: CurrencyCode;
  readonly policy: ReservationPolicy;
  /** What the account gave back earlier, in the cap's currency as it was frozen then. */
  readonly earlier: readonly EarlierRefund[];
  /** Into the cap's currency. */
  readonly rates: readonly ExchangeRate[];
};

export type EarlierRefund = { readonly at: Instant; readonly capValue: Money };

/** What a refund would do and, once applied, has done: preview and deed are this one value. */
export type RefundPlan = {
  readonly refundedAt: Instant;
  /** In the policy's zone; it counts as unused. */
  readonly refundDate: LocalDate;
  readonly rule: 'full' | 'prorated';
  readonly charges: readonly ChargeCredit[];
  /** What is given back, tax included in the total. */
  readonly credit: CreditAmounts;
  /** Kept, in the price's own mode: kept for the days used + credit + fee = charged. */
  readonly fee: Money;
  readonly feeBasisPoints: BasisPoints;
  /** The commitment that is cancelled, before tax, what would still be charged included. */
  readonly commitment: Money;
  readonly cap: CapStanding;
  readonly policyVersion: number;
  readonly explanation: string;
};

export type CapStanding = {
  readonly limit: Money;
  /** Of earlier refunds that still count. */
  readonly used: Money;
  /** Of this one. */
  readonly value: Money;
  /** After this one. */
  readonly left: Money;
};

export type RefundRefusal =
  | ReservationInactive
  | {
      readonly code: 'reservation.cap_exceeded';
      readonly limit: Money;
      readonly used: Money;
      readonly left: Money;
      readonly value: Money;
    }
  | {
      readonly code: 'reservation.cap_rate_missing';
      readonly from: CurrencyCode;
      readonly to: CurrencyCode;
    };

/**
 * Decides a refund (product 8, reference 14.5): whole within the first days of one that was not used, else the
 * unused days, after the first days less the fee; never more commitment than the cap leaves.
 */
export function refundReservation(
  question: RefundQuestion,
  now: Instant,
): Decision<RefundPlan, RefundRefusal> {
  const { reservation, currency, policy } = question;
  const status = reservationStatusAt(question.state, policy.zone, now);
  if (status !== 'active') return refused({ code: 'reservation.not_active', reservationStatus: status });
  const refundDate = localDateAt(now, policy.zone);
  const isEarly = daysSince(policy, reservation.purchasedAt, now) <= policy.fullRefundDays;
  const rule = isEarly && reservation.usedAt === null ? 'full' : 'prorated';
  const commitment = remainingValue(reservation, rule, refundDate, currency);
  const cap = capStanding(question, commitment, now);
  if (!cap.accepted) return cap;
  const feeBasisPoints = isEarly ? 0 : policy.feeBasisPoints;
  const refunds = reservation.charges.map((charge) =>
    refundForCharge(charge, rule, refundDate, feeBasisPoints),
  );
  const charges = refunds.map(({ credit }) => credit);
  return accepted({
    refundedAt: now,
    refundDate,
    rule,
    charges,
    credit: sumCredits(charges, currency),
    fee: sum(
      refunds.map(({ fee }) => fee),
      currency,
    ),
    feeBasisPoints,
    commitment,
    cap: cap.value,
    policyVersion: policy.version,
    explanation: explainCredits(charges.map(({ formula }) => formula)),
  });
}

function capStanding(
  { policy, earlier, rates, currency }: RefundQuestion,
  commitment: Money,
  now: Instant,
): Decision<CapStanding, RefundRefusal> {
  const { cap: limit } = policy;
  const value = valueIn(limit.currency, commitment, rates, now);
  if (!value) {
    return refused({ code: 'reservation.cap_rate_missing', from: currency, to: limit.currency });
  }
  const used = sum(
    earlier.filter(({ at }) => countsToCap(policy, at, now)).map(({ capValue }) => capValue),
    limit.currency,
  );
  const before = compare(used, limit) > 0 ? zero(limit.currency) : subtract(limit, used);
  if (compare(value, before) > 0) {
    return refused({ code: 'reservation.cap_exceeded', limit, used, left: before, value });
  }
  return accepted({ limit, used, value, left: subtract(before, value) });
}

function valueIn(
  to: CurrencyCode,
  amount: Money,
  rates: readonly ExchangeRate[],
  now: Instant,
): Money | undefined {
  if (amount.currency === to) return amount;
  const rate = chooseExchangeRate(rates, { from: amount.currency, to }, now);
  return rate && convertUnit(amount, rate);
}

/** The credit of one charge less the fee, which is cut to the minor unit for each unit (product 2). */
function refundForCharge(
  charge: CreditableCharge,
  rule: 'full' | 'prorated',
  refundDate: LocalDate,
  feeBasisPoints: BasisPoints,
): { readonly credit: ChargeCredit; readonly fee: Money } {
  const credit = creditForCharge(charge, rule, refundDate);
  const { currency } = charge.unitPrice;
  if (rule === 'full' || feeBasisPoints === 0) return { credit, fee: zero(currency) };
  const given = charge.taxMode === 'exclusive' ? credit.net : credit.total;
  const { period, limitedTo } = credit.formula.inputs;
  const perUnit = period && limitedTo === undefined ? readAmount(period.creditPerUnit, currency) : undefined;
  const feePerUnit = perUnit && share(perUnit, feeBasisPoints);
  const fee = feePerUnit ? multiply(feePerUnit, charge.quantity) : share(given, feeBasisPoints);
  if (fee.minor === 0n) return { credit, fee };
  const record = {
    basisPoints: feeBasisPoints,
    ...(feePerUnit && { perUnit: formatAmount(feePerUnit) }),
    amount: formatAmount(fee),
  };
  return {
    fee,
    credit: {
      ...credit,
      ...creditOfAmount(charge, subtract(given, fee)),
      formula: { id: 'prorated_less_fee/1', inputs: { ...credit.formula.inputs, fee: record } },
    },
  };
}

function share(amount: Money, basisPoints: BasisPoints): Money {
  return truncateRatio(amount, BigInt(basisPoints), 10_000n);
}

function readAmount(text: string, currency: CurrencyCode): Money {
  const amount = parseAmount(text, currency);
  invariant(amount, 'a formula holds readable amounts');
  return amount;
}

/** What was charged and is neither given back nor a fee, in the price's own mode. */
export function keptOfRefund(charges: readonly CreditableCharge[], plan: RefundPlan): Money {
  const currency = plan.fee.currency;
  const inMode = (charge: CreditableCharge) => (charge.taxMode === 'exclusive' ? charge.net : charge.gross);
  const back = plan.charges
    .map((credit) => (credit.formula.inputs.taxMode === 'exclusive' ? credit.net : credit.total))
    .reduce(add, plan.fee);
  return subtract(sum(charges.map(inMode), currency), back);
}
