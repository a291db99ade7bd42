import { setTimeout as pause } from 'node:timers/promises';
import { type BillingPeriod, isClosed, parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { issuerOf } from '../billing/bill-due-months.ts';
import { readBilledAccount } from '../billing/billed-account-store.ts';
import type { Issuer } from '../billing/billing-run-store.ts';
import { reconcile } from '../billing/reconcile.ts';
import { reconciliationView } from '../billing/reconcile-view.ts';
import { startBilling } from '../billing/run-billing.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import type { Deed, Options } from './import-commands.ts';
import { InputRefused, UsageError } from './usage.ts';

/** Bills a closed month, of everybody or of one partner. */
export function runBillingCommand(options: Options): Deed {
  const period = periodFrom(options.period);
  const partnerId = partnerFrom(options.partner);
  return async ({ services }) => {
    const { issuer, now } = await billedBy(services, partnerId);
    if (!isClosed(period, now)) throw new InputRefused(`${period} still goes on; bill it when it has ended.`);
    const ask = { issuer, period, onlyAccountId: partnerId, now, startedBy: null };
    const started = await startSoon(services, ask);
    const run = await started.finish();
    return `${period}: ${run.invoices} documents of ${run.lines} lines made, ${run.parked} held back for the operator.`;
  };
}

/** Prints the reconciliation of a month as JSON; something unexplained is a refusal, so that scripts can stop at it. */
export function reconcileCommand(options: Options): Deed {
  const period = periodFrom(options.period);
  const onlyAccountId = partnerFrom(options.partner);
  return async ({ services }) => {
    const found = reconciliationView(await reconcile(services.pools.system, { period, onlyAccountId }));
    const text = JSON.stringify(found, undefined, 2);
    if (found.unexplained.length > 0)
      throw new InputRefused(`${found.unexplained.length} things of ${period} are not explained:`, [text]);
    return text;
  };
}

const triesWhileBusy = 600;
const lookAgainMs = 100;

const startSoon = async (services: Services, ask: Parameters<typeof startBilling>[1]) => {
  for (let turn = 0; turn < triesWhileBusy; turn += 1) {
    const started = await startBilling(services.pools.system, ask);
    if (started) return started;
    await pause(lookAgainMs);
  }
  throw new InputRefused('Another billing run goes on; try again when it has ended.');
};

const billedBy = async (services: Services, partnerId: AccountId | null) => {
  const now = services.realNow();
  if (partnerId === null) return { issuer: 'production' as Issuer, now };
  const [account] = await query(services.pools.system, noTenant, readBilledAccount(partnerId));
  if (account?.kind !== 'partner') throw new InputRefused(`There is no partner ${partnerId}.`);
  return { issuer: issuerOf(account), now: instant(now + Number(account.clock_offset_ms)) };
};

const periodFrom = (text: string | undefined): BillingPeriod => {
  const period = parseBillingPeriod(text ?? '');
  if (!period) throw new UsageError('--period is a month, such as 2026-10.');
  return period;
};

const partnerFrom = (text: string | undefined): AccountId | null => {
  if (text === undefined) return null;
  const id = parseAccountId(text);
  if (!id) throw new UsageError('--partner is the id of a partner.');
  return id;
};
