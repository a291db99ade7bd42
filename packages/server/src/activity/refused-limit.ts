import { limitRequests } from '../platform/limit-requests.ts';

/** Far above what a person or a batch job does by mistake, and little for the database. */
const mostPerMinute = 600;

export type Place =
  | { readonly recorded: true; readonly details: Readonly<Record<string, unknown>> }
  | { readonly recorded: false };
export type Counted = { readonly take: (subject: string) => Place };

/**
 * Nobody fills the log by being refused: past so many a minute of one person, application or link, refusals are
 * counted, and the next one on record says how many were not written one by one.
 */
export const countRefusals = (perMinute = mostPerMinute, now?: () => number): Counted => {
  const limit = limitRequests(perMinute, now);
  const unwritten = new Map<string, number>();
  return {
    take: (subject) => {
      const before = unwritten.get(subject) ?? 0;
      if (!limit.take(subject).allowed) {
        unwritten.set(subject, before + 1);
        return { recorded: false };
      }
      unwritten.delete(subject);
      return { recorded: true, details: before === 0 ? {} : { alsoRefused: before } };
    },
  };
};
