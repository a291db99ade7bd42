import type { softwareItem } from '@kontor/contract/software';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { amountText, optionalInstant } from '../orders/amount-text.ts';
import { actionView, cancelActionView } from './action-shown.ts';
import type { SoftwareItem } from './list-software.ts';

export const softwareItemView = ({
  row,
  status,
  fulfilments,
  actions,
}: SoftwareItem): z.infer<typeof softwareItem> => ({
  entitlementId: row.id,
  orderId: row.order_id,
  lineItemNumber: row.line_number,
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  family: row.family,
  quantity: row.quantity,
  termDuration: row.term_duration,
  status,
  purchasedAt: formatInstant(row.purchased_at),
  expiresAt: optionalInstant(row.expires_at),
  ...(row.credited_minor > 0n
    ? { credited: { currency: row.currency, total: amountText(row.credited_minor, row.currency) } }
    : {}),
  fulfilments: fulfilments.flatMap(({ version, language, bitness, artifact }) =>
    artifact ? [{ version, language, bitness, ...artifact }] : [],
  ),
  actions: {
    getKeys: actionView(actions.getKeys),
    download: actionView(actions.download),
    cancel: cancelActionView(actions.cancel),
  },
});
