import type { ReservationPolicy } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import type { Reader } from '../ui/reader.ts';

type Rule = Omit<ReservationPolicy, 'version' | 'effectiveFrom'>;

/** What a version means for whoever gives a reservation back. */
export function reservationPolicyWords(rule: Rule, { t, locale, money }: Reader): string {
  const { fullRefundDays, feeBasisPoints, cap, capMonths, zone } = rule;
  const first = t('reservationPolicies.meansFirst', { days: fullRefundDays, zone });
  const fee = formatRate(feeBasisPoints, locale);
  const later =
    feeBasisPoints === 0
      ? t('reservationPolicies.meansLaterFree')
      : t('reservationPolicies.meansLater', { fee });
  const limit = t('reservationPolicies.meansCap', {
    cap: money(cap.amount, cap.currency),
    months: capMonths,
  });
  return `${first} ${later} ${limit}`;
}
