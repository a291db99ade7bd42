import { parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { readBilledAccount } from './billed-account-store.ts';
import {
  type Asked,
  checks,
  type ReconciledCounts,
  type ReconciledFigures,
  readCounts,
  readFigures,
  type Unexplained,
} from './reconcile-store.ts';

export type Reconciliation = {
  readonly period: string;
  readonly counts: ReconciledCounts;
  readonly figures: readonly ReconciledFigures[];
  readonly unexplained: readonly Unexplained[];
};

const none: ReconciledCounts = { order_lines: 0, entitlements: 0, charges: 0, invoice_lines: 0 };

/** Holds a month's orders, entitlements, charges and documents against each other. Nothing unexplained is the promise. */
export const reconcile = async (system: Pool, asked: Asked): Promise<Reconciliation> => {
  const [counts] = await query(system, noTenant, readCounts(asked));
  const figures = await query(system, noTenant, readFigures(asked));
  const unexplained: Unexplained[] = [];
  for (const check of checks) unexplained.push(...(await query(system, noTenant, check(asked))));
  return { period: asked.period, counts: counts ?? none, figures, unexplained };
};

/** The same for the operator on the API. */
export const getReconciliation = async (
  ctx: RequestContext,
  input: { readonly period: string; readonly partnerId?: string | undefined },
) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const period = parseBillingPeriod(input.period);
  if (!period) return invalid([{ path: 'period', message: 'must be a month, such as 2026-10' }]);
  const { system } = ctx.pools;
  if (input.partnerId === undefined)
    return accepted(await reconcile(system, { period, onlyAccountId: null }));
  const id = parseAccountId(input.partnerId);
  const [account] = id ? await query(system, noTenant, readBilledAccount(id)) : [];
  if (!account) return refused({ code: 'partner.not_found' });
  return accepted(await reconcile(system, { period, onlyAccountId: account.id }));
};
