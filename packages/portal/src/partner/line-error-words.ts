import type { CartLine } from '../api/types.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { Translate } from '../ui/reader.ts';

const words: Readonly<Record<string, MessageKey>> = {
  catalog_item_unknown: 'lineError.unknown',
  not_sold_in_market: 'lineError.market',
  not_purchasable: 'lineError.notPurchasable',
  term_not_supported: 'lineError.term',
  billing_cycle_not_supported: 'lineError.billing',
  currency_not_supported: 'lineError.currency',
  quantity_out_of_range: 'lineError.quantity',
  amount_too_large: 'lineError.amount',
  exchange_rate_missing: 'lineError.exchangeRate',
  reservation_scope_missing: 'reservation.scopeMissing',
  reservation_region_missing: 'reservation.regionWrong',
  reservation_region_not_offered: 'reservation.regionWrong',
  cloud_subscription_missing: 'reservation.subscriptionMissing',
  cloud_subscription_not_registered: 'reservation.subscriptionMissing',
  hybrid_benefit_not_offered: 'reservation.benefitNotOffered',
};

/** Why a line cannot be sold; a reason that is newer than this page keeps the server's words. */
export function lineErrorWords(error: NonNullable<CartLine['error']>, t: Translate): string {
  const key = words[error.code.replace(/^cart\./, '')];
  return key ? t(key) : `${error.message} ${error.remedy}`;
}
