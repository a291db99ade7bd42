import { accepted, refused } from '@kontor/domain/decision';
import { parsePolicyId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { type Instant, parseInstant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import {
  type PolicyRecord,
  readPoliciesInForce,
  readPolicyVersions,
  readUpcomingPolicies,
} from './policy-store.ts';

export type Standing = 'in_force' | 'upcoming' | 'superseded';
export type StandingPolicy = PolicyRecord & { readonly standing: Standing };

export type PolicyQuestion = {
  readonly at?: string | undefined;
  readonly family?: Family | undefined;
  readonly upcoming: boolean;
};

/** What holds at an instant, a version a scope, and if asked for what takes effect after it. */
export const listPolicies = async (ctx: RequestContext, question: PolicyQuestion) => {
  const at = question.at === undefined ? ctx.realNow() : parseInstant(question.at);
  const moment = at ?? ctx.realNow();
  const read = await readAs(ctx, 'policies.manage', undefined, [
    readPoliciesInForce(moment),
    readUpcomingPolicies(moment),
  ]);
  if (!read.accepted) return read;
  if (at === undefined)
    return invalid([{ path: 'at', message: 'must be an instant, such as 2027-01-01T00:00:00Z' }]);
  const [inForce, upcoming] = read.value.rows;
  const wanted = ({ family }: PolicyRecord) => question.family === undefined || family === question.family;
  return accepted<StandingPolicy[]>([
    ...standing(inForce.filter(wanted), 'in_force'),
    ...(question.upcoming ? standing(upcoming.filter(wanted), 'upcoming') : []),
  ]);
};

const standing = (rows: readonly PolicyRecord[], as: Standing): StandingPolicy[] =>
  rows.map((row) => ({ ...row, standing: as }));

export type PolicyVersions = { readonly id: string; readonly versions: readonly StandingPolicy[] };

/** Every version of one policy, newest first. */
export const readPolicyHistory = async (ctx: RequestContext, policyId: string) => {
  const id = parsePolicyId(policyId);
  const read = await readAs(ctx, 'policies.manage', undefined, [readPolicyVersions(id ?? nobody)]);
  if (!read.accepted) return read;
  const [rows] = read.value.rows;
  if (id === undefined || rows.length === 0) return refused({ code: 'policy.not_found' });
  return accepted<PolicyVersions>({ id, versions: standingOf(rows, read.value.caller.now) });
};

// Nothing is ever given this id.
const nobody = '00000000-0000-0000-0000-000000000000';

const standingOf = (rows: readonly PolicyRecord[], now: Instant): StandingPolicy[] => {
  const begun = rows.filter((row) => row.effective_from <= now);
  const latest = Math.max(...begun.map((row) => row.effective_from));
  const inForce = begun.find((row) => row.effective_from === latest);
  return rows.map((row) => ({
    ...row,
    standing: row === inForce ? 'in_force' : row.effective_from > now ? 'upcoming' : 'superseded',
  }));
};
