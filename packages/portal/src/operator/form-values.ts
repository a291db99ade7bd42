import { problemOf } from '../api/problem.ts';

/** What stands in the fields of a form, by name; a ticked box holds 'yes'. */
export type Values = Readonly<Record<string, string>>;

/** A text as the API takes it: nothing where nothing was written. */
export function optional<K extends string>(name: K, text: string | undefined): { [P in K]?: string } {
  const written = text?.trim();
  return written ? ({ [name]: written } as { [P in K]?: string }) : {}; // one member, of this name
}

/** '2026-11-22T10:00' as shown in UTC, for a field of date and time. */
export function utcMinute(at: Date = new Date()): string {
  return at.toISOString().slice(0, 16);
}

/** The instant that a field of date and time names, which is UTC as everywhere in the portal. */
export function instantOfMinute(text: string): string {
  return text === '' ? '' : `${text.slice(0, 16)}:00Z`;
}

/** "19.5" or "19,5" percent as hundredths of a percent; NaN, which the server refuses by name, where it is no number. */
export function basisPoints(percent: string): number {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(percent.trim());
  if (!match) return Number.NaN;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** "19.5" from 1950, for a field that a person goes on writing in. */
export function percentText(points: number): string {
  const text = `${Math.floor(points / 100)}.${String(points % 100).padStart(2, '0')}`;
  return text.replace(/\.?0+$/, '');
}

/** The server's word on each field, by its path. */
export function fieldErrorsOf(error: unknown): ReadonlyMap<string, string> {
  if (!error) return new Map();
  return new Map((problemOf(error).errors ?? []).map(({ path, message }) => [path, message]));
}
