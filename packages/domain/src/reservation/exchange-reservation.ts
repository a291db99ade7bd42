import {
  type ChargeCredit,
  type CreditAmounts,
  creditForCharge,
  sumCredits,
} from '../cancellation/credit.ts';
import { explainCredits } from '../cancellation/explain.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { type CurrencyCode, compare, type Money, subtract } from '../money.ts';
import { type Instant, type LocalDate, localDateAt } from '../time.ts';
import { type ReturnableReservation, remainingValue } from './remaining-value.ts';
import { type ReservationInactive, type ReservationState, reservationStatusAt } from './reservation.ts';
import type { ReservationPolicy } from './reservation-policy.ts';

export type ExchangeQuestion = {
  readonly state: ReservationState;
  readonly reservation: ReturnableReservation;
  readonly currency: CurrencyCode;
  readonly policy: ReservationPolicy;
  /** What is reserved: virtual machines, databases. */
  readonly type: string;
  readonly target: {
    readonly type: string;
    /** Everything that the new term comes to, before tax, in the currency it is charged in. */
    readonly commitment: Money;
  };
};

/** What an exchange gives back and asks for; the new purchase itself is planned like any other. */
export type ExchangePlan = {
  readonly exchangedAt: Instant;
  /** In the policy's zone; it counts as unused. */
  readonly exchangeDate: LocalDate;
  readonly charges: readonly ChargeCredit[];
  readonly credit: CreditAmounts;
  /** What is left of the old commitment, before tax. */
  readonly remaining: Money;
  readonly commitment: Money;
  /** By how much the new commitment is larger. */
  readonly difference: Money;
  readonly policyVersion: number;
  readonly explanation: string;
};

export type ExchangeRefusal =
  | ReservationInactive
  | { readonly code: 'reservation.exchange_type'; readonly from: string; readonly to: string }
  | { readonly code: 'reservation.exchange_currency'; readonly from: CurrencyCode; readonly to: CurrencyCode }
  | {
      readonly code: 'reservation.exchange_too_small';
      readonly remaining: Money;
      readonly commitment: Money;
    };

/** Decides an exchange (product 8): the same type, for at least what is left; no fee, and nothing of the cap. */
export function exchangeReservation(
  question: ExchangeQuestion,
  now: Instant,
): Decision<ExchangePlan, ExchangeRefusal> {
  const { reservation, currency, policy, type, target } = question;
  const status = reservationStatusAt(question.state, policy.zone, now);
  if (status !== 'active') return refused({ code: 'reservation.not_active', reservationStatus: status });
  if (target.type !== type)
    return refused({ code: 'reservation.exchange_type', from: type, to: target.type });
  const { commitment } = target;
  if (commitment.currency !== currency) {
    return refused({ code: 'reservation.exchange_currency', from: currency, to: commitment.currency });
  }
  const exchangeDate = localDateAt(now, policy.zone);
  const remaining = remainingValue(reservation, 'prorated', exchangeDate, currency);
  if (compare(commitment, remaining) < 0) {
    return refused({ code: 'reservation.exchange_too_small', remaining, commitment });
  }
  const charges = reservation.charges.map((charge) => creditForCharge(charge, 'prorated', exchangeDate));
  return accepted({
    exchangedAt: now,
    exchangeDate,
    charges,
    credit: sumCredits(charges, currency),
    remaining,
    commitment,
    difference: subtract(commitment, remaining),
    policyVersion: policy.version,
    explanation: explainCredits(charges.map(({ formula }) => formula)),
  });
}
