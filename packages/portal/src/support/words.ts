import type { SupportItem } from '../api/types.ts';
import { formatInstant } from '../format/dates.ts';
import type { Wording } from '../format/deadline.ts';
import { formatRelative } from '../format/relative.ts';
import type { Tone } from '../ui/status-word.tsx';

/** Whose page it is: what waits for the one is what the other waits for. */
export type Side = 'partner' | 'operator';

export const statusTones: Readonly<Record<SupportItem['status'], Tone>> = {
  open: 'good',
  attention_needed: 'waiting',
  closed: 'off',
};

export function statusWording(status: SupportItem['status'], side: Side): Wording {
  if (status === 'attention_needed') return { key: `supportStatus.attention_needed.${side}`, values: {} };
  return { key: `supportStatus.${status}`, values: {} };
}

type Timed = Pick<SupportItem, 'status' | 'target'>;
type Reading = { readonly now: string; readonly locale: string; readonly side: Side };

/** The answer's clock in a sentence: "Answer due in 2 hours (22 Nov 2026, 15:23 UTC)". */
export function targetWording({ status, target }: Timed, { now, locale, side }: Reading): Wording {
  if (status === 'closed') return { key: 'target.closed', values: {} };
  if (target.status === 'paused') return { key: `target.paused.${side}`, values: {} };
  if (target.status === 'stopped' || target.dueAt === undefined) return { key: 'target.stopped', values: {} };
  const at = formatInstant(target.dueAt, locale);
  if (target.overdue) return { key: 'target.overdue', values: { at } };
  return { key: 'target.due', values: { relative: formatRelative(target.dueAt, now, locale), at } };
}

/** The short form of a table cell. */
export function targetShort({ status, target }: Timed, { now, locale, side }: Reading): Wording | undefined {
  if (status === 'closed') return undefined;
  if (target.status === 'paused') return { key: `target.short.paused.${side}`, values: {} };
  if (target.status === 'stopped' || target.dueAt === undefined) {
    return { key: 'target.short.stopped', values: {} };
  }
  const relative = formatRelative(target.dueAt, now, locale);
  return { key: target.overdue ? 'target.short.overdue' : 'target.short.due', values: { relative } };
}
