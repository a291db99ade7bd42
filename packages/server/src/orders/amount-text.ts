import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { formatInstant, type Instant } from '@kontor/domain/time';

/** Minor units as decimal text with exactly the currency's decimals. */
export const amountText = (minor: bigint, currency: string): string => {
  const code = parseCurrency(currency);
  invariant(code, `${currency} is no currency code`);
  return formatAmount(money(minor, code));
};

export const optionalInstant = (at: Instant | null | undefined): string | undefined =>
  at === null || at === undefined ? undefined : formatInstant(at);
