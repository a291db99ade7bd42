import { accepted, type Decision, refused } from '../decision.ts';
import type { LocalDate } from '../time.ts';

/** From a day on, records of so many months stay in the database. */
export type RetentionRule = { readonly months: number; readonly effectiveFrom: LocalDate };

export const retentionMonths = { least: 12, most: 1200 } as const;

/** The rule of a day: that of the latest day that has come, and of two of one day the one that was made last. */
export function retentionOn(rules: readonly RetentionRule[], day: LocalDate): RetentionRule | undefined {
  return rules
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .reduce<RetentionRule | undefined>(
      (latest, rule) => (latest && latest.effectiveFrom > rule.effectiveFrom ? latest : rule),
      undefined,
    );
}

export type RetentionRefusal =
  | { readonly code: 'activity.retention_shortened'; readonly monthsNow: number }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

/** Whether a rule may be made. `rules` in the order in which they were made; a shorter time only if that is meant. */
export function planRetention(
  rules: readonly RetentionRule[],
  rule: RetentionRule,
  { today, shortens }: { readonly today: LocalDate; readonly shortens: boolean },
): Decision<RetentionRule, RetentionRefusal> {
  const errors: { path: string; message: string }[] = [];
  const { least, most } = retentionMonths;
  if (rule.months < least || rule.months > most)
    errors.push({ path: 'months', message: `must be from ${least} to ${most}` });
  if (rule.effectiveFrom < today)
    errors.push({ path: 'effectiveFrom', message: 'must be today or a later day' });
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  const before = retentionOn(rules, rule.effectiveFrom);
  if (before && rule.months < before.months && !shortens)
    return refused({ code: 'activity.retention_shortened', monthsNow: before.months });
  return accepted(rule);
}
