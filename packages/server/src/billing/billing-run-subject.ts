import { type BillingPeriod, isClosed, parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { issuerOf } from './bill-due-months.ts';
import { readBilledAccount } from './billed-account-store.ts';
import type { Issuer } from './billing-run-store.ts';

export type RunInput = { readonly period: string; readonly partnerId?: string | undefined };

export type RunSubject = {
  readonly issuer: Issuer;
  readonly period: BillingPeriod;
  readonly onlyAccountId: AccountId | null;
  readonly now: Instant;
};

export type SubjectRefusal =
  | InputRefusal
  | { readonly code: 'partner.not_found' }
  | { readonly code: 'billing.period_open'; readonly period: BillingPeriod };

/** What a run is about, on the clock of whoever issues it. A month that goes on can be previewed only. */
export const subjectOfRun = async (
  ctx: RequestContext,
  { period: text, partnerId }: RunInput,
  mustBeClosed: boolean,
): Promise<Decision<RunSubject, SubjectRefusal>> => {
  const period = parseBillingPeriod(text);
  if (!period) return invalid([{ path: 'period', message: 'must be a month, such as 2026-10' }]);
  const billed = await billedBy(ctx, partnerId);
  if (!billed) return refused({ code: 'partner.not_found' });
  if (mustBeClosed && !isClosed(period, billed.now)) return refused({ code: 'billing.period_open', period });
  return accepted({ ...billed, period });
};

const billedBy = async (
  ctx: RequestContext,
  partnerId: string | undefined,
): Promise<Omit<RunSubject, 'period'> | undefined> => {
  if (partnerId === undefined) return { issuer: 'production', onlyAccountId: null, now: ctx.realNow() };
  const id = parseAccountId(partnerId);
  const [account] = id ? await query(ctx.pools.system, noTenant, readBilledAccount(id)) : [];
  if (account?.kind !== 'partner') return undefined;
  const now = instant(ctx.realNow() + Number(account.clock_offset_ms));
  return { issuer: issuerOf(account), onlyAccountId: account.id, now };
};
