import { noticeHours } from '@kontor/domain/cancellation/window-notices';
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import type { MailLanguage } from '../platform/mail/mail-store.ts';
import type { OpenWindow } from './calendar-store.ts';

const words = {
  en: {
    name: 'Kontor: windows closing',
    summary: (product: string, customer: string) => `Last moment to cancel: ${product}, ${customer}`,
    text: (order: string, line: number, quantity: number) =>
      `Order ${order}, line ${line + 1}, quantity ${quantity}. After this moment the purchase cannot be cancelled.`,
  },
  tr: {
    name: 'Kontor: dolan iptal süreleri',
    summary: (product: string, customer: string) => `İptal için son an: ${product}, ${customer}`,
    text: (order: string, line: number, quantity: number) =>
      `Sipariş ${order}, satır ${line + 1}, adet ${quantity}. Bu andan sonra satın alma iptal edilemez.`,
  },
} as const;

const shownMs = 30 * 60_000;
const hourSeconds = 3_600;

/** Open windows as iCalendar (RFC 5545): each the half hour before its end, so that it stands on its last day. */
export const windowCalendar = (
  windows: readonly OpenWindow[],
  { publicUrl, language }: { readonly publicUrl: string; readonly language: MailLanguage },
): string => {
  const { name, summary, text } = words[language];
  const host = new URL(publicUrl).hostname;
  const calendar = ical({
    name,
    prodId: { company: 'Kontor', product: 'windows', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 4 * hourSeconds,
  });
  for (const window of windows) {
    const closesAt = window.cancellable_until + 1;
    calendar.createEvent({
      id: `window-${window.order_id}-${window.line_number}@${host}`,
      start: new Date(closesAt - shownMs),
      end: new Date(closesAt),
      // Of the row, not of now: the same windows are the same bytes, which a validator can tell.
      stamp: new Date(window.recorded_at),
      summary: summary(`${window.product_title} · ${window.sku_title}`, window.customer_name),
      description: text(window.order_id, window.line_number, window.quantity),
      url: `${publicUrl}/partner/customers/${window.customer_id}/orders/${window.order_id}`,
      transparency: ICalEventTransparency.TRANSPARENT,
      alarms: noticeHours.map((hours) => ({
        type: ICalAlarmType.display,
        trigger: hours * hourSeconds - shownMs / 1_000,
      })),
    });
  }
  return calendar.toString();
};
