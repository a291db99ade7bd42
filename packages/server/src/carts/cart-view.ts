import type { cartLine, cart as cartShape } from '@kontor/contract/carts';
import type { CartLineResult } from '@kontor/domain/cart/price-cart';
import { formatAmount } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { cancellationTermsOf } from '../catalog/cancellation-terms.ts';
import type { CartDocumentLine } from './cart-lines.ts';
import type { CartRecord } from './cart-record.ts';
import { lineErrorWords } from './line-error-words.ts';

type LineView = z.infer<typeof cartLine>;

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
    quantity: line.quantity,
    termDuration: line.term,
    billingCycle: line.billingCycle,
    currency: priced?.currency ?? line.currency ?? offer?.defaultCurrency ?? 'USD',
    ...(priced
      ? {
          orderGroup: priced.orderGroup,
          price: {
            unitPrice: formatAmount(priced.unitPrice),
            net: formatAmount(priced.amounts.net),
            tax: formatAmount(priced.amounts.tax),
            total: formatAmount(priced.amounts.gross),
            taxMode: priced.offer.tax.mode,
            taxRateBasisPoints: priced.offer.tax.rateBasisPoints,
            taxRateKnown: priced.offer.tax.known,
          },
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
  totals: record.priced.totals.map((total) => ({
    currency: total.currency,
    net: formatAmount(total.net),
    tax: formatAmount(total.tax),
    total: formatAmount(total.gross),
  })),
  prerequisites: [{ code: 'agreement', satisfied: record.agreementOnRecord }],
});
