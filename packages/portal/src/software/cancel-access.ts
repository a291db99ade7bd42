import type { SoftwareItem } from '../api/types.ts';
import type { Reader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';

/** A closed window and a review lead on to support for whoever may cancel; everything else refused stays shut. */
const leadsToSupport = new Set([
  'window_closed',
  'needs_review',
  'order.window_closed',
  'order.needs_review',
]);

export function canOpenCancel({ actions: { cancel } }: SoftwareItem, mayCancel: boolean): boolean {
  return cancel.allowed || (mayCancel && leadsToSupport.has(cancel.code ?? ''));
}

export function cancelReason(
  item: SoftwareItem,
  mayCancel: boolean,
  reader: Pick<Reader, 't' | 'locale'>,
): string | undefined {
  return canOpenCancel(item, mayCancel) ? undefined : reasonFor(item.actions.cancel, reader);
}
