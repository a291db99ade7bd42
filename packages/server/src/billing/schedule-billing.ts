import { type BillingPeriod, billingInstant, nextPeriodToBill } from '@kontor/domain/billing/billing-run';
import type { AccountId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { readUnscheduled, scheduleMonth } from './billed-account-store.ts';

/** The month's run as due work of the account whose clock starts it. */
export const monthDue = (accountId: AccountId, period: BillingPeriod, day: number): Statement =>
  scheduleMonth({ accountId, id: newUuid(), at: new Date(billingInstant(period, day)), period });

/** Puts down the next month of every clock that has none yet: after an installation, a new sandbox, an upgrade. */
export const scheduleBilling = async (
  system: Pool,
  realNow: Instant,
  onlyAccountId: AccountId | null = null,
): Promise<void> => {
  const accounts = await query(system, noTenant, readUnscheduled(onlyAccountId));
  const months = accounts.map(({ id, clock_offset_ms, billing_day: day }) => {
    const now = instant(realNow + Number(clock_offset_ms));
    return monthDue(id, nextPeriodToBill(now, day), day);
  });
  if (months.length > 0) await writeBatch(system, noTenant, months);
};
