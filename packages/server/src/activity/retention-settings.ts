import { planRetention, type RetentionRule, retentionOn } from '@kontor/domain/activity/retention';
import { accepted } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { localDateAt, parseLocalDate, utc } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { insertRetention, type RetentionRow, readRetentionRules } from './archive-store.ts';

export type Retention = { readonly inForce: RetentionRule; readonly upcoming: readonly RetentionRule[] };

export type RetentionBody = {
  readonly months: number;
  readonly effectiveFrom: string;
  readonly shortens?: boolean | undefined;
};

export const getRetention = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [readRetentionRules()]);
  if (!read.accepted) return read;
  return accepted(retentionOf(rulesOf(read.value.rows[0]), todayOf(ctx)));
};

/** Adds a rule; those made before stay on record, and hold until its day comes. */
export const setRetention = async (ctx: RequestContext, body: RetentionBody) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [readRetentionRules()]);
  if (!read.accepted) return read;
  const rules = rulesOf(read.value.rows[0]);
  const effectiveFrom = parseLocalDate(body.effectiveFrom);
  if (effectiveFrom === undefined)
    return invalid([{ path: 'effectiveFrom', message: 'must be a date, such as 2027-01-31' }]);
  const today = todayOf(ctx);
  const asked = { months: body.months, effectiveFrom };
  const plan = planRetention(rules, asked, { today, shortens: body.shortens === true });
  if (!plan.accepted) return plan;
  const before = retentionOn(rules, effectiveFrom);
  const after = retentionOf([...rules, asked], today);
  const done = await actAsOperator(
    ctx,
    read.value.caller,
    {
      writes: [insertRetention({ months: asked.months, effective_from: asked.effectiveFrom })],
      activity: [
        {
          action: 'set_activity_retention',
          resourceId: 'activity',
          oldValue: before && { months: before.months, effectiveFrom: before.effectiveFrom },
          newValue: asked,
          details: asked,
        },
      ],
      events: [],
    },
    after,
  );
  return done.accepted ? accepted(after) : done;
};

const todayOf = (ctx: RequestContext) => localDateAt(ctx.realNow(), utc);

const rulesOf = (rows: readonly RetentionRow[]): readonly RetentionRule[] =>
  rows.map(({ months, effective_from: effectiveFrom }) => ({ months, effectiveFrom }));

const retentionOf = (rules: readonly RetentionRule[], today: RetentionRule['effectiveFrom']): Retention => {
  const inForce = retentionOn(rules, today);
  invariant(inForce, 'the first rule holds from before everything');
  const days = [...new Set(rules.map(({ effectiveFrom }) => effectiveFrom))].filter((day) => day > today);
  // Of several for one day only the one that was made last will ever hold.
  const upcoming = days.sort().flatMap((day) => retentionOn(rules, day) ?? []);
  return { inForce, upcoming };
};
