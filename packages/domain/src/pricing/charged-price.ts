import { type TaxedAmounts, type TaxRule, taxedAmounts } from '../market/tax.ts';
import type { CurrencyCode, Money } from '../money.ts';
import type { Instant } from '../time.ts';
import { type Billing, chooseExchangeRate, convertUnit, type ExchangeRate } from './exchange-rate.ts';

/** What a line is charged: in the billing currency where the account has one, else in the price's. */
export type ChargedPrice = TaxedAmounts & {
  readonly listUnitPrice: Money;
  readonly unitPrice: Money;
  /** Null where the price's own currency is charged. */
  readonly rate: ExchangeRate | null;
};

export type ExchangeRateMissing = {
  readonly code: 'exchange_rate_missing';
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
};

type Units = { readonly listUnitPrice: Money; readonly unitPrice: Money };

/** The units as they are charged: converted at the rate in force, where the account is billed in another currency. */
export function chargedUnits(
  units: Units,
  billing: Billing | undefined,
  at: Instant,
): (Units & { readonly rate: ExchangeRate | null }) | ExchangeRateMissing {
  const { listUnitPrice, unitPrice } = units;
  const from = unitPrice.currency;
  if (!billing || billing.currency === from) return { listUnitPrice, unitPrice, rate: null };
  const to = billing.currency;
  const rate = chooseExchangeRate(billing.rates, { from, to }, at);
  if (!rate) return { code: 'exchange_rate_missing', from, to };
  return {
    listUnitPrice: convertUnit(listUnitPrice, rate),
    unitPrice: convertUnit(unitPrice, rate),
    rate,
  };
}

/** A charge at units already decided: unit × quantity with its tax. */
export function chargedPrice(
  units: Units & { readonly rate: ExchangeRate | null },
  quantity: number,
  tax: Pick<TaxRule, 'mode' | 'rateBasisPoints'>,
): ChargedPrice {
  const { listUnitPrice, unitPrice, rate } = units;
  return { listUnitPrice, unitPrice, rate, ...taxedAmounts(unitPrice, quantity, tax) };
}
