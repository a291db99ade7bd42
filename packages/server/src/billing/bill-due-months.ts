import { setTimeout as pause } from 'node:timers/promises';
import { parseBillingPeriod, periodAfter } from '@kontor/domain/billing/billing-run';
import { invariant } from '@kontor/domain/invariant';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { DueHandler, DueHandlers, DueRow } from '../sandbox/due-events.ts';
import { type BilledAccount, readBilledAccount, readBillingDay } from './billed-account-store.ts';
import type { Issuer } from './billing-run-store.ts';
import { type BillingAsk, startBilling } from './run-billing.ts';
import { monthDue } from './schedule-billing.ts';

const patienceMs = 60_000;
const lookAgainMs = 50;

/** The issuer that an account's clock starts runs of. */
export const issuerOf = (account: BilledAccount): Issuer => (account.sandbox ? account.id : 'production');

/**
 * Bills the months that have come due. Documents are made in transactions of their own, which a second try after a
 * crash finds done; only the next month's row belongs to the work's own transaction.
 */
const billDueMonths: DueHandler = async ({ pools }, accountId, rows) => {
  const [account] = await query(pools.system, noTenant, readBilledAccount(accountId));
  const [settings] = await query(pools.system, noTenant, readBillingDay());
  invariant(settings, 'the installation has its settings');
  if (!account) return [];
  const next = [];
  for (const row of rows) {
    const ask = askOf(row, account);
    await finishSoon(pools.system, ask);
    next.push(monthDue(accountId, periodAfter(ask.period), settings.billing_day));
  }
  return next;
};

const askOf = ({ ref, due_at: now }: DueRow, account: BilledAccount): BillingAsk => {
  const period = parseBillingPeriod(ref);
  invariant(period, 'a billing run is due for a month');
  return { issuer: issuerOf(account), period, onlyAccountId: null, now, startedBy: null };
};

/** An operator's own run may be going on; it is waited for. */
const finishSoon = async (system: Pool, ask: BillingAsk): Promise<void> => {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookAgainMs) {
    const started = await startBilling(system, ask);
    if (started) {
      await started.finish();
      return;
    }
    await pause(lookAgainMs);
  }
  throw new Error(`another billing run of ${ask.issuer} is still going on`);
};

export const billingHandlers: DueHandlers = { 'billing.run': billDueMonths };
