import type { cartLine, cart as cartShape } from '@kontor/contract/carts';
import type { CartLineResult, CurrencyTotal, PricedCartLine } from '@kontor/domain/cart/price-cart';
import { formatAmount } from '@kontor/domain/money';
import type { ChargedPrice } from '@kontor/domain/pricing/charged-price';
import { type ExchangeRate, formatRate } from '@kontor/domain/pricing/exchange-rate';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { cancellationTermsOf } from '../catalog/cancellation-terms.ts';
import { fieldsOf } from '../reservations/provisioning-context.ts';
import type { CartDocumentLine } from './cart-lines.ts';
import type { CartRecord } from './cart-record.ts';
import { lineErrorWords } from './line-error-words.ts';

type LineView = z.infer<typeof cartLine>;

const priceView = (priced: PricedCartLine): NonNullable<LineView['price']> => {
  const { amounts, charged, discounts, offer } = priced;
  const promotion = discounts.find(({ kind }) => kind === 'promotion');
  return {
    listUnitPrice: formatAmount(priced.listUnitPrice),
    unitPrice: formatAmount(priced.unitPrice),
    discounts: [...discounts],
    ...(promotion ? { promotionId: promotion.id } : {}),
    net: formatAmount(amounts.net),
    tax: formatAmount(amounts.tax),
    total: formatAmount(amounts.gross),
    taxMode: offer.tax.mode,
    taxRateBasisPoints: offer.tax.rateBasisPoints,
    taxRateKnown: offer.tax.known,
    taxCategory: offer.tax.category,
    ...(charged.rate ? { billed: billedView(charged, charged.rate) } : {}),
  };
};

const billedView = (charged: ChargedPrice, rate: ExchangeRate) => ({
  currency: charged.net.currency,
  unitPrice: formatAmount(charged.unitPrice),
  net: formatAmount(charged.net),
  tax: formatAmount(charged.tax),
  total: formatAmount(charged.gross),
  exchangeRate: formatRate(rate.rate),
  exchangeRateAt: formatInstant(rate.at),
});

const totalView = (total: CurrencyTotal) => ({
  currency: total.currency,
  net: formatAmount(total.net),
  tax: formatAmount(total.tax),
  total: formatAmount(total.gross),
});

const lineView = (
  line: CartDocumentLine,
  result: CartLineResult | undefined,
  record: CartRecord,
): LineView => {
  const offer = record.offers.get(line.catalogItemId);
  const priced = result?.status === 'priced' ? result : undefined;
  return {
    id: line.id,
    catalogItemId: line.catalogItemId,
    productId: line.productId ?? '',
    skuId: line.skuId ?? '',
    productTitle: offer?.productTitle ?? '',
    skuTitle: offer?.skuTitle ?? '',
    ...(line.friendlyName === undefined ? {} : { friendlyName: line.friendlyName }),
    ...(line.provisioningContext === undefined ? {} : { reservation: fieldsOf(line.provisioningContext) }),
    quantity: line.quantity,
    termDuration: line.term,
    billingCycle: line.billingCycle,
    currency: priced?.currency ?? line.currency ?? offer?.defaultCurrency ?? 'USD',
    ...(priced
      ? {
          orderGroup: priced.orderGroup,
          price: priceView(priced),
        }
      : {}),
    cancellation: cancellationTermsOf(offer, record.now),
    ...(result?.status === 'error'
      ? { error: { code: result.error.code, ...lineErrorWords(result.error) } }
      : {}),
  };
};

export const cartView = (record: CartRecord): z.infer<typeof cartShape> => ({
  id: record.row.id,
  status: record.row.status,
  version: record.row.version,
  createdAt: formatInstant(record.row.created_at),
  modifiedAt: formatInstant(record.row.modified_at),
  expiresAt: formatInstant(record.row.expires_at),
  lines: record.row.lines.map((line, index) => lineView(line, record.priced.lines[index], record)),
  totals: record.priced.totals.map(totalView),
  billedTotals: record.priced.chargedTotals.map(totalView),
  prerequisites: [{ code: 'agreement', satisfied: record.agreementOnRecord }],
});
