import { actions, keyAccessAndDownloads } from '@kontor/domain/activity/actions';
import { addDays, type LocalDate, parseLocalDate } from '@kontor/domain/time';

export const presets = ['keys', 'purchases', 'all'] as const;
export type Preset = (typeof presets)[number];

const purchases = ['create_order', 'update_order', 'update_subscription'] as const;

/** The actions that a preset asks for, as the API takes them; undefined for all. */
export function actionsOf(preset: Preset): string | undefined {
  if (preset === 'keys') return keyAccessAndDownloads.join(',');
  return preset === 'purchases' ? purchases.join(',') : undefined;
}

export const allActions: readonly string[] = actions;

export const ranges = ['week', 'month', 'quarter', 'year', 'custom'] as const;
export type Range = (typeof ranges)[number];

export type Span = { readonly from: string; readonly to: string };

/** Days of a range that ends today, both included; "last month" is the month up to now. */
export function spanOf(range: Exclude<Range, 'custom'>, now: string): Span {
  const today = parseLocalDate(now.slice(0, 10));
  if (!today) return { from: '', to: '' };
  const from: Readonly<Record<typeof range, LocalDate>> = {
    week: addDays(today, -7),
    month: monthsBefore(today, 1),
    quarter: monthsBefore(today, 3),
    year: monthsBefore(today, 12),
  };
  return { from: from[range], to: today };
}

/** The same day that many months earlier, or the last day of that month where it has no such day. */
function monthsBefore(date: LocalDate, months: number): LocalDate {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - months;
  const start = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  const day = Number(date.slice(8, 10));
  const candidates = [day, 30, 29, 28].filter((each) => each <= day);
  const texts = candidates.map((each) => parseLocalDate(`${start}-${String(each).padStart(2, '0')}`));
  return texts.find((each) => each !== undefined) ?? date;
}
