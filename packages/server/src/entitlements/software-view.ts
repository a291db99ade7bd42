import type { action as actionShape, softwareItem } from '@kontor/contract/software';
import type { SoftwareActions } from '@kontor/domain/entitlement/software-actions';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { amountText, optionalInstant } from '../orders/amount-text.ts';
import { problemOf } from '../problem-of.ts';
import type { RefusalCode } from '../refusals.ts';
import type { SoftwareItem } from './list-software.ts';

type ActionView = z.infer<typeof actionShape>;

/** Codes in `actions` are those of the problem that the act itself would be refused with; verdicts keep their own. */
const codeOf = (code: RefusalCode): string => (code.startsWith('order.') ? code : problemOf[code]);

type PlainAction = { readonly allowed: true } | { readonly allowed: false; readonly code: RefusalCode };

/** An action, or the code of why not, with the roles that would help where it is a matter of roles. */
export const actionView = (action: PlainAction): ActionView =>
  action.allowed
    ? { allowed: true }
    : {
        allowed: false,
        code: codeOf(action.code),
        ...('anyOf' in action && Array.isArray(action.anyOf) ? { anyOf: action.anyOf.map(String) } : {}),
      };

export const cancelActionView = (action: SoftwareActions['cancel']): ActionView => ({
  allowed: action.allowed,
  ...(action.allowed ? {} : { code: codeOf(action.code) }),
  ...('anyOf' in action ? { anyOf: [...action.anyOf] } : {}),
  ...(action.daysRemaining === undefined ? {} : { daysRemaining: action.daysRemaining }),
  ...(action.hoursRemaining === undefined ? {} : { hoursRemaining: action.hoursRemaining }),
  ...(action.cancellableUntil === undefined
    ? {}
    : { cancellableUntil: formatInstant(action.cancellableUntil) }),
  ...(action.closedOn === undefined ? {} : { closedOn: action.closedOn }),
  ...(action.closedAt === undefined ? {} : { closedAt: formatInstant(action.closedAt) }),
});

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
