import { parseAmount, parseCurrency } from '@kontor/domain/money';
import type { Impact } from '@kontor/domain/support/impact';
import type { SupportType } from '@kontor/domain/support/support-type';
import type { SupportDraft } from '../api/support-queries.ts';

/** What stands in the fields of the form; texts are as they were written. */
export type Draft = {
  readonly type: SupportType | '';
  readonly impact: Impact;
  readonly title: string;
  readonly description: string;
  readonly customerId: string | undefined;
  readonly orderId: string | undefined;
  readonly subscriptionId: string | undefined;
  /** Lines of the order; undefined: all of it. */
  readonly lines: readonly number[] | undefined;
  readonly reason: string;
  readonly amount: string;
  readonly currency: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
};

export const isRefund = ({ type }: Pick<Draft, 'type'>): boolean => type === 'csp_purchase_refund';

/** Whether everything that has to be said has been. */
export function isComplete(draft: Draft): boolean {
  const said = [draft.type, draft.title, draft.name, draft.email].every((text) => text.trim() !== '');
  if (!isRefund(draft)) return said && draft.description.trim() !== '';
  const purchase = draft.orderId !== undefined || draft.subscriptionId !== undefined;
  const lines = draft.lines === undefined || draft.lines.length > 0;
  const refund = [draft.customerId ?? '', draft.reason, draft.amount, draft.currency];
  return said && purchase && lines && refund.every((text) => text.trim() !== '');
}

/** The form as the API takes it; call it only when the form is complete. */
export function bodyOf(draft: Draft): SupportDraft {
  const phone = draft.phone.trim();
  const { type } = draft;
  if (type === '') throw new Error('a request without a type was sent');
  return {
    type,
    impact: draft.impact,
    title: draft.title.trim(),
    description: draft.description.trim(),
    ...(isRefund(draft) ? { refund: refundOf(draft) } : {}),
    contact: { name: draft.name.trim(), email: draft.email.trim(), ...(phone === '' ? {} : { phone }) },
  };
}

function refundOf(draft: Draft): NonNullable<SupportDraft['refund']> {
  return {
    customer: draft.customerId ?? '',
    ...(draft.orderId === undefined ? {} : { orderId: draft.orderId }),
    ...(draft.orderId === undefined || draft.lines === undefined
      ? {}
      : { lineItemNumbers: [...draft.lines] }),
    ...(draft.subscriptionId === undefined ? {} : { subscriptionId: draft.subscriptionId }),
    reason: draft.reason.trim(),
    amount: { value: draft.amount.trim(), currency: draft.currency },
  };
}

/** Whether more is asked for than can come back; what is no amount yet is not more. */
export function isAbove(
  amount: string,
  left: { readonly value: string; readonly currency: string },
): boolean {
  const currency = parseCurrency(left.currency);
  const asked = currency && parseAmount(amount.trim(), currency);
  const most = currency && parseAmount(left.value, currency);
  return asked !== undefined && most !== undefined && asked.minor > most.minor;
}

/** "0,2" of an address as numbers; undefined where it names none. */
export function linesOf(text: string | undefined): readonly number[] | undefined {
  if (!text || !/^\d{1,4}(,\d{1,4})*$/.test(text)) return undefined;
  return text.split(',').map(Number);
}
