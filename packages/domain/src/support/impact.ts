import { millisecondsPerHour } from '../time.ts';

/** How badly the problem hurts, worst first; each has the time within which it is answered (reference 11). */
export const impacts = ['critical', 'moderate', 'minimal'] as const;
export type Impact = (typeof impacts)[number];

export const responseHours = { critical: 2, moderate: 4, minimal: 8 } as const satisfies Record<
  Impact,
  number
>;

/** Milliseconds within which a request of this impact is answered. */
export function responseTime(impact: Impact): number {
  return responseHours[impact] * millisecondsPerHour;
}
